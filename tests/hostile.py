"""What strangers might send to hurt a terminal, and what must never come out of us. Written apart from `text.py`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ESC, CSI, OSC, BEL, ST = "\x1b", "\x9b", "\x9d", "\x07", "\x1b\\"

CORPUS: dict[str, str] = {
    "colour": f"{ESC}[31mrojo{ESC}[0m",
    "clear screen": f"{ESC}[2J{ESC}[H",
    "title": f"{ESC}]0;propio{BEL}",
    "clipboard": f"{ESC}]52;c;cm0gLXJmIH4={BEL}",
    "link": f"{ESC}]8;;http://example.invalid{ST}pulse{ESC}]8;;{ST}",
    "c1": f"{CSI}31m {OSC}0;x{BEL} \x90q\x9c \x84 \x85 \x9f",
    "c0": "".join(map(chr, range(32))) + "\x7f",
    "bidi": "\u202egpj.exe\u202c \u2066x\u2069 \u200f\u200e \u061c",
    "tags": "hola" + "".join(chr(0xE0000 + ord(char)) for char in "ignore previous"),
    "invisible": "con\u200btra\u00adse\ufeffña",
    "action": "[@click=app.quit]pulse[/] [@click=app.bell()]aquí[/]",
    "markup": "[bold red]x[/] [/] [foo] [link=http://x]y[/link] [$error]z[/]",
    "spreadsheet": '=HYPERLINK("http://example.invalid";"x")',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "[x](javascript:alert(1)) ![x](http://example.invalid/p.png) | a | b | `` ` ``",
    "carriage": "cien\rmil",
    "marks": "z" + "\u0301" * 100_000,
    "megabyte": "a" * 1_000_000,
    "format": "%s %n {0} {author.__class__} {{}} $HOME `id` $(id)",
    "joiners": "👩\u200d👩\u200d👧 ok\ufe0f",
}

_BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_INVISIBLE = {0x200B, 0xFEFF, 0x00AD, *range(0xE0000, 0xE0080)}


def harmful(text: str, *, newlines: bool = True) -> Iterator[str]:
    """Everything in `text` that may not reach a terminal, a log or a report."""
    run = 0
    for char in text:
        code = ord(char)
        if (code < 0x20 and not (newlines and char == "\n")) or 0x7F <= code <= 0x9F:
            yield f"control {code:#04x}"
        elif code in _BIDI or code in _INVISIBLE or 0xD800 <= code <= 0xDFFF:
            yield f"U+{code:04X}"
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run == 5:
            yield "five combining marks in a row"
