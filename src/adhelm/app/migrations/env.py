"""What Alembic runs: on the connection it is given, in the caller's transaction."""

from typing import Literal

from alembic import context  # noqa: TID253 - only Alembic loads this file
from alembic.autogenerate.api import AutogenContext  # noqa: TID253 - same

from adhelm.core.db import Instant, metadata


def _written(kind: str, thing: object, imports: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(thing, Instant):
        imports.imports.add("from adhelm.core.db import Instant")
        return "Instant()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
    render_item=_written,
    # SQLite can change a table only by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
