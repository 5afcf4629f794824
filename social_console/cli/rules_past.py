"""`rules log`, `show`, `rollback`: what has been in force."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, hint, json_option, say, table
from social_console.cli.rules import rules, surroundings_of
from social_console.cli.rules_told import local, say_judged, say_lines
from social_console.errors import UsageError
from social_console.i18n import gettext as _


@rules.command("log", help=_("Every rule set that was in force, from when until when, and who put it there."))
@json_option
@pass_session
def log(session: Session, *, as_json: bool) -> None:
    """Oldest first."""
    from social_console import store

    with session.inbox.reading() as tx:
        terms = store.rule_sets(tx)
    if as_json:
        emit_lines({"hash": t.hash, "since": t.since, "until": t.until, "by": t.by} for t in terms)
        return
    zone = session.settings.timezone
    rows = [(t.hash[:12], local(t.since, zone), local(t.until, zone) or _("in force"), t.by) for t in terms]
    table([_("hash"), _("since"), _("until"), _("by")], rows)


@rules.command("show", help=_("Print the files of a rule set that was in force; of the one that is, if not said."))
@click.argument("hash_", metavar="[HASH]", required=False)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Write them into this folder; what stood there and was never published is kept beside them."),
)
@json_option
@pass_session
def show(session: Session, *, hash_: str | None, folder: Path | None, as_json: bool) -> None:
    """The beginning of a hash is enough."""
    term = _term(session, hash_) if hash_ else _running(session)
    if folder is not None:
        _write_into(session, term, folder, as_json=as_json)
    elif as_json:
        emit({"hash": term.hash, "meaning": term.meaning, "sources": term.sources})
    else:
        for name, text in term.sources.items():
            say(f"# {name}")
            say_lines(text)


def _write_into(session: Session, term: Any, folder: Path, *, as_json: bool) -> None:
    from social_console import publish as publishing
    from social_console import store
    from social_console.clock import now

    with session.inbox.reading() as tx:
        known = {text for each in store.rule_sets(tx) for text in each.sources.values()}
    written, kept = publishing.write_files(term.sources, folder, known=known, now=now())
    if as_json:
        emit({"hash": term.hash, "written": written, "kept": kept})
        return
    if written:
        say(_("Written to {folder}: {names}.").format(folder=folder, names=", ".join(written)))
    else:
        say(_("The files in {folder} say this already.").format(folder=folder))
    if kept:
        say(_("What they said until now was never published; it is kept in {names}.").format(names=", ".join(kept)))


@rules.command("rollback", help=_("Put a rule set that was in force before in force again; the last one if not said."))
@click.argument("hash_", metavar="[HASH]", required=False)
@click.option("--redecide", type=click.Choice(["open"]), help=_("Judge open moments anew as well."))
@json_option
@pass_session
def rollback(session: Session, *, hash_: str | None, redecide: str | None, as_json: bool) -> None:
    """The file is not touched: until it is changed too, there are unpublished changes."""
    from social_console import publish as publishing
    from social_console import store
    from social_console.clock import now
    from social_console.rules import from_meaning

    running = store.load_rules(session.inbox)
    publishing.may_publish(running, session.operator)
    term = _term(session, hash_) if hash_ else _last(session)
    old = from_meaning(term.meaning, term.hash, sources=term.sources)
    publishing.enforce(session.inbox, old, by=session.operator, now=now())
    judged = publishing.redecide(session.inbox, old, by=session.operator, now=now()) if redecide else 0
    if as_json:
        emit({"hash": term.hash, "redecided": judged})
        return
    same = running is not None and running.hash == term.hash
    said = _("These very rules are in force already ({hash}).") if same else _("In force again: {hash}.")
    say(said.format(hash=term.hash[:12]))
    say_judged(judged)
    if publishing.Watch(session.settings.rules_file, surroundings_of(session)).unpublished(term.hash) is not None:
        hint(
            _("rules.yaml says something else. To have it say this: `rules show {hash} --to {folder}`.").format(
                hash=term.hash[:12], folder=shlex.quote(str(session.home))
            )
        )


def _running(session: Session) -> Any:
    from social_console import store

    with session.inbox.reading() as tx:
        term = store.rule_set_in_force(tx)
    if term is None:
        raise UsageError(_("No rules are in force yet."), remedy=_("`rules publish` puts rules.yaml in force."))
    return term


def _term(session: Session, beginning: str) -> Any:
    from social_console import store

    with session.inbox.reading() as tx:
        found = {term.hash: term for term in store.rule_sets(tx) if term.hash.startswith(beginning)}
    if len(found) != 1 or len(beginning) < 4:
        message = _("No rule set, or more than one, has a hash that begins with “{hash}”.").format(hash=beginning)
        raise UsageError(message, remedy=_("`rules log` lists them."))
    return next(iter(found.values()))


def _last(session: Session) -> Any:
    from social_console import store

    with session.inbox.reading() as tx:
        terms = store.rule_sets(tx)
    others = [term for term in terms if terms and term.hash != terms[-1].hash]
    if not others:
        raise UsageError(_("No other rule set was ever in force."))
    return others[-1]
