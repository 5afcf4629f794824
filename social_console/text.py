"""Text of strangers: made safe for a terminal (`plain`), measured in cells, and folded for matching.

`fold` and `spell_out` are the two copies of a text that rules read (DESIGN 6). Both keep, for each of their
characters, where it came from, so that a match can be shown at its place in the raw text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

REPLACEMENT: Final = "\ufffd"
ELLIPSIS: Final = "…"
MARKS_IN_A_ROW: Final = 4
"""So many zero-width characters may follow each other; what is beyond is a weapon, not a letter."""

Edit = tuple[int, int, str]
"""Put this text in the place of `[start:end]`."""


# ── safe for a terminal ──────────────────────────────────────────────────────────────────────────────────


def _codes(*ranges: tuple[int, int]) -> list[int]:
    return [code for first, last in ranges for code in range(first, last + 1)]


_CONTROLS = _codes((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F))
_BIDI = _codes((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_SURROGATES = _codes((0xD800, 0xDFFF))
_INVISIBLE = _codes(
    (0x00AD, 0x00AD),  # soft hyphen
    (0x180E, 0x180E),
    (0x200B, 0x200B),  # zero-width space
    (0x2060, 0x2065),
    (0x206A, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE0FFF),  # tags and their neighbours, supplementary selectors included
)
_PLAIN: dict[int, str | None] = (
    {0x09: " ", 0x2028: "\n", 0x2029: "\n"}
    | dict.fromkeys(_CONTROLS + _BIDI + _SURROGATES, REPLACEMENT)
    | dict.fromkeys(_INVISIBLE)
)
_FOUR_UNUSUAL = re.compile(r"[^\u0000-\u02ff]{" + str(MARKS_IN_A_ROW + 1) + "}")
_KEPT_JOINERS = frozenset("\u200c\u200d")


def plain(text: str, *, limit: int = 10_000, newlines: bool = True) -> str:
    """`text` with nothing left that a terminal obeys; at most `limit` characters. Idempotent, linear.

    Tabs become spaces, control and bidirectional characters U+FFFD, invisible ones vanish; joiners and
    variation selectors stay, at most four combining marks in a row. `newlines=False`: one line.
    """
    if len(text) > limit:
        text = text[: max(limit - 1, 0)] + ELLIPSIS[:limit]
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").translate(_PLAIN)
    if _FOUR_UNUSUAL.search(text):
        text = _few_marks(text)
    return text if newlines else text.replace("\n", " ")


_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """`text` with half characters, which are no text and which no file takes, replaced; every place stays."""
    return text if text.isascii() else _HALVES.sub(REPLACEMENT, text)


def one_line(text: str | None, limit: int = 200) -> str:
    """`plain`, on one line and without gaps around it; nothing of None."""
    return plain(text or "", limit=limit, newlines=False).strip()


def _few_marks(text: str) -> str:
    """Drop every zero-width character that follows four others."""
    kept: list[str] = []
    run = 0
    for char in text:
        zero_width = char > "\u02ff" and (char in _KEPT_JOINERS or unicodedata.category(char) in ("Mn", "Me"))
        run = run + 1 if zero_width else 0
        if run <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


# ── safe inside JSON ─────────────────────────────────────────────────────────────────────────────────────

_UNSAFE_IN_JSON = re.compile(
    "[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
    "|(?<=[\u0300-\u036f]{4})[\u0300-\u036f]+"
)
"""What a terminal may obey although JSON allows it raw; `json` itself escapes C0 already."""


def plain_json(document: str) -> str:
    """`document` (from `json.dumps`) with every character that a terminal may obey escaped; it reads back the same."""
    return _UNSAFE_IN_JSON.sub(_escaped, document)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def cells(text: str) -> int:
    """How many terminal cells `text` takes, by the same tables as the screen."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def truncate(text: str, width: int) -> str:
    """The beginning of `text` that fits `width` cells, with … where something was cut."""
    if len(text) <= width and text.isascii():
        return text
    head = text[: width * 8 + 8]  # no cell holds more than a few characters once `plain`
    if cells(head) <= width and head == text:
        return text
    return _head_of(head, width - 1) + ELLIPSIS if width > 0 else ""


