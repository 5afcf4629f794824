"""Faults as other tools read them."""

from __future__ import annotations

from dataclasses import replace

import social_console
from social_console.errors import Fault, Location
from social_console.rules.formats import as_github, as_sarif
from tests.unit.rules import make


def test_faults_for_other_tools() -> None:
    faults = make.faults_of("rules: [{id: a, when: {lang: es}, then: {tag: x, priority: alta}}]")
    (result,) = as_sarif(faults)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 60}
    placed = [replace(faults[0], location=replace(faults[0].location, file=name)) for name in ("a/b c.yaml", "/ñ")]
    results = as_sarif(placed)["runs"][0]["results"]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    assert uris == ["a/b%20c.yaml", "file:///%C3%B1"]
    (line,) = as_github(faults)
    assert line.startswith("::error file=rules.yaml,line=1,col=60::")


def test_sarif_says_what_code_scanners_ask_for() -> None:
    """The rules SARIF1001-2012 and GH1001-2012 of Microsoft's validator, but for a page about the tool: it has none."""
    faults = make.faults_of("rules: [{id: a b, whn: {lang: es}, then: {priority: alta, assign: x}}, {id: a/b}]")
    (run,) = as_sarif(faults)["runs"]
    driver = run["tool"]["driver"]
    assert driver["version"] == driver["semanticVersion"] == social_console.__version__
    assert len(driver["rules"]) == len({fault.code for fault in faults}) > 3
    for rule in driver["rules"]:
        texts = [rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")]
        assert all(text[0] == text[0].upper() and text.endswith((".", "?", "!")) for text in texts), texts
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"].endswith((".", "?", "!", "…"))
    assert as_sarif(())["runs"][0]["results"] == []


def test_github_reads_a_message_and_a_name_whole() -> None:
    """As its documentation has it: %, CR and LF everywhere, and in a property the colon and the comma too."""
    fault = Fault(
        code="x",
        message="50%: a,\r\nb::c",
        location=Location(file="a,b:c%.yaml", line=1, column=2),
        severity="info",
    )
    (line,) = as_github([fault])
    assert line == "::notice file=a%2Cb%3Ac%25.yaml,line=1,col=2::50%25: a,%0D%0Ab::c"
