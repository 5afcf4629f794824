"""The action table: every verb once, for keys, palette, `:` line, commands and help.

Light to import: the store and the desk load only when a verb runs.
"""

from social_console.verbs.line import find, parse, read, usage
from social_console.verbs.macros import macro_named, macros
from social_console.verbs.table import BY_KEY, BY_NAME, VERBS
from social_console.verbs.verb import Param, Values, Verb

__all__ = [
    "BY_KEY",
    "BY_NAME",
    "VERBS",
    "Param",
    "Values",
    "Verb",
    "find",
    "macro_named",
    "macros",
    "parse",
    "read",
    "usage",
]
