"""Which language a short text is in: function words first, then py3langid among nine languages, and a prior.

Handles, links, hashtags and emojis do not vote. What a channel declares is evidence, not truth. A text with
hardly a letter, or a short one that could be anything, is `und`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Final

from social_console.text import without_names

LANGUAGES: Final = ("es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de")
UNDETERMINED: Final = "und"

_TAGS = re.compile(r"#\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)?")
_LAUGHTER = re.compile(r"^(?:(?:ja|je|ji|jo|ha|he|hi|rs|k|aj|ah)+[jhks]?|l+o+l+|x+d+|ju+a+s*)$")
_LETTERS_ENOUGH, _WORDS_ENOUGH, _LONGEST_WORD, _WORD_AT_MOST = 1_000, 150, 40, -30.0
"""The model reads no more: a longer text is no less sure; and no single word says more than so much."""

_PRIOR = {"es": 0.6, "en": 0.4, "pt": 0.1}
_EXPECTED, _DECLARED, _WORD_SAYS = 0.7, 1.0, 1.4
_SETTLED: Final = ("es", "en", "pt")
_SURE_BY: Final = 1.9
"""So many words more than any other language has, and twice as many: nothing else is asked."""

_OWN_WORDS: dict[str, str] = {
    "es": "los las y muy hay yo cuando donde mucho mucha muchos muchas tengo tiene tienen hacer estoy soy eres más "
    "también gracias buenos buenas buen bueno buena hoy siempre sin ahora entonces ustedes usted nosotros hacen dice "
    "quiero puede puedo pueden ella ellos ese esa eso esto hasta mejor ayer mañana ni ya qué cómo cuándo dónde quién "
    "cuánto hola por el un es estamos están fue ser ha hace años días día calle vamos vida nunca nadie alguien "
    "feliz mis tus sus les nos quién pues aunque luego todavía solo sólo gente cosas así igual ir voy va van vas he "
    "han hemos fuera cada otra otro mismo misma hijo mierda señor favor noche tarde bien mal agua luz ciudad "
    "gobierno presidente según ante tras hacia de la que en no se lo con para una su del al le si me pero te este "
    "sobre todo como entre era son porque muy esta desde uno dos tres felicidades basura bache apagón hicieron "
    "estos eran haber tuvo tenía sido pasó pasa está encanta quieren saber creo ver dar",
    "en": "the and is are you to of for my it that this have was not with but your what i'm don't please thanks thank "
    "we they has been why how when all just can from at so get it's i you're can't been will would there their "
    "about good day love like know need now he she his her who by if be were them out up do does did really "
    "here going back people time want today never more in a on no me or as an our us too some than then its "
    "service water street power help work terrible great best worst happy bad still any only even same into over "
    "got make see take come think one new really should could these those which where after before",
    "pt": "não uma você muito são então isso ele ela em um com meu minha obrigado obrigada mais quando vc pra né hoje "
    "bom só já até depois foi mas quem fazer vocês também tá estou tudo bem ainda essa esse sobre pelo pela das dos "
    "nem sem sua seu amanhã dia às à pessoas ficar vou vai ser tem tenho aqui gente agora cara cadê e o a os as do "
    "da no na de que se por para como ao ontem água rua cidade prefeitura ônibus lixo boa noite tarde faz há é ou "
    "desde falta luz está muita muitos nada ninguém nunca sempre alguém aí lá num numa foram ter pode podem quero "
    "parabéns saudade mesmo melhor nosso nossa dele dela kkkk coisa eu me te meus anos deus",
    "ca": "els amb és són però molt molts bé avui aquest aquesta gràcies tot ara perquè dels als més bon jo hi ho "
    "també sense fins cap ja vaig fa anem estic només quan on tots nostre nostra per ets això així som tinc què les "
    "qui seva seu dia nit demà gent res ha han fer moltes amb dos està teva meu meva millor i una el als pel de la "
    "que en no es un del al com si em et ens us li va van ser estan després any anys tothom carrer aigua llum "
    "ajuntament sempre mai algú cada molta bona si-us-plau sisplau veure dia home diu dies feina casa nou nova "
    "catalunya barça visca moltíssimes hem heu han tenim teniu anar fet sortir tarda",
    "gl": "non unha nunha dunha moi xa tamén pola polo grazas cando onde ben hoxe xente bos boas concello mellor "
    "teño unhas aínda isto iso beizón despois moito moita súa seu máis foi ó aos eu dous fai facer mañá galicia "
    "galego lingua bo boa noso nosa o os da do na no ao pero deus nin sen esta este eses son aquí ten de que e a as "
    "en un se por para con como está estou está hai nada din ir vou imos sempre moitos moitas moitas neste nesta "
    "dunha cos coa co pra aínda todos día noite tarde bico bicos toda xunta vila rúa auga luz feito outra outro días",
    "eu": "eta da ez bat du dira baina gara dut zen egun kaixo eskerrik asko ere hau oso nire zure gaur duen izan den "
    "dago egin gabon aupa bai dela euskal egunon dugu nahi zer nola dute batzuk hori horrela beti orain gure dago zuen "
    "zorionak bihar gero urte ezta al naiz zara euskara euskaraz mundua moduz hemen hain baino bere edo ni zu on ba "
    "gabe ondo etxe kale argi udala berri herri denok aurrera gora behar dago zaigu zait zaizu diot didate",
    "fr": "et est une des pas je vous pour dans qui sur avec c'est très mais au aux merci bonjour nous sont cette être "
    "fait elle ça j'ai n'est le les du ce il on plus tout bien comme moi toi ma ta mon ton suis été aussi oui de la "
    "que un en ne se à beaucoup tu son sa ses ou où si même sans leur quand non toujours jamais bonne bon jour soir",
    "it": "il che di è sono ma grazie gli della questo anche più come ho perché nel alla dei cosa tutti molto ora oggi "
    "sei ciao buongiorno non per una con e mi se si ci fare mio mia tutto sempre bene quando solo tu io lo dal mille "
    "la le un da del al i ha hai abbiamo siamo questa quello chi dove senza ancora mai niente essere stato buona",
    "de": "der die und ist nicht das ich ein eine zu mit für auf sie von den danke wir auch aber wie sind haben dem "
    "bei nur es so dass noch mich mir dir kein wird hat war bin bist sehr schon wenn schön guten morgen tag im in an "
    "du er was als nach um oder mehr wieder immer hier heute gut",
}


def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for lang, words in _OWN_WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(lang)
    return {word: tuple(langs) for word, langs in owners.items()}


_OWNERS: Final = _owners()
_Sign = tuple[re.Pattern[str], tuple[str, ...], float]
_ACCENTS_SAY: tuple[_Sign, ...] = (
    (re.compile("ñ"), ("es", "gl"), 1.5),
    (re.compile("[¿¡]"), ("es",), 1.5),
    (re.compile("[ãõ]"), ("pt",), 3.0),
    (re.compile("[êôâ]"), ("pt", "fr"), 0.8),
    (re.compile("[àèò]|l·l"), ("ca", "fr", "it"), 0.6),
    (re.compile(r"ción\b"), ("es",), 0.7),
)
_LETTERS_SAY: tuple[_Sign, ...] = (
    (re.compile(r"\w{3}nh[oa]s?\b|\w\wlh[oae]"), ("pt",), 1.0),
    (re.compile(r"ny\b|\b[ldsn]['’][aeiouhàèéíòóú]|\w{3}itzar?\b"), ("ca",), 1.0),
    (re.compile(r"tz\b|tx|k[aeo]\b|tzen\b|aren\b"), ("eu",), 0.6),
)
"""Spellings that one language has; in lower case."""


def detect(text: str, *, declared: str | None = None, languages: Sequence[str] = ("es",)) -> str:
    """One of `LANGUAGES` or `und`. `declared` is the channel's word, `languages` those that are expected."""
    text = _TAGS.sub(" ", without_names(text)) if "#" in text else without_names(text)
    words = _words(text)
    letters = sum(map(len, words))
    if letters < 2 or (not text.isascii() and _other_script(words)):
        return UNDETERMINED
    votes = _votes(words)
    certain = _certain(votes)
    if certain is not None:
        return certain
    scores = _with_letters(_model_scores(words[:_WORDS_ENOUGH]), text[:_LETTERS_ENOUGH].lower())
    for lang in scores:
        scores[lang] += _WORD_SAYS * min(votes.get(lang, 0.0), 4.0) + _expectation(lang, declared, languages)
    return _best(scores, letters, votes)


