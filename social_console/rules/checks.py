"""Checks that need the whole rule set: names that nobody declares, templates, views, lists that hold themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from social_console.annotate import entry_fault, entry_key
from social_console.i18n import gettext as _
from social_console.rules.differing import written_out
from social_console.rules.excluding import contradictions
from social_console.rules.lists import circles
from social_console.rules.place import Place
from social_console.rules.reading import Reading, cut, did_you_mean, meant_by
from social_console.rules.templates import shortest
from social_console.text import fold_key

if TYPE_CHECKING:
    from social_console.rules.load import Surroundings

Json = Any


def names(reading: Reading) -> None:
    """Every name used must be declared somewhere."""
    for use in reading.uses:
        if not any(use.name in reading.declared.get(kind, ()) for kind in use.kinds):
            if reading.full:
                return
            known = [name for kind in use.kinds for name in reading.declared.get(kind, {})]
            message = _unknown(use.kinds[0], cut(use.name))
            reading.fault("unknown-name", use.place, message, did_you_mean(use.name, known) or _declare_it(use.kinds))


def _unknown(kind: str, name: str) -> str:
    messages = {
        "lists": _("There is no list “{name}”."),
        "calendars": _("There is no calendar “{name}”."),
        "standards": _("There is no standard “{name}”."),
        "templates": _("There is no template “{name}”."),
        "people": _("There is no person and no area “{name}”."),
        "areas": _("There is no area “{name}”."),
        "rules": _("There is no rule “{name}”."),
    }
    return messages[kind].format(name=name)


def _declare_it(kinds: tuple[str, ...]) -> str:
    return _("Declare it under {places}.").format(places=_(" or ").join(f"`{kind}:`" for kind in kinds))


def whole(content: Mapping[str, Json], reading: Reading, surroundings: Surroundings) -> None:
    """Everything else that concerns more than one place."""
    _calendar_needed(content, reading)
    _lists(content.get("lists", {}), reading)
    if not reading.unread:  # the language may be said there
        _own_words(content.get("lexicon", {}), content.get("defaults", {}).get("lang", "es"), reading)
    for name, texts in content.get("templates", {}).items():
        _template(name, texts, reading, surroundings)
    _macro_keys(content.get("macros", {}), reading)
    for rule, when in reading.asked:
        _never(rule, when, content, reading)
    _two_of_one_name(reading)
    _misspelt(reading, surroundings)


def test_places(content: Mapping[str, Json], reading: Reading) -> dict[str, list[list[Json]]]:
    """Rule → file and line of each of its tests; the whole set's under an empty name."""
    groups = {rule["id"]: rule.get("tests", []) for rule in content.get("rules", ())}
    groups[""] = content.get("tests", [])
    return {name: [_mark(test, reading) for test in tests] for name, tests in groups.items() if tests}


def _mark(value: Json, reading: Reading) -> list[Json]:
    place = reading.marks.get(id(value), Place("", 0, 0))
    return [place.file, place.line]


def _declared(reading: Reading, kind: str, name: str) -> Place:
    return reading.declared.get(kind, {}).get(name, Place("", 0, 0))


def _calendar_needed(content: Mapping[str, Json], reading: Reading) -> None:
    calendars = content.get("calendars", {})
    if len(calendars) > 1 and not content.get("defaults", {}).get("calendar"):
        place = _declared(reading, "calendars", next(iter(calendars)))
        names = ", ".join(calendars)
        message = _("There are several calendars ({names}): which one counts?").format(names=names)
        reading.fault("calendar", place, message, _("Name one under `defaults: {{calendar: …}}`.").format())


def _own_words(words: Mapping[str, Json], default: str, reading: Reading) -> None:
    """Each says something to look for, fits what it is said to be, and stands once, however it is written."""
    seen: dict[tuple[str, ...], str] = {}
    for text, one in words.items():
        lang, place = one.get("lang", default), _declared(reading, "lexicon", text)
        wrong = entry_fault(text, lang, one.get("as", "word"))
        if wrong:
            reading.fault("entry", place, _wrong_word(wrong, text), _right_word(wrong))
            continue
        first = seen.setdefault((lang, *entry_key(text, lang)), text)
        if first != text:
            message = _("“{text}” and “{first}” are the same word: accents, capitals and chat spelling do not count.")
            reading.fault("twice", place, message.format(text=cut(text), first=cut(first)))


