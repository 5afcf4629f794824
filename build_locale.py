"""Build hook: compiles the message catalogues (`.po` to `.mo`) whenever the package is built or installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Merge `locale/LANG/*.po` into one `LC_MESSAGES/social_console.mo` a language; returns what was written."""
    written = []
    for folder in sorted(path for path in (root / "social_console/locale").iterdir() if path.is_dir()):
        merged = Catalog(locale=folder.name)
        for source in sorted(folder.glob("*.po")):
            with source.open("rb") as stream:
                for message in read_po(stream, locale=folder.name):
                    merged[message.id] = message
        target = folder / "LC_MESSAGES" / "social_console.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as out:
            write_mo(out, merged)
        written.append(target)
    return written


class LocaleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling for wheels and editable installs alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before files are gathered."""
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).parent):
        print(path.relative_to(Path(__file__).parent))
