"""`rules` from the command line: check, test, explain, diff, publish, what was in force, what people corrected."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from social_console import rules
from social_console.clock import now
from social_console.errors import NotAllowed, RulesError
from social_console.publish import Unpublished, Watch, candidate, in_force, on_save, publish, put, redecide
from social_console.store import Inbox, load_rules, rule_sets
from tests.e2e.console import Console
from tests.real.needs import program

SMALL = """\
people: {ana: {role: lead}, eva: {role: operator}}
areas: {obras: {name: Obras}}
rules:
  - id: hoyos
    when: {text: {words: [bache*]}}
    then: {tag: [calles], assign: obras}
    tests:
      - {text: "un bache", expect: match}
      - {text: "nada", expect: no_match}
"""
LINES = [
    {"id": "1", "text": "hay un bache enorme", "account": "ayto", "author": {"handle": "uno"}},
    {"id": "2", "text": "hay un hoyo enorme", "account": "ayto", "author": {"handle": "dos"}},
    {"id": "3", "text": "buenos días", "account": "ayto", "author": {"handle": "tres"}},
]


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """A home with small rules in force and three messages of this hour."""
    home = tmp_path / "home"
    home.mkdir()
    shown = Console(home)
    assert shown("init", "--yes", "--name", "Ayto").code == 0
    (home / "rules.yaml").write_text(SMALL, encoding="utf-8")
    assert shown("rules", "publish", "--yes").code == 0
    at = now().isoformat()
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps({"created_at": at, **line}) + "\n" for line in LINES), encoding="utf-8")
    assert shown("import", str(path), "--live", "--channel", "x").code == 0
    return shown


def edit(console: Console, old: str, new: str) -> None:
    """Change the home's rules."""
    path = console.home / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_check_and_test(console: Console) -> None:
    assert console("rules", "check").code == 0
    assert console("rules", "test", "--json").json["passed"] == 2
    edit(console, "words", "wrds")
    ran = console("rules", "check")
    assert ran.code == 2
    assert "rules.yaml:5:19" in ran.out and "“words”" in ran.out and "^" in ran.out
    found = console("rules", "check", "--json")
    assert found.code == 2 and found.json["faults"][0]["code"] == "unknown-key"
    assert console("rules", "check", "--format", "sarif").json["runs"][0]["results"]
    assert console("rules", "check", "--format", "github").out.startswith("::error ")
    assert console("rules", "test").code == 2


def test_check_knows_the_languages_of_the_institution_or_says_that_it_does_not(console: Console) -> None:
    edit(console, "rules:\n", "templates: {t: {es: Hola}}\nrules:\n")
    ran = console("rules", "check", "--json")
    assert ran.code == 2 and ran.json["not_checked"] == []
    (fault,) = [one for one in ran.json["faults"] if one["severity"] == "error"]
    assert (fault["code"], fault["location"]["line"], fault["location"]["column"]) == ("language", 3, 13)
    refused = console("rules", "publish", "--yes")
    assert refused.code == 2
    (console.home / "social-console.toml").unlink()
    assert console("rules", "check", "--json").json["not_checked"] == ["languages", "channels"]
    assert console("rules", "check").code == 0


def test_the_first_publication_is_checked_for_the_languages_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shown = Console(home)
    assert shown("init", "--yes", "--name", "Ayto").code == 0
    (home / "inbox.db").unlink()
    (home / "rules.yaml").write_text("templates: {t: {es: Hola}}\n", encoding="utf-8")
    assert shown("list").code == 2


def test_how_often_is_too_often_is_for_the_lead_to_say(console: Console) -> None:
    def broad(most: str) -> list[str]:
        faults = console("rules", "check", "--since", "1d", "--matched-more-than", most, "--json").json["faults"]
        return [fault["message"] for fault in faults if fault["code"] == "too-broad"]

    assert broad("40%") == []
    assert broad("0.3") == broad("30 %") == broad("30%") != []
    assert console("rules", "check", "--since", "1d", "--matched-more-than", "120%").code == 2


