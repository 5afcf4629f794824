"""HTML of strangers to plain text: linear in time, nothing run, nothing fetched, what is hidden left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

LONGEST = 2_000_000
"""Characters of markup that are read."""
TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:[^<>\"']|\"[^\"<>]{0,5000}\"|'[^'<>]{0,5000}')*)/?>"
    r"|<[a-zA-Z!?/][^<>]*>?"
)
ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
SPACES = re.compile(r"[ \t\r\n\f\v]+")
SWALLOWED = ("script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe")
BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "ul",
    )
)
SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"))
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


@dataclass(slots=True)
class Writing:
    """The text as it grows: finished lines, the present one, the depth of quotation."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    hidden: list[str] = field(default_factory=list)
    """The tags open since the one that hides, innermost last."""
    link: str = ""
    link_at: int = 0

    def add(self, text: str) -> None:
        """Running text; white space of any kind and length is one space."""
        if not self.hidden and text:
            self.line.append(SPACES.sub(" ", text))

    def end_line(self, *, even_empty: bool = False) -> None:
        """Begin a new line, unless this one is still empty."""
        text = SPACES.sub(" ", "".join(self.line)).strip()
        self.line.clear()
        self.link_at = 0
        if text or even_empty:
            self.lines.append("> " * min(self.quotes, 9) + text)

    def gap(self) -> None:
        """An empty line between paragraphs, never two."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append("> " * min(self.quotes, 9))

    def text(self) -> str:
        """All of it."""
        self.end_line()
        return "\n".join(line.rstrip() for line in self.lines).strip("\n")


def to_text(html: str) -> str:
    """What a reader would see of `html`; quotations begin with `> `, links keep their address in parentheses."""
    html = _without(_uncommented(html[:LONGEST]), SWALLOWED)
    writing, end = Writing(), 0
    for match in TAG.finditer(html):
        writing.add(unescape(html[end : match.start()]))
        end = match.end()
        if match[2]:
            _tag(writing, match[2].lower(), closing=bool(match[1]), attributes=match[3])
    writing.add(unescape(html[end:]))
    return writing.text().replace("\xa0", " ")


def _tag(writing: Writing, name: str, *, closing: bool, attributes: str) -> None:
    if writing.hidden:
        _hidden_tag(writing, name, closing=closing)
    elif not closing and name not in VOID and _hides(attributes):
        writing.hidden.append(name)
    elif name == "br":
        writing.end_line(even_empty=True)
    elif name == "a":
        _link(writing, "" if closing else attributes)
    elif name in ("td", "th"):
        writing.add(" ")
    elif name in BLOCKS:
        _block(writing, name, closing=closing)


def _hidden_tag(writing: Writing, name: str, *, closing: bool) -> None:
    if not closing and name == writing.hidden[0]:
        writing.hidden.append(name)
    elif closing and name == writing.hidden[0]:
        writing.hidden.pop()


def _block(writing: Writing, name: str, *, closing: bool) -> None:
    if name in SPACED:
        writing.gap()
    else:
        writing.end_line()
    if name == "blockquote":
        writing.quotes = max(writing.quotes + (-1 if closing else 1), 0)
    if name == "li" and not closing:
        writing.line.append("- ")


def _link(writing: Writing, attributes: str) -> None:
    shown = "".join(writing.line[writing.link_at :]).strip()
    if writing.link and shown and writing.link.split("://", 1)[-1].strip("/") not in shown:
        writing.line.append(f" ({writing.link})")
    href = _attribute(attributes, "href")
    writing.link = href[:2000] if href.lower().startswith(("http://", "https://")) else ""
    writing.link_at = len(writing.line)


def _attribute(attributes: str, name: str) -> str:
    for match in ATTRIBUTE.finditer(attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "").strip()
    return ""


def _hides(attributes: str) -> bool:
    if "style" not in attributes.lower():
        return False
    return HIDDEN_STYLE.search(_attribute(attributes, "style")) is not None


def _uncommented(html: str) -> str:
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    kept.append(html[at:])
    return "".join(kept)


def _without(html: str, names: tuple[str, ...]) -> str:
    """`html` without these elements and what is in them; one that never ends swallows nothing but its tag."""
    opening = re.compile(r"<(" + "|".join(names) + r")(?=[\s/>])[^<>]*>", re.I)
    lower = html.lower()
    kept, at, endless = [], 0, set[str]()
    for match in opening.finditer(html):
        name = match[1].lower()
        if match.start() < at:
            continue
        kept.append(html[at : match.start()])
        end = -1 if name in endless or match[0].endswith("/>") else lower.find(f"</{name}", match.end())
        if end < 0:
            endless.add(name)
            at = match.end()
        else:
            close = html.find(">", end)
            at = close + 1 if close >= 0 else len(html)
    kept.append(html[at:])
    return "".join(kept)
