"""The first schema."""

from __future__ import annotations

from alembic import op

from social_console.store.tables import SQLModel

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    SQLModel.metadata.create_all(op.get_bind())
    op.execute(
        "CREATE VIRTUAL TABLE mention_search USING fts5("
        "text, subject, author, content='', tokenize=\"unicode61 remove_diacritics 2\")"
    )
    op.execute("INSERT INTO counter (name, value) VALUES ('moments', 0)")
