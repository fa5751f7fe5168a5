"""
Writes what waits in a process of its own, to be killed: `publish_once.py HOME NOW ACCOUNT…`.

A character on its output is a step of a call: of its way out, or of its answer's way in.
"""

import logging
import sys
from datetime import datetime
from pathlib import Path

from tests.homes import database_of
from tests.observe.ingest.stage import platforms

from adhelm.act import publishing
from adhelm.connectors import tiktok
from adhelm.core.clock import SetClock
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import open_warehouse


class Steps(logging.Handler):
    """Tells who reads this process's output of each step of a call as it is taken."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stdout.write(".")
        sys.stdout.flush()


def main(home: Path, now: datetime, accounts: list[str]) -> None:
    database = database_of(home)
    clock = SetClock(now)
    desk = publishing.Desk(
        database,
        open_warehouse(
            location=str(home / "warehouse"), database=database, clock=clock,
            memory_limit="512MB", threads=1,
        ),
        platforms(clock, {"tiktok": tiktok.CONNECTOR}, []),
        Keyring.from_file(home / "secret.key"),
        clock,
        pause=lambda _: None,
    )  # fmt: skip
    steps = logging.getLogger("httpcore")
    steps.setLevel(logging.DEBUG)
    steps.addHandler(Steps())
    for account in accounts:
        publishing.write(
            principal=publishing.publisher("acme"), desk=desk, connector="tiktok",
            account_id=account,
        )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3:])
