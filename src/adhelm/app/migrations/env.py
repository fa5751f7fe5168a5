"""What Alembic runs: on the connection it is given, in the caller's transaction."""

from alembic import context  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
    # SQLite can change a table only by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