def _head_of(text: str, width: int) -> str:
    """As many characters as fit `width` cells, found by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if cells(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]


# ── without names ────────────────────────────────────────────────────────────────────────────────────────

_NAMES = re.compile(r"@\w+|https?://\S+|www\.\S+")


def without_names(text: str) -> str:
    """`text` with handles and links blanked out by spaces: what every engine is given, each letter at its place."""
    if "@" in text or "http" in text or "www." in text:
        return _NAMES.sub(lambda found: " " * len(found[0]), text)
    return text


# ── the same text again ──────────────────────────────────────────────────────────────────────────────────

_PASSED_ON = re.compile(r"^\W*(?:RT|MT|vía|via)[\s:]+(?=@)|[\s(–—|-](?:vía|via|h/t)\s+(?=@\w+\W*$)", re.IGNORECASE)
_NO_SIGN = re.compile(r"[^\W_]+")
_LETTERLIKE = re.compile("[0-9#*]\ufe0f?\u20e3|[\u2139\u24c2\u2122]")
"""Emojis that hold a letter or a digit."""
_TELLING_LETTERS, _TELLING_WORDS = 16, 3
"""A shorter text (*gracias*, *buenos días*) is said by many who do not repeat each other."""
_HANDLE_AFTER_GAP = re.compile(r"@(?<=[\s:]@)")
"""What a text that is passed on holds, quickly found."""


def repeated_words(text: str, *, folded: Folded | None = None) -> list[str]:
    """The folded words of a text that its reposts hold too; `folded`, if given, is `text` without names, folded."""
    bare = _PASSED_ON.sub(" ", text) if _HANDLE_AFTER_GAP.search(text) else text
    if folded is not None and bare == text and (text.isascii() or not _LETTERLIKE.search(text)):
        key = folded.text
    else:
        key = fold_key(_LETTERLIKE.sub(" ", without_names(bare)))
    return _NO_SIGN.findall(key)


def fingerprint(text: str, *, folded: Folded | None = None, words: Sequence[str] | None = None) -> int | None:
    """A number that a text shares with its reposts: the same words, whatever handles, links, emojis and marks.

    Case, accents, gaps, stretched letters and what says that a post is passed on (`RT @…`, `vía @…`) do not count
    either. 64 bits, signed, the same on every machine; None: the text is too short to tell anything. `folded`, if
    given, is `text` without names, folded.
    """
    words = repeated_words(text, folded=folded) if words is None else words
    letters = "".join(words)
    if len(words) < _TELLING_WORDS or len(letters) < _TELLING_LETTERS:
        return None
    return int.from_bytes(blake2b(letters.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


# ── folded ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Folded:
    """A copy of `raw` for matching. `offsets[i]` is the raw index of `text[i]`; one more for the end."""

    text: str
    offsets: Sequence[int]
    raw: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the raw text of `text[start:end]`: never empty where that is not."""
        offsets = self.offsets
        first, last = offsets[start], offsets[end]
        while last <= first and start < end < len(offsets) - 1:
            end += 1
            last = offsets[end]
        return first, max(first, last)

    def edited(self, edits: Iterable[Edit]) -> Folded:
        """With replacements that do not overlap, in order; each keeps the place of what it replaces."""
        parts: list[str] = []
        offsets: list[int] = []
        at = 0
        for start, end, new in edits:
            parts += self.text[at:start], new
            offsets += self.offsets[at:start]
            offsets += [self.offsets[start]] * len(new)
            at = end
        if not parts:
            return self
        parts.append(self.text[at:])
        offsets += self.offsets[at:]
        return Folded("".join(parts), offsets, self.raw)


