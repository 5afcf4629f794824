"""A long reply is a numbered thread, one row a part; and what its author had seen of edits and deletions."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = ("thread INTEGER", "part INTEGER", "parts INTEGER", "whole TEXT", "seen_event INTEGER")


def upgrade() -> None:
    """What is here already is in one part; what its author had seen of edits is not known, and asked of nobody."""
    connection = op.get_bind()
    for column in _COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE reply ADD COLUMN {column}")
    connection.exec_driver_sql("CREATE INDEX reply_thread ON reply (thread, part) WHERE thread IS NOT NULL")