def test_clauses_that_no_test_needs_are_told_when_asked(console: Console) -> None:
    edit(console, "{text: {words: [bache*]}}", "{text: {words: [bache*]}, lang: [es, en, pt]}")
    assert [f["code"] for f in console("rules", "check", "--json").json["faults"]] == []
    (fault,) = console("rules", "check", "--clauses", "--json").json["faults"]
    assert (fault["code"], fault["severity"], fault["location"]["line"]) == ("untested-clause", "info", 5)
    assert "`when.lang`" in fault["message"]


def test_a_failing_test_keeps_the_last_sound_rules_in_force(console: Console) -> None:
    before = console("rules", "log", "--json").out
    edit(console, "nada", "bacheo")
    assert console("rules", "test").code == 1
    ran = console("rules", "publish", "--yes", "--json")
    assert ran.code == 1 and ran.json["published"] is False
    edit(console, "expect: match", "expect: matsch")
    assert console("rules", "publish", "--yes").code == 2
    assert console("rules", "log", "--json").out == before


def test_explain_a_moment_and_a_text(console: Console) -> None:
    lines = [json.loads(line) for line in console("rules", "explain", "1", "--json").out.splitlines()]
    assert lines[0]["verdict"]["tags"] == ["calles"]
    assert lines[0]["verdict"]["fired"][0]["clauses"][0]["words"] == [["bache", 7, 12]]
    ran = console("rules", "explain", "--text", "nada de nada", "--all")
    assert ran.code == 0 and "hoyos" in ran.out and "when.text.words" in ran.out


def test_diff_publish_and_redecide(console: Console) -> None:
    edit(console, "[bache*]", "[bache*, hoyo]")
    found = console("rules", "diff", "--json").json
    assert (found["totals"]["mentions"], found["totals"]["changed"]) == (3, 1)
    assert found["changes"][0]["changes"]["tags"] == {"before": [], "after": ["calles"]}
    assert console("rules", "diff", "--fail-on", "tags>0").code == 1
    assert console("rules", "diff", "--fail-on", "dismissed>0").code == 0
    assert console("rules", "diff", "--fail-on", "nonsense").code == 2
    assert console("list", "--json").out.count('"calles"') == 1
    assert console("rules", "publish", "--yes", "--redecide", "open", "--json").json["redecided"] == 1
    assert console("list", "--json").out.count('"calles"') == 2
    assert console("rules", "diff", "--json").json["changes"] == []


def test_what_a_person_set_outranks_rules_judged_anew(console: Console) -> None:
    assert console("untag", "1", "calles").code == 0
    assert console("tag", "3", "fiestas").code == 0
    (line,) = [json.loads(line) for line in console("rules", "stats", "--json").out.splitlines()]
    assert (line["rule"], line["matches"], line["overridden"]) == ("hoyos", 1, 1)
    suggested = [json.loads(line) for line in console("rules", "suggest-tests", "--json").out.splitlines()]
    assert [one["expect"] for one in suggested] == [{"no_tags": ["calles"]}, {"has_tags": ["fiestas"]}]
    edit(console, "priority: high", "")
    edit(console, "assign: obras", "assign: obras, priority: high")
    assert console("rules", "publish", "--yes", "--redecide", "open").code == 0
    first = json.loads(console("list", "--json", "--query", "bache").out.splitlines()[0])
    assert (first["tags"], first["priority"]) == ([], "high")


def test_rules_judged_anew_dismiss_nothing_that_a_person_works_on(console: Console) -> None:
    assert console("claim", "1").code == 0
    edit(console, "[bache*]", "[enorme]")
    edit(console, "{tag: [calles], assign: obras}", "{tag: [ajeno], dismiss: true}")
    edit(console, '"un bache"', '"enorme"')
    assert console("rules", "publish", "--yes", "--redecide", "open").code == 0
    stands = {n: console("show", n, "--json").json for n in ("1", "2")}
    assert [(stands[n]["status"], stands[n]["owner"]) for n in ("1", "2")] == [("open", "ana"), ("dismissed", None)]


