"""Which language a short text is in: function words first, then py3langid among nine languages, and a prior.

Handles, links, hashtags and emojis do not vote. What a channel declares is evidence, not truth. A text with
hardly a letter, or a short one that could be anything, is `und`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any, Final

from social_console.text import without_names

LANGUAGES: Final = ("es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de")
UNDETERMINED: Final = "und"

_TAGS = re.compile(r"#\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)?")
_LAUGHTER = re.compile(r"^(?:(?:ja|je|ji|jo|ha|he|hi|rs|k|aj|ah)+[jhks]?|l+o+l+|x+d+|ju+a+s*)$")
_LETTERS_ENOUGH = 1_000
"""The model reads no more: a longer text is no less sure, and nothing takes longer than linear."""

_PRIOR = {"es": 0.6, "en": 0.4, "pt": 0.1}
_EXPECTED, _DECLARED, _WORD_SAYS = 0.9, 1.0, 0.9
_SURE_WORDS = 3

_OWN_WORDS: dict[str, str] = {
    "es": "los las y muy hay yo cuando donde mucho mucha muchos muchas tengo tiene tienen hacer estoy soy eres más "
    "también gracias buenos buenas buen bueno buena hoy siempre sin ahora entonces ustedes usted nosotros hacen dice "
    "quiero puede puedo pueden ella ellos ese esa eso esto hasta mejor ayer mañana ni ya qué cómo cuándo dónde quién "
    "cuánto hola por el un es estamos están fue ser ha hace años días día calle vamos vida nunca nadie alguien "
    "feliz mis tus sus les nos quién jaja jajaja jajajaja pues aunque luego todavía solo sólo gente cosas así igual "
    "ir voy va van vas he han hemos hasta fuera cada otra otro mismo misma hijo mierda señor favor noche tarde "
    "bien mal agua luz ciudad gobierno presidente país según ante tras hacia",
    "en": "the and is are you to of for my it that this have was not with but your what i'm don't please thanks thank "
    "we they has been why how when all just can from at so get it's i you're can't been will would there their "
    "about good day love like know need now he she his her who by if been be were them out up do does did really "
    "here going back people time want today never more",
    "pt": "não uma você muito são então isso ele ela em um com meu minha obrigado obrigada mais quando vc pra né hoje "
    "bom só já até depois foi mas quem fazer vocês também tá estou tudo bem ainda essa esse sobre pelo pela das dos "
    "nem sem sua seu amanhã dia às à pessoas ficar vou vai ser tem tenho aqui gente agora cara cadê",
    "ca": "els amb és són però molt molts bé avui aquest aquesta gràcies tot ara perquè dels als més bon jo hi ho "
    "també sense fins cap ja vaig fa anem estic només quan on tots nostre nostra per ets això així som tinc què les "
    "qui seva seu dia nit demà gent res ha han fer moltes amb dos està teva meu meva millor i una el als pel",
    "gl": "non unha nunha dunha moi xa tamén pola polo grazas cando onde ben hoxe xente bos boas concello mellor "
    "teño unhas aínda isto iso beizón despois moito moita súa seu máis foi ó aos eu dous fai facer mañá galicia "
    "galego lingua bo boa noso nosa o os da do na no ao pero deus nin sen esta este eses son aquí ten",
    "eu": "eta da ez bat du dira baina gara dut zen egun kaixo eskerrik asko ere hau oso nire zure gaur duen izan den "
    "dago egin gabon aupa bai dela euskal egunon dugu nahi zer nola dute batzuk hori horrela beti orain gure dago zuen "
    "zorionak bihar gero urte ezta al naiz zara euskara euskaraz",
    "fr": "et est une des pas je vous pour dans qui sur avec c'est très mais au aux merci bonjour nous sont cette être "
    "fait elle ça j'ai n'est le les du ce il on plus tout bien comme moi toi ma ta mon ton suis été aussi oui",
    "it": "il che di è sono ma grazie gli della questo anche più come ho perché nel alla dei cosa tutti molto ora oggi "
    "sei ciao buongiorno non per una con e mi se si ci fare mio mia tutto sempre bene quando solo tu io lo dal",
    "de": "der die und ist nicht das ich ein eine zu mit für auf sie von den danke wir auch aber wie sind haben dem "
    "bei nur es so dass noch mich mir dir kein wird hat war bin bist sehr schon wenn",
}


def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for lang, words in _OWN_WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in owners.items()}


_OWNERS: Final = _owners()
_LETTERS_SAY: tuple[tuple[re.Pattern[str], tuple[str, ...], float], ...] = (
    (re.compile("ñ", re.I), ("es", "gl"), 1.5),
    (re.compile("[¿¡]"), ("es",), 1.5),
    (re.compile("ç[ãõ]|[ãõ]", re.I), ("pt",), 3.0),
    (re.compile("ny\\b|l·l|\\b[ldsn]['’][aeiouh]", re.I), ("ca",), 1.0),
    (re.compile("tz\\b|tx|k[aeo]\\b", re.I), ("eu",), 0.5),
)


def detect(text: str, *, declared: str | None = None, languages: Sequence[str] = ("es",)) -> str:
    """One of `LANGUAGES` or `und`. `declared` is the channel's word, `languages` those that are expected."""
    words = _words(without_names(text))
    letters = sum(map(len, words))
    if letters < 2:
        return UNDETERMINED
    votes = _votes(words)
    certain = _certain(votes)
    if certain is not None:
        return certain
    kept = " ".join(words)
    scores = _with_letters(_model_scores(kept[:_LETTERS_ENOUGH]), text)
    for lang in scores:
        scores[lang] += _WORD_SAYS * min(votes.get(lang, 0.0), 4.0) + _expectation(lang, declared, languages)
    return _best(scores, letters, votes)


