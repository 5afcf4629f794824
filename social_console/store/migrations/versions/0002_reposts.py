"""What a mention shares with its reposts: a column with its index, filled in for what is here already."""

from __future__ import annotations

from alembic import op

from social_console.text import fingerprint

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Inbound mentions only: what the institution says itself is no repost."""
    connection = op.get_bind()
    connection.exec_driver_sql("ALTER TABLE mention ADD COLUMN fingerprint BIGINT")
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 (for the type checker)
    driver.create_function("fingerprint", 1, fingerprint, deterministic=True)
    connection.exec_driver_sql("UPDATE mention SET fingerprint = fingerprint(text) WHERE direction = 'in'")
    connection.exec_driver_sql(
        "CREATE INDEX mention_similar ON mention (fingerprint, institution, moment) WHERE fingerprint IS NOT NULL"
    )
