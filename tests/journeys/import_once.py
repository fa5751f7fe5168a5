"""Imports one file in a process of its own, to be killed: `import_once.py HOME FILE [die]`."""

import os
import sys
from pathlib import Path

from tests.homes import database_of
from tests.observe.ingest import samples

from adhelm.connectors.contract import Progress, silent
from adhelm.connectors.files import ExportReader
from adhelm.core.clock import SystemClock
from adhelm.core.principal import local
from adhelm.observe.ingest import import_paths
from adhelm.observe.warehouse import open_warehouse


def die(done: int, total: int | None, what: str) -> None:
    """End as a killed process does, in the middle of reading."""
    os._exit(9)


def main(home: Path, file: str, progress: Progress = silent) -> None:
    database = database_of(home)
    clock = SystemClock()
    warehouse = open_warehouse(
        location=str(home / "warehouse"),
        database=database,
        clock=clock,
        memory_limit="512MB",
        threads=1,
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    import_paths(
        principal=local("acme"),
        database=database,
        warehouse=warehouse,
        reader=ExportReader(),
        clock=clock,
        paths=[file],
        hints=samples.HINTS,
        progress=progress,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], die if "die" in sys.argv[3:] else silent)
