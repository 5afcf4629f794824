"""`python -m tests.docs_check`: what the documents promise exists, and every sentence has its Spanish.

Part of `make check`. Prints each fault with its place and leaves with 1 where there is one.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"\{[a-z_0-9.:, ]*\}")
NAMES_A_USER = re.compile(r"\s*(sudo )?(adduser|useradd|usermod|chown|install)\b")
TAKES = {"_": 1, "gettext": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""Function → how many leading string arguments it translates or is told apart by."""


def spanish() -> Catalog:
    """All Spanish catalogues as one."""
    merged = Catalog(locale="es")
    for path in sorted((ROOT / "social_console/locale/es").glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="es"):
                if message.id:
                    merged.add(message.id, message.string, context=message.context)
    return merged


def sentences() -> Iterator[tuple[str, str | None, str | tuple[str, str]]]:
    """Every translatable sentence of the sources: its place, its context, itself. Sees into f-strings too."""
    for path in sorted((ROOT / "social_console").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in TAKES:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                taken = TAKES[_name(node.func)]
                if len(texts) >= taken:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", *_key(_name(node.func), texts)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _key(function: str, texts: list[str]) -> tuple[str | None, str | tuple[str, str]]:
    if function == "pgettext":
        return texts[0], texts[1]
    return None, ((texts[0], texts[1]) if function == "ngettext" else texts[0])


def untranslated() -> Iterator[str]:
    """Every sentence in the sources that has no Spanish, or loses a placeholder in it."""
    catalogue = spanish()
    for place, context, key in sentences():
        entry = catalogue.get(key if isinstance(key, str) else key[0], context)
        if entry is None or not entry.string or (isinstance(entry.string, tuple) and not all(entry.string)):
            yield f"{place}: no Spanish for: {key}"
        elif isinstance(entry.string, str) and isinstance(key, str):
            if sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(entry.string)):
                yield f"{place}: the Spanish has other placeholders: {key}"


def documents() -> list[Path]:
    """The prose of the repository."""
    return sorted(
        [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md"), *ROOT.glob("examples/**/*.md")]
    )


def broken_links() -> Iterator[str]:
    """Links of documents to files that are not there."""
    for path in documents():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", line):
                if "://" not in target and not target.startswith("mailto:"):
                    if not (path.parent / target).exists():
                        yield f"{path.relative_to(ROOT)}:{number}: no such file: {target}"


def commands() -> dict[str, click.Command]:
    """Every command by its full name (`rules check`)."""
    from social_console.cli import build

    found: dict[str, click.Command] = {}

    def walk(prefix: str, command: click.Command, ctx: click.Context) -> None:
        found[prefix] = command
        if isinstance(command, click.Group):
            for name in command.list_commands(ctx):
                child = command.get_command(ctx, name)
                assert child is not None
                walk(f"{prefix} {name}".strip(), child, ctx)

    root = build()
    walk("", root, click.Context(root))
    return found


def promised(path: Path) -> Iterator[tuple[int, str]]:
    """Command lines in a document: in fences and between back-ticks."""
    fenced = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        spans = [line] if fenced else re.findall(r"`([^`]+)`", line)
        for span in spans:
            if NAMES_A_USER.match(span):
                continue
            said = span.replace("-u social-console ", "")
            for found in re.findall(r"(?:^|[\s(|;&/])social-console((?: [^`|#;&\n>]+)?)", said):
                yield number, found.strip()


def unknown_commands() -> Iterator[str]:
    """Commands and flags that documents name and that do not exist."""
    known = commands()
    options = {name: _options(command) for name, command in known.items()}
    for path in documents():
        for number, line in promised(path):
            words = _without_global_options(line.split(), options[""])
            name = _longest(words, known)
            where = f"{path.relative_to(ROOT)}:{number}"
            if words and not name and re.fullmatch(r"[a-z][a-z-]+", words[0]):
                yield f"{where}: no such command: social-console {line}"
            for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line):
                if flag not in options[name] | options[""] | {"--help"}:
                    yield f"{where}: no such flag {flag}: social-console {line}"


def _options(command: click.Command) -> set[str]:
    return {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)}


def _without_global_options(words: list[str], known: set[str]) -> list[str]:
    while words and words[0] in known:
        words = words[1:] if words[0] in {"--version"} else words[2:]
    return words


def _longest(words: list[str], known: dict[str, click.Command]) -> str:
    for size in (2, 1):
        name = " ".join(words[:size])
        if len(words) >= size and name in known:
            return name
    return ""


def unexplained_dependencies() -> Iterator[str]:
    """Direct dependencies without their line in docs/dependencies.md."""
    text = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    for requirement in [*project["dependencies"], *extras]:
        name = re.split(r"[<>=~!;\[ ]", requirement, maxsplit=1)[0].lower()
        if f"`{name}`" not in text:
            yield f"docs/dependencies.md: nothing says why {name} is here"


def forbidden_text() -> Iterator[str]:
    """Lock files, and addresses in what pip installs from."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in names.stdout.split():
        if Path(name).name in {"uv.lock", "poetry.lock", "pdm.lock", "package-lock.json"}:
            yield f"{name}: lock files with addresses are not committed"
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        if "://" in path.read_text("utf-8"):
            yield f"requirements/{path.name}: holds an address"


CHECKS = (untranslated, broken_links, unknown_commands, unexplained_dependencies, forbidden_text)


def main() -> int:
    """Run every check; print what is wrong."""
    faults = [fault for check in CHECKS for fault in check()]
    for fault in faults:
        print(fault)
    print(f"documents: {len(faults)} faults" if faults else "documents: sound")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
