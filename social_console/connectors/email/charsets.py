"""Bytes to text, whatever their sender says of them. Never fails."""

from __future__ import annotations

import codecs

TAKEN_FOR = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
"""What browsers take these names for, because senders do."""
NOT_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined", "mbcs"})
NOT_TEXT_NAMES = NOT_TEXT | {f"{name}_codec" for name in NOT_TEXT} | {"raw_unicode_escape", "unicode_escape", "oem"}
ASCII_BASED = frozenset({"cp1252", "cp1254", "iso8859-15", ""})


def decode(raw: bytes, charset: str) -> str:
    """`raw` as text: in UTF-8 wherever it is sound UTF-8 and its charset is a Western one or unknown (mail
    that says Latin-1 and is not is common; the other way round is not possible by chance), else as declared,
    else as Windows-1252."""
    if not raw:
        return ""
    name = _known(charset)
    if name in ASCII_BASED or name == "utf-8":
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            name = "" if name == "utf-8" else name
    return raw.decode(name or "cp1252", "replace") if name != "utf-7" else _utf7(raw)


def _known(charset: str) -> str:
    folded = charset.strip().strip("\"'").lower()
    folded = TAKEN_FOR.get(folded, folded)
    if not folded or folded.replace("-", "_") in NOT_TEXT_NAMES:
        return ""
    try:
        info = codecs.lookup(folded)
    except (LookupError, ValueError):
        return ""
    if not getattr(info, "_is_text_encoding", True) or info.name in NOT_TEXT_NAMES:
        return ""
    return info.name


def _utf7(raw: bytes) -> str:
    try:
        return raw.decode("utf-7")
    except (UnicodeDecodeError, ValueError):
        return raw.decode("cp1252", "replace")
