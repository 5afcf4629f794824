"""Draws docs/console.svg anew: the console on the demonstration, as it looks after a moment.

python docs/screenshot.py
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from social_console import i18n
from social_console.cli.context import Session
from social_console.cli.demo import populate
from social_console.collect import collect
from social_console.demo.settings import OPERATOR, build
from social_console.tui.app import ConsoleApp

TARGET = Path(__file__).parent / "console.svg"


async def draw(session: Session) -> None:
    """Open the console without a terminal, look at an urgent moment, save the picture."""
    app = ConsoleApp(session)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause(1.5)
        await pilot.press("down")
        await pilot.pause(1.0)
        TARGET.write_text(at_home(app.export_screenshot(title="social-console")), encoding="utf-8")


def at_home(svg: str) -> str:
    """Without the fonts that a viewer would fetch from elsewhere: any monospaced one will do."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code", "font-family: Fira Code, DejaVu Sans Mono, Menlo, Consolas", svg)


def main() -> None:
    """Build the town and draw it."""
    i18n.activate("es")
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), language="es", seed=1, moody=False)
        with Session(home_option=Path(folder), operator_option=OPERATOR, language="es") as session:
            session.demo = True
            populate(session, seed=1)
            collect(session.inbox, session.settings, session.rules)
            asyncio.run(draw(session))


if __name__ == "__main__":
    main()