def _wrong_word(wrong: str, text: str) -> str:
    messages = {
        "nothing": _("“{text}” holds nothing to look for."),
        "several": _("“{text}” is more than one word."),
        "infinitive": _("“{text}” is no verb's dictionary form."),
    }
    return messages[wrong].format(text=cut(text))


def _right_word(wrong: str) -> str:
    remedies = {
        "several": _("Phrases are found as they stand, in Spanish and Portuguese; leave `as` out."),
        "infinitive": _("Write the infinitive: *cobrar*, *perder*, *mentir*."),
    }
    return remedies.get(wrong, "")


def _macro_keys(macros: Mapping[str, Json], reading: Reading) -> None:
    """One key, one macro."""
    taken: dict[str, str] = {}
    for name, macro in macros.items():
        key = macro.get("key")
        if key and taken.setdefault(key, name) != name:
            message = _("“{name}” and “{other}” have the same key, {key}.")
            message = message.format(name=cut(name), other=cut(taken[key]), key=key.upper())
            reading.fault("key", _declared(reading, "macros", name), message)


def _lists(lists: Mapping[str, list[str]], reading: Reading) -> None:
    for name in (one for circle in circles(lists) for one in circle):
        message = _("The list “{name}” holds itself.").format(name=name)
        reading.fault("circle", _declared(reading, "lists", name), message)


_KINDS = ("post", "comment", "message", "article", "form", "call", "visit", "bounce")
_CHANNELS = {"twitter": "x", "correo": "email", "mail": "email", "e-mail": "email", "masto": "mastodon", "rss": "feed"}


def _misspelt(reading: Reading, surroundings: Surroundings) -> None:
    """Names from outside that are nearly those of something that is there. What is like nothing may be there too."""
    names = {**surroundings.names, "kind": _KINDS}
    for what, name, place in reading.called:
        known = names.get(what, ())
        there = {fold_key(one).lstrip("@") for one in known}
        meant = meant_by(name.lstrip("@"), known, _CHANNELS if what == "channel" else None)
        if meant and fold_key(name).lstrip("@") not in there:
            message = _("Nothing here is called “{name}”.").format(name=cut(name))
            remedy = _("Did you mean “{name}”?").format(name=meant)
            reading.fault("unknown-name", place, message, remedy, severity="warning")


def _two_of_one_name(reading: Reading) -> None:
    """An owner is called by a name: a person and an area of one name cannot be told apart."""
    areas = reading.declared.get("areas", {})
    for name in reading.declared.get("people", {}).keys() & areas.keys():
        message = _("“{name}” is a person and an area: who is meant where it stands as an owner?")
        reading.fault("twice", areas[name], message.format(name=cut(name)), severity="warning")


def _never(rule: str, when: Mapping[str, Json], content: Mapping[str, Json], reading: Reading) -> None:
    """Conditions that can never hold together."""
    place = reading.marks.get(id(when), Place("", 0, 0))
    when = written_out(when, content.get("lists", {}))
    for key, values in contradictions(when, content.get("calendars", {})):
        if key == "none":
            message = _("“{rule}” never fires: what it asks for is what its `none` forbids ({values}).")
        else:
            message = _("“{rule}” never fires: `{key}` can never be all of: {values}.")
        message = message.format(rule=rule, key=key, values="; ".join(values))
        reading.fault("contradiction", place, message)


def _template(name: str, texts: Mapping[str, str], reading: Reading, surroundings: Surroundings) -> None:
    """A text in every language in which citizens write, none longer than a channel allows."""
    written = {*texts, *(key for whose, key in reading.places if whose == id(texts))}
    missing = [lang for lang in surroundings.languages if lang not in written] if "" not in texts else []
    if missing:
        message = _("The template “{name}” has no text in: {languages}.").format(
            name=name, languages=", ".join(missing)
        )
        remedy = _("The settings say in which languages citizens write.")
        reading.fault("language", _declared(reading, "templates", name), message, remedy)
    for lang, text in texts.items():
        _too_long(f"{name} {lang}".strip(), text, reading.places[id(texts), lang], reading, surroundings)


def _too_long(name: str, text: str, place: Place, reading: Reading, surroundings: Surroundings) -> None:
    for channel, limit in sorted((surroundings.limits or {}).items()):
        if limit.measure(shortest(text)) > limit.most:
            message = _("The template “{name}” is longer than {channel} allows ({n} characters).")
            message = message.format(name=name, channel=channel, n=limit.most)
            reading.fault("too-long", place, message, _("Shorten it; what its variables bring comes on top."))