class _FoldTable(dict[int, str]):
    """Code point → its folded letter, at most one; learnt as letters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if code < 0x20000:
            self[code] = folded
        return folded


def _fold_letter(char: str) -> str:
    """Lower case without accents; ñ is `N`; marks and zero-width characters are nothing."""
    if char in "ñÑ":
        return "N"
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return ""
    return unicodedata.normalize("NFD", char.lower())[:1]


_FOLD = _FoldTable({code: _fold_letter(chr(code)) for code in range(0x180)})
_LATIN: Final = "".join(_FOLD[code] or " " for code in range(0x100)).encode("latin-1")
_NOTHING: Final = bytes(code for code in range(0x100) if not _FOLD[code])
_SPLIT_N = re.compile("[nN]\u0303")
_STRETCHED = re.compile(r"([a-zN])\1\1+")
_HASHTAG = re.compile(r"#\w*[A-ZÁÉÍÓÚÑÜ_]\w*")
_CAPITAL = re.compile(r"(?<=[^\W_A-ZÁÉÍÓÚÑÜ])(?=[A-ZÁÉÍÓÚÑÜ])|(?<=[A-ZÁÉÍÓÚÑÜ])(?=[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü])|_")


def fold(text: str) -> Folded:
    """The first copy of DESIGN 6: lower case, no accents, ñ as `N`, stretches cut, hashtags in words."""
    folded = _fold_letters(text)
    if "#" in text:
        folded = _split_hashtags(folded)
    edits = [(m.start(), m.end(), m[1] * (2 if m[1] in "lrk" else 1)) for m in _STRETCHED.finditer(folded.text)]
    return folded.edited(edits) if edits else folded


def _fold_letters(text: str) -> Folded:
    """Letter by letter; offsets stay a plain range where nothing vanishes."""
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1), text)
    folded = _fold_latin(text)
    if len(folded) == len(text):
        return Folded(folded, range(len(text) + 1), text)
    composed = _SPLIT_N.sub("ñ\u0303", text)  # the same length, so that places stay
    offsets = [at for at, char in enumerate(composed) if _FOLD[ord(char)]]
    offsets.append(len(text))
    return Folded(composed.translate(_FOLD), offsets, text)


def _fold_latin(text: str) -> str:
    """By a table of bytes where every letter is of Latin-1, which is ten times as fast."""
    try:
        return text.encode("latin-1").translate(_LATIN, _NOTHING).decode("latin-1")
    except UnicodeEncodeError:
        return text.translate(_FOLD)


def _split_hashtags(folded: Folded) -> Folded:
    """Put spaces into `#SinAguaHoy`, seen in the raw text."""
    cuts: list[int] = []
    for tag in _HASHTAG.finditer(folded.raw):
        if not tag[0].isupper():
            cuts += [tag.start() + cut.start() for cut in _CAPITAL.finditer(tag[0]) if cut.start() > 1]
    if not cuts:
        return folded
    places = {raw: at for at, raw in reversed(list(enumerate(folded.offsets)))}
    return folded.edited((places[cut], places[cut] + (folded.raw[cut] == "_"), " ") for cut in cuts if cut in places)


def fold_key(text: str) -> str:
    """`fold(text).text`: for keys, word lists and names."""
    return fold(text).text


# ── spelled out ──────────────────────────────────────────────────────────────────────────────────────────

_SPELLINGS: dict[str, dict[str, str]] = {
    "es": {
        **dict.fromkeys(("q", "k", "ke", "qe"), "que"),
        **dict.fromkeys(("xq", "pq", "xk", "pk", "porq", "xke", "xque", "pork"), "porque"),
        **dict.fromkeys(("tb", "tbn", "tmb", "tmbn", "tbm"), "tambien"),
        **dict.fromkeys(("xfa", "porfa", "xfavor", "xfis", "porfis", "plis", "pls"), "por favor"),
        **dict.fromkeys(("ay", "hai", "ahi"), "hay"),
        **dict.fromkeys(("dnd", "dnde", "dond"), "donde"),
        **dict.fromkeys(("ntp", "ntc"), "no te preocupes"),
        **{"x": "por", "d": "de", "pa": "para", "ta": "esta", "tamo": "estamos", "to": "todo", "na": "nada"},
        **{"tas": "estas", "toy": "estoy", "pal": "para el", "bn": "bien", "mxo": "mucho"},
        **{"cdo": "cuando", "cuand": "cuando", "kien": "quien", "qien": "quien", "kiero": "quiero"},
        **{"aki": "aqui", "aqi": "aqui", "ase": "hace", "msj": "mensaje", "grax": "gracias"},
        **{
            "tqm": "te quiero mucho",
            "dls": "de los",
            "dl": "del",
            "nd": "nada",
            "tdo": "todo",
            "tds": "todos",
        },
    },
    "pt": {
        **dict.fromkeys(("q", "k"), "que"),
        **dict.fromkeys(("pq", "pkê", "porq"), "porque"),
        **{"vc": "voce", "vcs": "voces", "tb": "tambem", "tbm": "tambem", "n": "nao", "ta": "esta"},
        **{"to": "estou", "pra": "para", "pro": "para o", "cmg": "comigo", "mt": "muito", "mto": "muito"},
        **{"msm": "mesmo", "blz": "beleza", "obg": "obrigado", "pfv": "por favor", "hj": "hoje"},
    },
}
_PARTICIPLE = r"\bno a (?=\w{2,}(?:ado|ido|cho|sto|rto|to)\b)"
_BEFORE, _AFTER = r"(?<![\w@#/.&=?:;\-'])", r"(?:'(?=\s|$))?(?![\w@/=&]|[.\-]\w)"
_CHAT = {
    lang: re.compile(_BEFORE + "(" + "|".join(sorted(table, key=len, reverse=True)) + ")" + _AFTER)
    for lang, table in _SPELLINGS.items()
}
_WORDS = re.compile(r"\w+")
_NO_HA = re.compile(_PARTICIPLE)


def spell_out(folded: Folded, lang: str) -> Folded:
    """The second copy of DESIGN 6: chat spellings of `lang` written out; no table, no change."""
    table = _SPELLINGS.get(lang)
    if table is None:
        return folded
    if table.keys().isdisjoint(_WORDS.findall(folded.text)):
        edits = []
    else:
        edits = [(m.start(), m.end(), table[m[1]]) for m in _CHAT[lang].finditer(folded.text)]
    if edits and "X" in folded.raw and not folded.raw.isupper():
        edits = [edit for edit in edits if not _names_the_network(folded, edit)]
    if lang == "es" and "no a " in folded.text:
        edits = sorted(edits + [(m.end() - 2, m.end(), "ha ") for m in _NO_HA.finditer(folded.text)])
    return folded.edited(edits) if edits else folded


def _names_the_network(folded: Folded, edit: Edit) -> bool:
    """A capital X between small letters is the channel, not *por*."""
    at = folded.offsets[edit[0]]
    return folded.raw[at : at + 1] == "X"
