"""The forms of a Portuguese word, from its dictionary form. Folded: no accents, ç is c. Brazil's use comes first."""

from __future__ import annotations

_VERB = {
    "a": "o a as am amos ei ou aste aram ava avas avamos avam arei ara aras aremos arao aria ariamos ariam e es "
    "emos em asse assem ar ares armos arem ando ado ada ados adas",
    "e": "o e es em emos i eu este eram ia ias iamos iam erei era eremos erao eria eriamos eriam a as amos am "
    "esse essem er eres ermos erem endo ido ida idos idas",
    "i": "o e es em imos i iu iste iram ia ias iamos iam irei ira iremos irao iria iriamos iriam a as amos am "
    "isse issem ir ires irmos irem indo ido ida idos idas",
}


FAMILIES: dict[str, str] = {
    "ear": "eio eias eia eiam eie eies eiem",
    "odiar": "odeio odeias odeia odeiam odeie odeiem",
    "cendiar": "cendeio cendeia cendeiam cendeie cendeiem",
    "ansiar": "anseio anseia anseiam anseie anseiem",
    "oer": "oi oem oeu oia oiam oida oido oidos oidas oa oam",
    "air": "aio ais ai aem aia aias aiam aiu aindo",
    "truir": "troi trois troem trua truam truiu",
    "uir": "ui uis uem ua uam uiu",
    "orrir": "orrio orri orriem orria orriam orriu",
    "entir": "into inta intas intam intamos",
    "ertir": "irto irta irtas irtam irtamos",
    "erir": "iro ira iras iram iramos",
    "edir": "eco eca ecas ecam ecamos",
    "fazer": "faco faz fiz fez fizeram fizemos farei fara farao faria faca facam fizesse feito feita feitos feitas",
    "trazer": "trago traz trouxe trouxeram trara traria traga tragam",
    "manter": "mantenho mantem manteve mantiveram mantinha mantenha mantenham",
    "por": "ponho poe poem pos puseram punha ponha ponham posto posta postos postas",
    "cair": "caio cai caem caia caiam caiu cairam",
}
"""What the conjugations below do not give: the ends of a verb, and its forms from there on."""


def _spelled(stem: str, ending: str, theme: str) -> set[str]:
    """The stem before `ending`, so that it sounds the same; `ç` reads c here, so that both are possible."""
    if theme == "a" and ending[0] == "e":
        for end, new in (("c", "qu"), ("g", "gu")):
            if stem.endswith(end):
                return {stem[:-1] + new} | ({stem} if end == "c" else set())
    if theme != "a" and ending[0] in "ao" and stem.endswith("g"):
        return {stem[:-1] + "j"}
    return {stem}


def verb(lemma: str, change: str = "") -> set[str]:
    """All simple forms of a verb; `change` is the first person's stem (`perder:perc`)."""
    stem, theme = lemma[:-2], lemma[-2]
    forms = {spelled + ending for ending in _VERB[theme].split() for spelled in _spelled(stem, ending, theme)}
    family = next((end for end in FAMILIES if lemma.endswith(end)), "")
    if family:
        forms |= {lemma.removesuffix(family) + ending for ending in FAMILIES[family].split()}
    return forms | ({change + ending for ending in ("o", "a", "as", "amos", "am")} if change else set())


def takes_clitics(lemma: str, change: str = "") -> set[str]:
    """None: Portuguese writes its clitics with a hyphen or apart."""
    return set()


def _plural(word: str) -> set[str]:
    if word.endswith("ao"):
        return {word[:-2] + "oes", word + "s"}
    if word.endswith("m"):
        return {word[:-1] + "ns"}
    if word.endswith("il"):
        return {word[:-2] + "eis", word[:-1] + "s"}
    if word.endswith("l"):
        return {word[:-1] + "is"}
    return {word + "es"} if word[-1] in "rz" else {word} if word.endswith("s") else {word + "s"}


def noun(lemma: str) -> set[str]:
    """Singular, plural, diminutive."""
    small = lemma[:-1] + "inh" if lemma[-1] in "ao" else lemma + "zinh"
    return {lemma} | _plural(lemma) | {small + ending for ending in ("o", "a", "os", "as")}


def adjective(lemma: str) -> set[str]:
    """Both genders and numbers, the adverb, diminutives."""
    feminine = lemma[:-1] + "a" if lemma.endswith("o") and not lemma.endswith("ao") else lemma
    if lemma.endswith("or"):
        feminine = lemma + "a"
    return noun(lemma) | _plural(feminine) | {feminine, feminine + "mente"}


def superlative(lemma: str) -> set[str]:
    """*-íssimo* in both genders and numbers."""
    stem = lemma[:-1] if lemma[-1] in "aeo" else lemma
    stem = stem[:-1] + "qu" if stem.endswith("c") else stem[:-2] + "bil" if stem.endswith("vel") else stem
    return {stem + "issim" + ending for ending in ("o", "a", "os", "as")}
