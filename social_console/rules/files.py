"""Reading a rule file and what it includes: one tree of files, each read once, none outside the first one's folder."""

from __future__ import annotations

import os
import subprocess
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from errno import EISDIR
from pathlib import Path
from typing import Any

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.rules.grammar.file import FILE
from social_console.rules.place import Place
from social_console.rules.reading import Reading, cut, did_you_mean, meant_by, one_of
from social_console.rules.shapes import BAD
from social_console.rules.tree import LONGEST_FILE, Mapping_, Node, NotYaml, Scalar, parse

Json = Any
MOST_FILES = 50
PACK = "pack:"
"""Begins the name of rules that ship with the program."""
PACKS = Path(__file__).parent / "packs"
_MOST_KEYS = 100
"""Among which `include:` is looked for: there are sixteen."""
_LISTS = ("rules", "escalations", "tests", "standards", "views")
"""What is a list in the meaning, so that its order counts."""


def read_files(path: Path, reading: Reading, texts: Mapping[str, str] | None = None) -> dict[str, Json]:
    """The content of `path` and its includes, merged. `texts` stand in for files (name → text)."""
    return _Files(path.parent, reading, {} if texts is None else texts).read(path.name, Place(path.name, 1, 1))


class GitFiles(Mapping[str, str]):
    """The files of a folder as they stood at a git revision."""

    def __init__(self, folder: Path, revision: str) -> None:
        self._folder = folder
        self._revision = revision

    def __getitem__(self, name: str) -> str:
        command = ["git", "-C", str(self._folder), "show", "--end-of-options", f"{self._revision}:./{name}"]
        try:
            done = subprocess.run(command, capture_output=True, check=True, timeout=30)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            message = _("git has no “{name}” at “{revision}”.").format(name=cut(name), revision=cut(self._revision))
            remedy = _("Name a file, or a revision of the git repository that holds it (`git log --oneline`).")
            raise UsageError(message, remedy=remedy) from None
        return done.stdout.decode("utf-8", errors="replace")

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Files:
    def __init__(self, folder: Path, reading: Reading, texts: Mapping[str, str]) -> None:
        self._folder = folder
        self._reading = reading
        self._texts = texts
        self._open: list[str] = []
        """Files whose includes are being read."""

    def read(self, name: str, at: Place) -> dict[str, Json]:
        """One file, after what it includes."""
        text = self._text(name, at)
        if text is None:
            self._reading.unread = True
            return {}
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._reading.sources[name] = text
        node = self._tree(name, text)
        merged: dict[str, Json] = {}
        included = _includes(node)
        self._open.append(name)
        for other, place in included:
            if not other.startswith(PACK):
                _merge(merged, self._included(other, place))
        self._open.pop()
        _merge(merged, self._own(node))
        for other, place in included:
            if other.startswith(PACK):
                _merge(merged, self._pack(other, place))
        return merged

    def _own(self, node: Node | None) -> dict[str, Json]:
        if node is None:
            return {}
        content = FILE.read(node, self._reading)
        return {} if content is BAD else content

    def _text(self, name: str, at: Place) -> str | None:
        if name in self._texts:
            return self._texts[name]
        path = self._folder / name
        try:
            if path.exists() and not path.is_file():  # a pipe would never end
                raise IsADirectoryError(EISDIR, _("it is no file"))
            with path.open("rb") as file:
                raw = file.read(LONGEST_FILE * 4 + 1)
        except OSError as error:
            self._reading.missing.add(name)
            reason = _("there is no such file") if isinstance(error, FileNotFoundError) else error.strerror or error
            message = _("{name} cannot be read: {reason}.").format(name=cut(name), reason=reason)
            self._reading.fault("file", at, message, did_you_mean(name, self._beside()))
            return None
        if len(raw) > LONGEST_FILE * 4:
            self._reading.fault("too-big", at, _("{name} is too big to be a rule file.").format(name=cut(name)))
            return None
        return self._decoded(raw, name, at)

    def _beside(self) -> list[str]:
        """The rule files of the folder that were not read yet."""
        return [path.name for path in self._folder.glob("*.y*ml") if path.name not in self._reading.sources]

    def _decoded(self, raw: bytes, name: str, at: Place) -> str | None:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = raw.removeprefix(BOM_UTF8)[: error.start].decode("utf-8")
            place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
            self._reading.sources[name] = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
            message = _("{name} is not UTF-8 (line {line}).").format(name=cut(name), line=place.line)
            self._reading.fault("encoding", place, message, _("Save it as UTF-8 in your editor."))
            return None

    def _tree(self, name: str, text: str) -> Node | None:
        """A syntax fault hides the rest of its file, so it is all that is said of it."""
        try:
            return parse(text, name)
        except NotYaml as fault:
            self._reading.unread = True
            self._reading.fault(fault.code, fault.place, fault.message, fault.remedy)
            return None

    def _included(self, name: str, at: Place) -> dict[str, Json]:
        reading = self._reading
        clean = Path(name)
        if clean.is_absolute() or ".." in clean.parts or not name.strip() or "\0" in name:
            reading.fault("include", at, _("“{name}” lies outside the folder of the rule file.").format(name=cut(name)))
            return {}
        if self._leads_out(clean):
            message = _("“{name}” is a link that leads out of the folder of the rule file.").format(name=cut(name))
            reading.fault("include", at, message, _("Put the file itself there."))
            return {}
        if clean.as_posix() in reading.sources:
            circle = _("“{name}” is being read already: files cannot include each other in a circle.")
            message = circle if clean.as_posix() in self._open else _("“{name}” is included twice.")
            reading.fault("include", at, message.format(name=cut(name)))
            return {}
        if len(reading.sources) >= MOST_FILES:
            reading.fault("include", at, _("More than {n} files.").format(n=MOST_FILES))
            return {}
        return self.read(clean.as_posix(), at)

    def _leads_out(self, name: Path) -> bool:
        """Whether it would have another file read, such as one of secrets, to whoever is shown the faults."""
        folder = os.path.realpath(self._folder)
        return not Path(os.path.realpath(self._folder / name)).is_relative_to(folder)

    def _pack(self, name: str, at: Place) -> dict[str, Json]:
        """Rules that ship with the program; they come after the file's own content."""
        known = sorted(path.stem for path in PACKS.glob("*.yaml"))
        if name.removeprefix(PACK) not in known:
            message = _("There is no pack “{name}”.").format(name=cut(name.removeprefix(PACK)))
            self._reading.fault("include", at, message, did_you_mean(name.removeprefix(PACK), known) or one_of(known))
            return {}
        if name in self._reading.sources:
            self._reading.fault("include", at, _("“{name}” is included twice.").format(name=cut(name)))
            return {}
        text = (PACKS / f"{name.removeprefix(PACK)}.yaml").read_text(encoding="utf-8")
        return _Files(self._folder, self._reading, {name: text}).read(name, at)


def _includes(node: Node | None) -> list[tuple[str, Place]]:
    """File names under `include:`; what is wrong with that key's form, the schema says."""
    if not isinstance(node, Mapping_):
        return []
    keys = [(key.value, value) for key, value in node.pairs[:_MOST_KEYS] if isinstance(key, Scalar)]
    found = [value for key, value in keys if "include" in (key, meant_by(key, FILE.fields, FILE.spanish))]
    nodes = [item for value in found[:1] for item in getattr(value, "items", (value,))]
    return [(item.value, item.place) for item in nodes if isinstance(item, Scalar) and not item.empty]


def _merge(into: dict[str, Json], content: dict[str, Json]) -> None:
    """Lists follow each other, tables are joined (a name declared twice is a fault already), defaults add up."""
    for key, value in content.items():
        if key in _LISTS:
            into[key] = [*into.get(key, []), *value]
        elif isinstance(value, dict):
            into[key] = {**into.get(key, {}), **value}
        elif key not in ("include",):
            into[key] = value
