"""rules.yaml: loaded with every fault at its place, decided purely, explained clause by clause (DESIGN 6).

rule_set = rules.load(path)                         a file, or RulesError with all its faults
rule_set = rules.from_meaning(meaning, hash)        what an inbox kept
verdict  = rules.decide(rule_set, mention, annotation, context)
"""

from social_console.rules.compile import empty, from_meaning, hash_of
from social_console.rules.decide import decide
from social_console.rules.explain import Explanation, Missed, explain
from social_console.rules.load import Limit, Loaded, Surroundings, check, examine, load, read, refusal
from social_console.rules.record import context_as_json, context_from_json, verdict_as_json, verdict_from_json
from social_console.rules.ruleset import Area, Defaults, Escalation, Macro, Person, Rule, RuleSet, View
from social_console.rules.starter import schema, schema_text, starter, starter_files, starter_languages
from social_console.rules.templates import Rendered, render
from social_console.rules.testing import TestResult, run_tests

__all__ = [
    "Area",
    "Defaults",
    "Escalation",
    "Explanation",
    "Limit",
    "Loaded",
    "Macro",
    "Missed",
    "Person",
    "Rendered",
    "Rule",
    "RuleSet",
    "Surroundings",
    "TestResult",
    "View",
    "check",
    "context_as_json",
    "context_from_json",
    "decide",
    "empty",
    "examine",
    "explain",
    "from_meaning",
    "hash_of",
    "load",
    "read",
    "refusal",
    "render",
    "run_tests",
    "schema",
    "schema_text",
    "starter",
    "starter_files",
    "starter_languages",
    "verdict_as_json",
    "verdict_from_json",
]
