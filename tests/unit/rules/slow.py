"""A slow, obvious matcher: every rule, every clause, one by one, with Python's own `re`. The fast one must agree."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from social_console.model import Annotation, Context, Mention
from social_console.rules.patterns import fold_pattern
from social_console.text import fold, spell_out

Json = Any


def fired(meaning: Mapping[str, Json], mention: Mention, annotation: Annotation, context: Context) -> list[str]:
    """The ids of the rules that fire, in file order, `stop` obeyed."""
    ids: list[str] = []
    for rule in meaning["rules"]:
        if holds(rule["when"], meaning["lists"], mention, annotation, context):
            ids.append(rule["id"])
            if rule["then"].get("stop") and not rule.get("shadow"):
                break
    return ids


def holds(
    when: Mapping[str, Json],
    lists: Mapping[str, Sequence[str]],
    mention: Mention,
    annotation: Annotation,
    context: Context,
) -> bool:
    """Each key of a condition in turn."""
    inner = [
        holds(one, lists, mention, annotation, context) for key in ("all", "any", "none") for one in when.get(key, ())
    ]
    sizes = [len(when.get(key, ())) for key in ("all", "any", "none")]
    every, some, no = inner[: sizes[0]], inner[sizes[0] : sizes[0] + sizes[1]], inner[sizes[0] + sizes[1] :]
    if not all(every) or ("any" in when and not any(some)) or any(no):
        return False
    if "text" in when and not _text(when["text"], lists, mention.text, annotation):
        return False
    if "lang" in when and annotation.lang not in when["lang"]:
        return False
    if "thread" in when:
        is_so = [context.position, *(["unanswered"] if context.unanswered else [])]
        if not set(is_so) & set(when["thread"]):
            return False
    return "channel" not in when or mention.channel in when["channel"]


def _text(wanted: Mapping[str, Json], lists: Mapping[str, Sequence[str]], raw: str, annotation: Annotation) -> bool:
    lang = annotation.lang if annotation.lang in ("es", "en", "pt") else "es"
    exact = wanted.get("exact", False)
    copy = raw if exact else spelled(raw, lang)
    if "words" in wanted:
        entries = expanded(wanted["words"], lists)
        if not any(any(find(entry, copy, lang, exact)) for entry in entries):
            return False
    if "near" in wanted and not near(wanted["near"], lists, copy, lang):
        return False
    if "regex" in wanted:
        where = raw if exact else fold(raw).text
        if not any(_matches(pattern if exact else fold_pattern(pattern), where) for pattern in wanted["regex"]):
            return False
    return "question" not in wanted or annotation.asks_for("question") is wanted["question"]


def spelled(raw: str, lang: str) -> str:
    """The second copy of DESIGN 6, white space as single spaces."""
    return re.sub(r"\s+", " ", spell_out(fold(raw), lang).text)


def expanded(entries: Sequence[str], lists: Mapping[str, Sequence[str]]) -> list[str]:
    """`$name` replaced by its list."""
    return [
        word for entry in entries for word in (expanded(lists[entry[1:]], lists) if entry.startswith("$") else [entry])
    ]


def find(entry: str, copy: str, lang: str, exact: bool) -> Iterator[tuple[int, int]]:
    """Every place of an entry: between word boundaries, a stem to the end of its word."""
    stem = entry.endswith("*")
    bare = entry[:-1] if stem else entry
    if exact:
        key = bare
    elif stem and " " in bare:
        head, _, tail = bare.rpartition(" ")
        key = f"{spelled(head, lang).strip()} {fold(tail).text}"
    else:
        key = fold(bare).text if stem else spelled(bare, lang).strip()
    if not key:
        return
    before = r"(?<!\w)" if re.match(r"\w", key) else ""
    after = r"\w*" if stem else r"(?!\w)" if re.search(r"\w\Z", key) else ""
    for match in re.finditer(f"{before}(?=({re.escape(key)}{after}))", copy):
        yield match.span(1)


def near(wanted: Mapping[str, Json], lists: Mapping[str, Sequence[str]], copy: str, lang: str) -> bool:
    """Every choice of one place a group: is it in one sentence, and short enough?"""
    ends = [m.end() for m in re.finditer(r"[.!?…;]+(?=\s|$)", copy)]
    tokens = [(m.start(), m.end(), sum(end <= m.start() for end in ends)) for m in re.finditer(r"\w+", copy)]
    groups = [
        [place for entry in expanded(group, lists) for place in find(entry, copy, lang, exact=False)]
        for group in wanted["words"]
    ]
    for choice in itertools.product(*groups):
        inside = [
            number
            for number, (start, end, _) in enumerate(tokens)
            if any(start < place[1] and place[0] < end for place in choice)
        ]
        sentences = {tokens[number][2] for number in inside}
        if inside and len(sentences) == 1 and inside[-1] - inside[0] + 1 <= wanted["within"] + len(groups):
            return True
    return False


def _matches(pattern: str, where: str) -> bool:
    return any(match.end() > match.start() for match in re.finditer(pattern, where, re.ASCII))