def _words(text: str) -> list[str]:
    """Lower-case words that may vote: no hashtags, no laughter."""
    words = _WORD.findall(_TAGS.sub(" ", text) if "#" in text else text)
    return [low for word in words if not _LAUGHTER.match(low := word.lower())]


def _votes(words: Sequence[str]) -> dict[str, float]:
    """How much each language's own function words say, each word once, shared ones by parts."""
    votes: dict[str, float] = {}
    for word in set(words):
        owners = _OWNERS.get(word)
        if owners is not None:
            share = 1.0 / len(owners)
            for lang in owners:
                votes[lang] = votes.get(lang, 0.0) + share
    return votes


def _certain(votes: Mapping[str, float]) -> str | None:
    """The language that the function words alone settle, without the model."""
    ranked = sorted(votes.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][0] not in ("es", "en"):
        return None
    rest = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0] if ranked[0][1] >= _SURE_WORDS and ranked[0][1] >= 4 * rest else None


def _with_letters(scores: dict[str, float], text: str) -> dict[str, float]:
    for pattern, langs, weight in _LETTERS_SAY:
        if pattern.search(text):
            for lang in langs:
                scores[lang] += weight
    return scores


def _expectation(lang: str, declared: str | None, languages: Sequence[str]) -> float:
    """What is known before reading: the settings' languages and the channel's declaration."""
    expected = _PRIOR.get(lang, 0.0) + (_EXPECTED if lang in languages else 0.0)
    return expected + (_DECLARED if declared and declared[:2].lower() == lang else 0.0)


def _best(scores: Mapping[str, float], letters: int, votes: Mapping[str, float]) -> str:
    """The likeliest, unless the text is short and the likeliest is not likely."""
    lang = max(scores, key=scores.__getitem__)
    top = scores[lang]
    likely = 1.0 / sum(math.exp(score - top) for score in scores.values())
    if letters < 5 and lang not in votes:
        return UNDETERMINED
    return UNDETERMINED if letters < 12 and likely < 0.45 else lang


# ── the model: 0.7 s and 93 MB, so loaded when a text first needs it, once ─────────────────────────────────

_loading = Lock()


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(LANGUAGES))
    return model


def _model_scores(text: str) -> dict[str, float]:
    """Log-probability of each language by the model."""
    with _loading:
        model = _model()
    return {lang: math.log(max(float(share), 1e-6)) for lang, share in model.rank(text)}