def test_other_promises_hold_for_open_moments_at_once(console: Console) -> None:
    def due() -> list[str | None]:
        return [json.loads(line)["due_at"] for line in console("list", "--json").out.splitlines()]

    assert due() == [None, None, None]
    calendar = "calendars: {all: {timezone: UTC, hours: {mon-sun: ['00:00-24:00']}}}"
    edit(
        console,
        "rules:\n",
        f"{calendar}\nstandards: {{a: {{first_response: 4h}}}}\ndefaults: {{standard: a}}\nrules:\n",
    )
    assert console("rules", "publish", "--yes").code == 0
    assert None not in due()
    assert console("rules", "rollback").code == 0
    assert due() == [None, None, None]


def test_publishing_again_finishes_what_was_killed(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(console, "rules:\n", "standards: {a: {first_response: 2 days}}\ndefaults: {standard: a}\nrules:\n")
    with monkeypatch.context() as killed:
        killed.setattr("social_console.store.acting.refold", lambda *_given: 0)
        assert console("rules", "publish", "--yes").code == 0
    assert '"due_at": null' in console("list", "--json").out
    assert console("rules", "publish", "--yes").code == 0
    assert '"due_at": null' not in console("list", "--json").out


def test_log_show_rollback(console: Console) -> None:
    edit(console, "[bache*]", "[bache*, hoyo]")
    assert console("rules", "publish", "--yes").code == 0
    terms = [json.loads(line) for line in console("rules", "log", "--json").out.splitlines()]
    assert terms[-1]["until"] is None and terms[-1]["by"] == "ana"
    since = datetime.fromisoformat(terms[-1]["since"]).astimezone(ZoneInfo("America/Santo_Domingo"))
    assert f"{since:%Y-%m-%d %H:%M}  in force" in console("rules", "log").out
    assert "hoyo]" in console("rules", "show", terms[-1]["hash"][:12]).out
    assert console("rules", "rollback", "--json").json["hash"] == terms[-2]["hash"]
    assert console("rules", "show", "ffffffff").code == 2


def test_a_rollback_judges_open_moments_anew_and_says_how_to_have_the_file_back(console: Console) -> None:
    edit(console, "{tag: [calles], assign: obras}", "{tag: [otra]}")
    assert console("rules", "publish", "--yes", "--redecide", "open").code == 0
    assert '"otra"' in console("list", "--json").out
    edit(console, "otra", "nunca-publicada")
    back = console("rules", "rollback", "--redecide", "open")
    assert "1 open moment judged anew" in back.out and "rules show" in back.err
    listed = console("list", "--json").out
    assert '"calles"' in listed and '"otra"' not in listed
    told = console("rules", "show", "--to", str(console.home), "--json").json
    assert told["written"] == ["rules.yaml"]
    assert (console.home / "rules.yaml").read_text(encoding="utf-8") == SMALL
    assert "nunca-publicada" in (console.home / told["kept"][0]).read_text(encoding="utf-8")
    assert "say this already" in console("rules", "show", "--to", str(console.home)).out
    elsewhere = console.home / "new" / "folder"
    assert console("rules", "show", "--to", str(elsewhere), "--json").json["written"] == ["rules.yaml"]


def test_only_a_lead_publishes(console: Console) -> None:
    with Inbox.open(console.home / "inbox.db") as inbox, pytest.raises(NotAllowed):
        publish(inbox, console.home / "rules.yaml", by="eva")


def test_a_stranger_publishes_nothing_where_somebody_leads(console: Console) -> None:
    with Inbox.open(console.home / "inbox.db") as inbox:
        for login in ("eva", "nobody-knows"):
            with pytest.raises(NotAllowed):
                publish(inbox, console.home / "rules.yaml", by=login)
        edit(console, "role: lead", "role: operator")
        publish(inbox, console.home / "rules.yaml", by="ana")
        publish(inbox, console.home / "rules.yaml", by="nobody-knows")


def test_diff_against_a_git_revision(console: Console) -> None:
    git = [program("git", "git"), "-C", str(console.home), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "rules.yaml"], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    edit(console, "[bache*]", "[hoyo]")
    assert console("rules", "diff", "--against", "HEAD", "--json").json["totals"]["changed"] == 2
    assert "rules.yaml" in console("rules", "check", str(console.home / "none.yaml")).err.splitlines()[-1]
    refused = console("rules", "diff", "--against", "nothing")
    assert refused.code == 2 and "git log" in refused.err


def test_a_watch_sees_edits_and_faults(console: Console) -> None:
    watch = Watch(console.home / "rules.yaml")
    with Inbox.open(console.home / "inbox.db") as inbox:
        running = load_rules(inbox)
        assert running is not None and watch.unpublished(running.hash) is None
        edit(console, "[bache*]", "[bache*, hoyo]")
        news = watch.unpublished(running.hash)
        assert news is not None and news.fault is None and not news.failing
        assert on_save(inbox, watch, now=now()) is not None
        published = load_rules(inbox)
        assert published is not None and watch.unpublished(published.hash) is None
        edit(console, "nada", "un hoyo")
        assert on_save(inbox, watch, now=now()) is None
        assert watch.failing == watch.hash
        assert watch.unpublished(published.hash) == Unpublished(failing=True)
        edit(console, "then", "thn")
        news = watch.unpublished(published.hash)
        assert news is not None and news.fault is not None
        assert on_save(inbox, watch, now=now()) is None


def test_what_was_rolled_back_goes_live_again_only_when_it_is_saved_again(console: Console) -> None:
    with Inbox.open(console.home / "inbox.db") as inbox:
        before = load_rules(inbox)
        assert before is not None
        edit(console, "[bache*]", "[bache*, hoyo]")
        assert on_save(inbox, Watch(console.home / "rules.yaml"), now=now()) is not None
        assert '"by": "on-save"' in console("rules", "log", "--json").out
        assert console("rules", "rollback").code == 0
        watch = Watch(console.home / "rules.yaml")
        assert on_save(inbox, watch, now=now()) is None
        assert watch.unpublished(before.hash) is not None
        rolled_back = now()
        while watch.unpublished("") is None or watch.saved_at <= rolled_back:  # file systems count in ticks
            (console.home / "rules.yaml").touch()
        assert on_save(inbox, watch, now=now()) is not None


def test_a_watch_notices_that_a_missing_file_has_come(console: Console) -> None:
    edit(console, "rules:\n", "include: [luz.yaml]\nrules:\n")
    watch = Watch(console.home / "rules.yaml")
    news = watch.unpublished("")
    assert news is not None and news.fault is not None and "luz.yaml" in news.fault.message
    (console.home / "luz.yaml").write_text("lists: {a: [b]}\n", encoding="utf-8")
    assert watch.unpublished("") == Unpublished()


def test_in_force_publishes_a_home_for_the_first_time(tmp_path: Path) -> None:
    with Inbox.create(tmp_path / "inbox.db") as inbox:
        assert in_force(inbox, tmp_path, by="ana").rules == ()
        (tmp_path / "rules.yaml").write_text(SMALL, encoding="utf-8")
        assert [rule.id for rule in in_force(inbox, tmp_path, by="ana").rules] == ["hoyos"]
        (tmp_path / "rules.yaml").write_text("rules: [", encoding="utf-8")
        assert [rule.id for rule in in_force(inbox, tmp_path, by="ana").rules] == ["hoyos"]
        with pytest.raises(RulesError):
            candidate(tmp_path / "rules.yaml")
        with inbox.reading() as tx:
            assert len(rule_sets(tx)) == 1


def test_the_starter_is_published_and_redecided(tmp_path: Path) -> None:
    with Inbox.create(tmp_path / "inbox.db") as inbox:
        done = put(inbox, candidate(rules.starter()), by="encargada", now=now())
        assert done.changed and done.tests >= 200
        assert redecide(inbox, done.rule_set, by="encargada", now=now()) == 0


def test_schema(console: Console) -> None:
    assert console("rules", "schema").json["properties"]["rules"]


def test_a_running_collect_says_once_that_rules_are_not_published(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    from types import SimpleNamespace

    from social_console.cli.collect import _Rules
    from social_console.rules import load

    path = console.home / "rules.yaml"
    with Inbox.open(console.home / "inbox.db") as inbox:
        settings = SimpleNamespace(rules_file=path, live="", institutions={}, accounts=())
        session: Any = SimpleNamespace(inbox=inbox, rules=load(path), settings=settings)
        watching = _Rules(session, tells=True)
        watching.now()
        assert capsys.readouterr().err == ""
        path.write_text(path.read_text("utf-8") + "\nlists: {unused: [nada]}\n", encoding="utf-8")
        watching.now()
        watching.now()
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_where_nobody_can_be_asked_only_yes_publishes(console: Console) -> None:
    edit(console, "tag: [calles]", "tag: [vías]")
    before = console("rules", "log", "--json").out
    for args in ([], ["--json"]):
        refused = console("rules", "publish", *args)
        assert refused.code == 2 and "--yes" in refused.out + refused.err
    assert console("rules", "log", "--json").out == before
    assert console("rules", "publish", "--yes", "--json").json["published"]


def test_a_correction_of_an_old_mail_becomes_a_test_that_reads_as_the_mail_did(
    console: Console, tmp_path: Path
) -> None:
    old = (now() - timedelta(days=20)).isoformat()
    line = {"id": "9", "text": "Buenas tardes.", "subject": "Un bache", "account": "c@example.org"}
    path = tmp_path / "mail.jsonl"
    path.write_text(json.dumps({"created_at": old, "author": {"handle": "m@example.org"}, **line}), encoding="utf-8")
    assert console("import", str(path), "--live", "--channel", "email").code == 0
    assert console("untag", "4", "calles").code == 0
    assert console("rules", "explain", "4").out.startswith("“Un bache” · “Buenas tardes.”\n  ✓ hoyos")
    (one,) = [json.loads(line) for line in console("rules", "suggest-tests", "--json").out.splitlines()]
    assert (one["subject"], one["channel"], one["expect"]) == ("Un bache", "email", {"no_tags": ["calles"]})
    with (console.home / "rules.yaml").open("a", encoding="utf-8") as file:
        file.write(console("rules", "suggest-tests").out)
    assert "1 of 3 tests fail" in console("rules", "test").out


def test_a_moment_says_in_words_what_its_rules_gave(console: Console) -> None:
    edit(
        console,
        "rules:\n",
        """rules:
  - {id: trial, shadow: true, when: {text: {words: [hoyo]}}, then: {tag: [a, b], priority: low, notify: [ana]}}
""",
    )
    assert console("rules", "publish", "--yes", "--redecide", "open").code == 0
    assert "hoyos: bache ⇒ #calles, owner obras" in console("show", "1").out
    assert "trial: hoyo ⇒ on trial, would give: #a #b, low, tells ana" in console("show", "2").out


def test_what_somebody_else_published_meanwhile_is_not_overwritten_unseen(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(console, "tag: [calles]", "tag: [vías]")

    def meanwhile(_question: str) -> bool:
        other = console.home / "other.yaml"
        other.write_text(SMALL.replace("bache*", "hoyo").replace("un bache", "un hoyo"), encoding="utf-8")
        with Inbox.open(console.home / "inbox.db") as inbox:
            return publish(inbox, other, by="ana").changed

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("social_console.cli.rules_publish.agreed", meanwhile)
    refused = console("rules", "publish")
    assert refused.code == 2 and "gives otherwise" in refused.out and "meanwhile" in refused.err
    assert console("rules", "explain", "--text", "un hoyo", "--json").json["verdict"]["tags"] == ["calles"]


def test_a_no_at_the_terminal_publishes_nothing_and_says_so(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(console, "tag: [calles]", "tag: [vías]")
    before = console("rules", "log", "--json").out
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("social_console.cli.rules_publish.agreed", lambda _question: False)
    refused = console("rules", "publish")
    assert refused.code == 1 and "Nothing was published" in refused.out
    assert console("rules", "log", "--json").out == before


def test_explain_says_what_a_text_gets(console: Console) -> None:
    edit(console, "{tag: [calles], assign: obras}", "{tag: [calles], assign: obras, reply: none, approve: true}")
    told = console("rules", "explain", "--rules", str(console.home / "rules.yaml"), "--text", "un bache").out
    assert "tags: calles · owner: obras · reply owed: no · needs approval · rules " in told


def test_explain_says_as_what_a_moment_was_judged_where_that_was_otherwise(console: Console) -> None:
    assert "otherwise" not in console("rules", "explain", "1").out
    edit(console, "[bache*]", "[hoyo]")
    edit(console, '"un bache"', '"un hoyo"')
    assert console("rules", "publish", "--yes").code == 0
    told = console("rules", "explain", "1").out
    first, now_in_force = (json.loads(line)["hash"][:12] for line in console("rules", "log", "--json").out.splitlines())
    assert f"= no rule fired: default values · rules {now_in_force}" in told
    assert f"≠ it was judged otherwise: tags: calles · owner: obras · rules {first}" in told
    assert console("rules", "explain", "1", "--json").json["judged"]["tags"] == ["calles"]
    assert console("rules", "explain", "1", "--text", "x").code == 2


def test_diff_says_in_words_what_would_change(console: Console) -> None:
    edit(console, "{tag: [calles], assign: obras}", "{tag: [calles], assign: obras, priority: high, reply: none}")
    told = console("rules", "diff").out
    assert "priority: normal → high" in told and "reply owed: yes → no" in told and "priority raised 1" in told
    assert console("rules", "diff", "--json").json["totals"]["raised"] == 1


def test_a_long_rule_set_is_shown_whole(console: Console) -> None:
    shutil.copy(rules.starter(), console.home / "rules.yaml")
    told = console("rules", "publish", "--yes", "--json").json
    shown = console("rules", "show", told["hash"][:12]).out
    assert shown.removeprefix("# rules.yaml\n") == rules.starter().read_text("utf-8")


def test_where_nothing_is_in_force_only_publishing_puts_rules_there(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shown = Console(home)
    assert shown("init", "--yes", "--name", "Ayto").code == 0
    (home / "rules.yaml").write_text(SMALL, encoding="utf-8")
    assert shown("rules", "diff").code == 0
    assert shown("rules", "check", "--since", "30d").code == 0
    assert shown("rules", "publish").code == 2
    assert shown("rules", "log", "--json").out == "", "it was said that nothing was published"
    assert "In force: 1 rule, 2 tests passed" in shown("rules", "publish", "--yes").out


@pytest.mark.parametrize("command", ["diff", "stats", "suggest-tests"])
def test_a_time_out_of_all_measure_is_refused(console: Console, command: str) -> None:
    ran = console("rules", command, "--since", "999999 weeks")
    assert ran.code == 2 and "999999 weeks" in ran.err


def test_a_date_begins_with_the_institution_s_day(console: Console, tmp_path: Path) -> None:
    path = tmp_path / "evening.jsonl"
    evening = {"id": "9", "created_at": "2026-10-01T02:00:00Z", "text": "un bache", "author": {"handle": "nueve"}}
    path.write_text(json.dumps(evening), encoding="utf-8")
    assert console("import", str(path), "--channel", "x", "--account", "ayto").code == 0
    since = [console("rules", "diff", "--since", f"2026-{day}", "--json").json["totals"] for day in ("10-01", "09-30")]
    assert [one["mentions"] for one in since] == [3, 4], "in Santo Domingo it was still September"
