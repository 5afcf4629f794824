"""The operators' verbs: claim, assign, tag, reply, note, snooze, close …; each returns its undo."""

from social_console.desk.acting import HOWS, OUTCOMES, REASONS
from social_console.desk.costs import budget_words
from social_console.desk.desk import Desk
from social_console.desk.drafting import news_words
from social_console.desk.filling import unresolved
from social_console.desk.limits import must_be_written
from social_console.desk.values import ColleagueDraft, Composing, Done, Linked
from social_console.desk.when import parse_when

__all__ = [
    "HOWS",
    "OUTCOMES",
    "REASONS",
    "ColleagueDraft",
    "Composing",
    "Desk",
    "Done",
    "Linked",
    "budget_words",
    "must_be_written",
    "news_words",
    "parse_when",
    "unresolved",
]
