"""The forms of a Spanish word, from its dictionary form: conjugation, gender, number, -ísimo, -mente, -ito.

Everything is folded: no accents, ñ written `N`. Who wrote what is not asked of a tweet: *vos* and *vosotros*
are in, and forms that nobody says do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

_PRESENT = {"a": "o as a an", "e": "o es e en", "i": "o es e en"}
_PRESENT_WE = {"a": "amos ais as", "e": "emos eis es", "i": "imos is"}
_PAST = {
    "a": "e aste o amos asteis aron aba abas abamos abais aban ado ada ados adas ando ar ad",
    "e": "i iste io imos isteis ieron ia ias iamos iais ian ido ida idos idas iendo er ed",
    "i": "i iste io imos isteis ieron ia ias iamos iais ian ido ida idos idas iendo ir id",
}
_FUTURE = "e as a emos eis an ia ias iamos iais ian"
_SUBJUNCTIVE = {"a": "e es en", "e": "a as an", "i": "a as an"}
_SUBJUNCTIVE_WE = {"a": "emos eis", "e": "amos ais", "i": "amos ais"}
_IMPERFECT_SUBJUNCTIVE = "ra ras ramos rais ran se ses semos sen"
_STRONG_PAST = "e iste o imos isteis ieron eron"

FAMILIES: dict[str, dict[str, str]] = {
    "poner": {"yo": "pong", "past": "pus", "future": "pondr", "part": "puest"},
    "tener": {"yo": "teng", "he": "tien", "past": "tuv", "future": "tendr"},
    "venir": {"yo": "veng", "he": "vien", "past": "vin", "future": "vendr"},
    "decir": {"yo": "dig", "he": "dic", "past": "dij", "future": "dir", "part": "dich"},
    "hacer": {"yo": "hag", "past": "hic", "future": "har", "part": "hech"},
    "facer": {"yo": "fag", "past": "fic", "future": "far", "part": "fech"},
    "traer": {"yo": "traig", "past": "traj"},
    "caer": {"yo": "caig"},
    "ducir": {"yo": "duzc", "past": "duj"},
    "salir": {"yo": "salg", "future": "saldr"},
    "querer": {"yo": "quier", "he": "quier", "past": "quis", "future": "querr"},
    "poder": {"yo": "pued", "he": "pued", "past": "pud", "future": "podr"},
    "reir": {"yo": "ri", "he": "ri", "weak": "r"},
    "oir": {"yo": "oig", "he": "oy"},
    "cubrir": {"part": "cubiert"},
    "brir": {"part": "biert"},
    "scribir": {"part": "scrit"},
    "romper": {"part": "rot"},
    "volver": {"part": "vuelt"},
    "solver": {"part": "suelt"},
    "morir": {"part": "muert"},
    "ver": {},
}
_ALONE = ("me", "te", "se", "lo", "la", "los", "las", "le", "les", "nos", "os")
CLITICS = tuple(
    sorted({*_ALONE, *(a + b for a in ("me", "te", "se", "nos") for b in _ALONE[:-1])}, key=len, reverse=True)
)
_BEFORE_E = (("c", "qu"), ("g", "gu"), ("z", "c"))
_BEFORE_A = (("gu", "g"), ("g", "j"), ("ac", "azc"), ("ec", "ezc"), ("oc", "ozc"), ("uc", "uzc"), ("c", "z"))


def _hard(stem: str, vowel: str, theme: str) -> str:
    """The stem as it is spelled before `vowel` so that it sounds the same."""
    changes = _BEFORE_E if theme == "a" and vowel == "e" else _BEFORE_A if theme != "a" and vowel in "ao" else ()
    for end, new in changes:
        if stem.endswith(end):
            return stem.removesuffix(end) + new
    return stem


def _stressed(stem: str, change: str) -> str:
    """The stem under stress: `ie`, `ue`, `i` for its last e, o, u; `y` after u."""
    if change == "y":
        return stem + "y"
    old = {"ie": "e", "ue": "o", "i": "e"}.get(change, "")
    at = stem.rfind(old) if old else -1
    if change == "ue" and at < 0:
        at = stem.rfind("u")
    return stem if at < 0 else stem[:at] + change + stem[at + 1 :]


def _weak(stem: str, change: str, theme: str) -> str:
    """The stem of `pidió`, `durmiendo`: only -ir verbs change there."""
    if theme != "i" or change not in ("ie", "ue", "i"):
        return stem
    old, new = ("o", "u") if change == "ue" else ("e", "i")
    at = stem.rfind(old)
    return stem if at < 0 else stem[:at] + new + stem[at + 1 :]


def _join(stem: str, endings: str, theme: str) -> Iterator[str]:
    for ending in endings.split():
        yield _hard(stem, ending[0], theme) + ending


def verb(lemma: str, change: str = "") -> set[str]:
    """All simple forms of `lemma` (an infinitive, folded); `change` as `_stressed`. Clitics are not attached."""
    lemma = lemma.removesuffix("se") if lemma[-4:] in ("arse", "erse", "irse") else lemma
    stem, theme = lemma[:-2], lemma[-2]
    family = next((name for name in FAMILIES if lemma.endswith(name)), "")
    odd = {key: lemma[: -len(family)] + value for key, value in FAMILIES[family].items()} if family else {}
    he = odd.get("he") or _stressed(stem, change)
    weak = odd.get("weak") or _weak(stem, change, theme)
    forms = {*_join(he, _PRESENT[theme], theme), *_join(stem, _PRESENT_WE[theme], theme)}
    forms |= _subjunctive(odd, he, he if change == "y" else weak if theme == "i" else stem, theme)
    forms |= {*_join(stem, _PAST[theme], theme), *_pasts(weak, theme)}
    forms |= {(odd.get("future") or lemma) + ending for ending in _FUTURE.split()}
    forms |= _strong(odd)
    return {form for form in forms if len(form) > 1}


def _subjunctive(odd: dict[str, str], he: str, we: str, theme: str) -> set[str]:
    """With the first person of the present, whose stem it shares."""
    if "yo" in odd:
        endings = f"o {_SUBJUNCTIVE[theme]} {_SUBJUNCTIVE_WE[theme]}".split()
        return {odd["yo"] + ending for ending in endings}
    own = {*_join(he, "o", theme), *_join(he, _SUBJUNCTIVE[theme], theme)}
    return own | {*_join(we, _SUBJUNCTIVE_WE[theme], theme)}


def _pasts(stem: str, theme: str) -> set[str]:
    """Third persons, gerund and imperfect subjunctive; `y` between vowels."""
    if theme == "a":
        return {stem + "a" + ending for ending in _IMPERFECT_SUBJUNCTIVE.split()}
    glide = "y" if stem[-1:] in "aeou" and not stem.endswith(("gu", "qu")) else "i"
    stem = stem.removesuffix("i")
    base = {stem + glide + end for end in ("o", "eron", "endo")}
    return base | {f"{stem}{glide}e{ending}" for ending in _IMPERFECT_SUBJUNCTIVE.split()}


def _strong(odd: dict[str, str]) -> set[str]:
    """Irregular preterites and participles."""
    forms: set[str] = set()
    if "past" in odd:
        glide = "e" if odd["past"].endswith("j") else "ie"
        forms |= {odd["past"] + ending for ending in _STRONG_PAST.split()}
        forms |= {odd["past"] + glide + ending for ending in _IMPERFECT_SUBJUNCTIVE.split()}
    if "part" in odd:
        forms |= {odd["part"] + ending for ending in ("o", "a", "os", "as")}
    return forms


def takes_clitics(lemma: str, change: str = "") -> set[str]:
    """The forms to which *me, te, se, lo…* are glued: infinitive, gerund, imperatives."""
    lemma = lemma.removesuffix("se") if lemma[-4:] in ("arse", "erse", "irse") else lemma
    stem, theme = lemma[:-2], lemma[-2]
    he, weak = _stressed(stem, change), _weak(stem, change, theme)
    endings = _SUBJUNCTIVE[theme].split()
    gerund = weak + "ando" if theme == "a" else weak + ("y" if stem[-1:] in "aeou" else "i") + "endo"
    commands = {he + ("a" if theme == "a" else "e"), stem + theme}
    return {lemma, gerund, *commands} | {_hard(he, end[0], theme) + end for end in (endings[0], endings[-1])}


def _plural(word: str) -> str:
    if word.endswith("z"):
        return word[:-1] + "ces"
    return word + ("s" if word[-1] in "aeo" else "es" if word[-1] not in "s" else "")


def _small(word: str) -> set[str]:
    """*-ito* and *-ita* in both numbers."""
    if word[-1] in "ao":
        stem, infix = word[:-1], ""
    elif word[-1] in "ern":
        stem, infix = word, "c"
    else:
        stem, infix = word, ""
    for end, new in (("c", "qu"), ("g", "gu"), ("z", "c")):
        if not infix and stem.endswith(end):
            stem = stem[:-1] + new
            break
    endings = ("ito", "ita", "itos", "itas")
    return {stem + infix + ending for ending in endings}


def noun(lemma: str) -> set[str]:
    """Singular, plural, diminutives."""
    return {lemma, _plural(lemma)} | (_small(lemma) if len(lemma) > 3 else set())


def _feminine(lemma: str) -> str:
    if lemma.endswith("o"):
        return lemma[:-1] + "a"
    return lemma + "a" if lemma.endswith(("or", "on", "an", "in", "es")) and len(lemma) > 4 else lemma


def adjective(lemma: str) -> set[str]:
    """Both genders and numbers, the adverb, diminutives."""
    feminine = _feminine(lemma)
    forms = {lemma, feminine, _plural(lemma), _plural(feminine), feminine + "mente"}
    return forms | _small(lemma)


def superlative(lemma: str) -> set[str]:
    """*-ísimo* in both genders and numbers."""
    stem = lemma[:-1] if lemma[-1] in "aeo" else lemma
    for end, new in (("bl", "bil"), ("c", "qu"), ("g", "gu"), ("z", "c")):
        if stem.endswith(end):
            stem = stem[: -len(end)] + new
            break
    return {stem + "isim" + ending for ending in ("o", "a", "os", "as")}
