"""The writer's own words: quoted history and signatures cut away, as mail programs write them in Spanish,
English and Portuguese. What is cut stays in the mention's raw text."""

from __future__ import annotations

import re

LONGEST_LINE = 400
"""Characters of a line that are matched against the patterns."""

FORWARDED = re.compile(
    r"^[-_\s>]*(?:begin )?(?:forwarded message|mensaje reenviado|mensaje original reenviado|mensagem encaminhada"
    r"|inicio del mensaje reenviado|in[ií]cio da mensagem (?:re)?encaminhada|fwd)\b.{0,20}$",
    re.I,
)
ORIGINAL = re.compile(
    r"^\s*[-_]{2,}\s*(?:mensaje original|original message|mensagem original|original appointment|mensaje anterior"
    r"|mensagem anterior|reply message|mensaje de origen)\s*[-_]{2,}.{0,40}$",
    re.I,
)
ATTRIBUTION_START = re.compile(
    r"^\s*(?:el|on|em|no dia|a|le|il|am)\s+(?=.*\d)|^\s*\d{1,4}[-/.\s]\S{1,12}[-/.\s]\d{1,4}.{0,80}<",
    re.I,
)
ATTRIBUTION_END = re.compile(
    r"(?:\bescribi[oó]|\bha escrito|\bwrote|\bescreveu|\bschrieb|\ba écrit|\bha scritto)\s*:?\s*$", re.I
)
FROM_FIELD = re.compile(r"^[\s*]*(?:de|from|von|remitente|enviado por)\s*:\*?\s*\S", re.I)
OTHER_FIELD = re.compile(
    r"^[\s*]*(?:enviado(?: el| em)?|enviada(?: em)?|sent|date|fecha|data|para|to|asunto|subject"
    r"|assunto|cc|cco|importancia)\s*:",
    re.I,
)
RULE = re.compile(r"^\s*[_]{10,}\s*$|^\s*[-]{20,}\s*$")
SIGNATURE = re.compile(r"^--\s?$|^—\s?$|^__\s?$")
SENT_FROM = re.compile(
    r"^\s*[*_]*(?:"
    r"(?:enviado|mandado|escrito) (?:desde|con|a trav[eé]s de|mediante)\b.{1,80}"
    r"|enviad[oa] (?:do|da|pelo|pela|a partir)\b.{1,80}"
    r"|sent (?:from|via|with|using)\b.{1,80}"
    r"|(?:obtener|descargar?|consigue|get|obter|baixe) (?:el |o )?(?:outlook|bluemail|yahoo|aquamail|gmail)\b.{0,80}"
    r"|(?:libre de virus|virus-free|livre de v[ií]rus)\b.{0,120}"
    r")$",
    re.I,
)
DISCLAIMER = re.compile(
    r"^\s*[*_]*(?:"
    r"(?:aviso|nota|advertencia|cl[aá]usula)(?: legal| de confidencialidad| de privacidad| importante)?"
    r"\s*[:.\-–].{0,300}(?:confidencial|destinatario|proteg|privad)"
    r"|aviso (?:legal|de confidencialidad|de privacidad)\b|aviso de confidencialidade\b|nota de confidencialidad\b"
    r"|(?:confidentiality notice|disclaimer|legal notice)\b"
    r"|(?:este (?:mensaje|correo)|esta mensagem|this (?:e-?mail|message))\b.{0,200}"
    r"(?:confiden|exclusiv|privileged|intended (?:only|solely)|destinatario|destinat[aá]rio)"
    r"|antes de imprimir\b.{0,80}|please consider the environment\b.{0,80}"
    r")",
    re.I,
)
QUOTED = re.compile(r"^\s{0,3}>")


def own_words(text: str) -> str:
    """`text` without quoted history, signature and disclaimer; all of it where nothing else would be left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _unquoted(lines[: _history_begins(lines)])
    kept = kept[: _signature_begins(kept)]
    shown = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip("\n ")
    return shown if shown.strip() else text.strip()


def _history_begins(lines: list[str]) -> int:
    """The first line of what is not the writer's any more; a forwarded message is content, not history."""
    own = _own_below(lines)
    for at, line in enumerate(lines):
        short = line[:LONGEST_LINE]
        if FORWARDED.match(short):
            return len(lines)
        if ORIGINAL.match(short) or _header_block(lines, at):
            return at
        end = _attribution_end(lines, at)
        if end is not None and not _answered_below(lines, end, own):
            return at
    return len(lines)


def _header_block(lines: list[str], at: int) -> bool:
    """Outlook's `De: … Enviado: … Para: … Asunto: …`, with or without a rule above it."""
    if RULE.match(lines[at][:LONGEST_LINE]):
        following = [line for line in lines[at + 1 : at + 4] if line.strip()]
        return bool(following) and _fields(lines, lines.index(following[0], at + 1))
    return _fields(lines, at)


def _fields(lines: list[str], at: int) -> bool:
    if not FROM_FIELD.match(lines[at][:LONGEST_LINE]):
        return False
    others = [line for line in lines[at + 1 : at + 8] if OTHER_FIELD.match(line[:LONGEST_LINE])]
    return len(others) >= 2


def _attribution_end(lines: list[str], at: int) -> int | None:
    """The last line of `El lun, 3 nov 2025 a las 10:11, Ana (<…>) escribió:`, which may take three lines."""
    start = lines[at][:LONGEST_LINE].lstrip("> ")
    if not ATTRIBUTION_START.match(start):
        return None
    joined = ""
    for end in range(at, min(at + 4, len(lines))):
        joined = f"{joined} {lines[end][:LONGEST_LINE].lstrip('> ')}"
        if ATTRIBUTION_END.search(joined):
            return end
        if not lines[end].strip():
            return None
    return None


def _own_below(lines: list[str]) -> list[int]:
    """For each place, the first line from there on that is neither empty, nor quoted, nor a mail program's."""
    below = [len(lines)] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at][:LONGEST_LINE]
        theirs = not line.strip() or QUOTED.match(line) or SENT_FROM.match(line)
        below[at] = below[at + 1] if theirs else at
    return below


def _answered_below(lines: list[str], attribution_end: int, own: list[int]) -> bool:
    """Whether the history is quoted line by line and own words stand among or under it."""
    at = attribution_end + 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or not QUOTED.match(lines[at]):
        return False
    return own[at] < len(lines) and not SIGNATURE.match(lines[own[at]][:LONGEST_LINE])


def _unquoted(lines: list[str]) -> list[str]:
    """Without lines that begin with `>` and without the attributions above them."""
    kept: list[str] = []
    skip_to = -1
    for at, line in enumerate(lines):
        if at <= skip_to:
            continue
        end = _attribution_end(lines, at)
        if end is not None:
            skip_to = end
        elif not QUOTED.match(line):
            kept.append(line)
    return kept


def _signature_begins(lines: list[str]) -> int:
    """Where a signature starts, if there are words of the writer's own above it."""
    written = False
    for at, line in enumerate(lines):
        short = line[:LONGEST_LINE]
        if written and (SIGNATURE.match(short) or SENT_FROM.match(short) or DISCLAIMER.match(short)):
            return _no_rule_above(lines, at)
        written = written or bool(line.strip())
    return len(lines)


def _no_rule_above(lines: list[str], at: int) -> int:
    while at > 1 and (not lines[at - 1].strip() or RULE.match(lines[at - 1][:LONGEST_LINE])):
        at -= 1
    return at
