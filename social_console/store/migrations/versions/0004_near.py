"""Near-duplicates: the two keys of each text that began a group; what is here already keeps its groups."""

from __future__ import annotations

from alembic import op

from social_console.repeats import ends, telling

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


_FIRST = "SELECT min(id), text FROM mention WHERE fingerprint IS NOT NULL GROUP BY fingerprint, institution"


def upgrade() -> None:
    """The first text of each group gets its keys."""
    connection = op.get_bind()
    for end in ("head", "tail"):
        connection.exec_driver_sql(f"ALTER TABLE mention ADD COLUMN {end} BIGINT")
    firsts = ((id_, ends(telling(text))) for id_, text in connection.exec_driver_sql(_FIRST).all())
    found = [(*pair, id_) for id_, pair in firsts if pair is not None]
    if found:
        connection.exec_driver_sql("UPDATE mention SET head = ?, tail = ? WHERE id = ?", found)
    for end in ("head", "tail"):
        connection.exec_driver_sql(
            f"CREATE INDEX mention_{end} ON mention ({end}, institution, id) WHERE {end} IS NOT NULL"
        )
