"""Write the next step: `python -m adhelm.app.migrations revision "message"`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from adhelm.app.migrations import config, import_tables, migrate, revisions
from adhelm.core.db import Database


def revision(message: str) -> str:
    """Compare the tables with what the steps so far make of an empty database; write the rest."""
    from alembic import command

    import_tables()
    number = f"{len(revisions()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        migrate(database)
        with database.transaction() as connection:
            command.revision(config(connection), message, autogenerate=True, rev_id=number)
        database.close()
    (written,) = (Path(__file__).parent / "versions").glob(f"{number}_*.py")
    written.write_text(re.sub(r" +# ### .* ###\n", "", written.read_text("utf-8")), "utf-8")
    return number


def main(arguments: list[str]) -> int:
    """Run the command line; return its exit code."""
    match arguments:
        case ["revision", message] if re.search(r"\w", message):
            sys.stdout.write(f"step {revision(message)} written to {Path(__file__).parent}\n")
            return 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
