"""What a file is checked against besides itself: the channels that templates go out by, the citizens' languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from social_console.errors import Fault
from social_console.rules import Limit, Surroundings, read

LONG = "a" * 290
FILE = f"""
templates:
  short: {{es: "Gracias{{author.first_name:, {{}}}}.", en: "Thanks."}}
  long: {{es: "{LONG}{{author.first_name|vecino de toda la vida}}", en: "ok"}}
"""


def faults(surroundings: Surroundings) -> tuple[Fault, ...]:
    """Of the file there."""
    return read(Path("rules.yaml"), texts={"rules.yaml": FILE}, surroundings=surroundings).faults


def test_a_template_longer_than_a_channel_allows_is_a_fault_with_its_place() -> None:
    limits = {"bluesky": Limit(300), "x": Limit(280), "mail": Limit(10_000)}
    (fault,) = faults(Surroundings(limits=limits))
    assert (fault.code, fault.severity, fault.location.line) == ("too-long", "error", 4)
    assert "long es" in fault.message and "x" in fault.message and "280" in fault.message
    line, caret = fault.excerpt.splitlines()
    assert line[caret.index("^") :].startswith('"aaa')


def test_a_channel_measures_in_its_own_unit() -> None:
    twice = Limit(300, lambda text: 2 * len(text))
    assert [fault.code for fault in faults(Surroundings(limits={"x": twice}))] == ["too-long"]


def test_a_template_without_a_text_in_a_language_of_the_citizens_is_told() -> None:
    found = faults(Surroundings(languages=("es", "pt")))
    assert [(fault.code, fault.severity) for fault in found] == [("language", "error")] * 2
    assert faults(Surroundings(languages=("es", "en"))) == ()


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("{channel: twitter}", "x"),
        ("{channel: mastodont}", "mastodon"),
        ("{channel: X}", ""),
        ("{channel: linkedin}", ""),
        ("{account: alcaldía_valle}", ""),
        ("{account: '@alcaldia_vale'}", "alcaldia_valle"),
        ("{institution: alcadia}", "alcaldia"),
        ("{kind: mensage}", "message"),
        ("{kind: submission}", ""),
        ("{kind: story}", ""),
    ],
)
def test_a_name_that_is_nearly_one_of_ours_is_told(when: str, meant: str) -> None:
    names = {"channel": ("x", "mastodon"), "account": ("alcaldia_valle",), "institution": ("alcaldia",)}
    text = f"rules: [{{id: a, when: {when}, then: {{tag: t}}}}]"
    found = read(Path("rules.yaml"), texts={"rules.yaml": text}, surroundings=Surroundings(names=names)).faults
    assert [fault.severity for fault in found] == (["warning"] if meant else [])
    assert all(meant in fault.remedy for fault in found)