def _words(text: str) -> list[str]:
    """Lower-case words that may vote: no laughter."""
    return [word for word in _WORD.findall(text.lower()) if not _laughs(word)]


def _other_script(words: Sequence[str]) -> bool:
    """Whether most letters are not Latin: none of our languages."""
    letters = "".join(words[:_WORDS_ENOUGH])
    return sum([letter > "\u024f" for letter in letters]) * 2 > len(letters)


@lru_cache(maxsize=50_000)
def _laughs(word: str) -> bool:
    return _LAUGHTER.match(word) is not None


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
    first, second, lang = 0.0, 0.0, ""
    for name, vote in votes.items():
        if vote > first:
            first, second, lang = vote, first, name
        elif vote > second:
            second = vote
    return lang if lang in _SETTLED and first - second >= _SURE_BY and first >= 2 * second else None


def _with_letters(scores: dict[str, float], text: str) -> dict[str, float]:
    for pattern, langs, weight in _LETTERS_SAY if text.isascii() else _ACCENTS_SAY + _LETTERS_SAY:
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
    if lang in votes:
        return lang
    return UNDETERMINED if letters < 5 or (letters < 12 and likely < 0.4) else lang


# ── the model: 0.7 s and 93 MB, so loaded when a text first needs it, once ─────────────────────────────────

_loading = Lock()


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(list(LANGUAGES))
    return model


@lru_cache(maxsize=200_000)
def _word_scores(word: str) -> tuple[float, ...]:
    """What the model says of one word, in the order of `LANGUAGES`; the memo is what makes it fast."""
    with _loading:
        model = _model()
    scores = dict(model.rank(f" {word} "))
    highest = max(scores.values())
    return tuple(max(scores[lang] - highest, _WORD_AT_MOST) for lang in LANGUAGES)


def _model_scores(words: Sequence[str]) -> dict[str, float]:
    """The words' scores added up and, as the model's authors do, softened by the root of their length."""
    softened = 1.0 / math.sqrt(sum(map(len, words)) + len(words) + 1)
    columns = zip(*[_word_scores(word[:_LONGEST_WORD]) for word in words], strict=True)
    return {lang: sum(column) * softened for lang, column in zip(LANGUAGES, columns, strict=True)}
