"""The tables, as SQLModel classes: what a column is called is known in `store/` only.

Reading and bulk writing name the columns in SQL, so that they start fast and run fast; tests hold both, and the
migrations, to the same schema.
"""

from sqlmodel import SQLModel

from .books import (
    CounterRow,
    EventRow,
    EventTextRow,
    FactRow,
    GapRow,
    QuarantineRow,
    ReplyRow,
    RuleSetRow,
    StreamRow,
    TermRow,
)
from .threads import (
    AliasRow,
    MentionRow,
    MomentRow,
    RedecisionRow,
    RevisionRow,
    RouteRow,
    TagRow,
)

metadata = SQLModel.metadata
"""All tables; what Alembic compares a file with."""

__all__ = [
    "AliasRow",
    "CounterRow",
    "EventRow",
    "EventTextRow",
    "FactRow",
    "GapRow",
    "MentionRow",
    "MomentRow",
    "QuarantineRow",
    "RedecisionRow",
    "ReplyRow",
    "RevisionRow",
    "RouteRow",
    "RuleSetRow",
    "StreamRow",
    "TagRow",
    "TermRow",
    "metadata",
]
