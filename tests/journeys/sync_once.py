"""Syncs once in a process of its own, to be killed: `sync_once.py HOME NOW PAGE_SIZE`."""

import sys
from datetime import datetime
from pathlib import Path

from tests.homes import database_of
from tests.observe.ingest import little
from tests.observe.ingest.stage import platforms

from adhelm.core.clock import SetClock
from adhelm.core.principal import local
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest import sync
from adhelm.observe.warehouse import open_warehouse


def main(home: Path, now: datetime, page_size: int) -> None:
    database = database_of(home)
    clock = SetClock(now)
    warehouse = open_warehouse(
        location=str(home / "warehouse"),
        database=database,
        clock=clock,
        memory_limit="512MB",
        threads=1,
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sync(
        principal=local("acme"),
        database=database,
        warehouse=warehouse,
        platforms=platforms(clock, {"tiktok": little.connector(page_size)}, []),
        keyring=Keyring.from_file(home / "secret.key"),
        clock=clock,
        only=["campaigns", "campaign_daily", "ad_daily"],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
