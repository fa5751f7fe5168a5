"""Imports one file in a process of its own, to be killed: `import_once.py HOME FILE`."""

import sys
from pathlib import Path

from tests.observe.ingest import samples

from adhelm.connectors.files import ExportReader
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.observe.ingest import import_paths
from adhelm.observe.warehouse import open_warehouse


def main(home: Path, file: str) -> None:
    database = Database(f"sqlite:///{home / 'adhelm.db'}")
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
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
