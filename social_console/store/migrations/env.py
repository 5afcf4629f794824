"""Run by Alembic: migrates the connection that `schema.migrate` holds in its own transaction."""

from __future__ import annotations

from alembic import context

from social_console.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
