"""`adhelm source add drop`: places where files are dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from adhelm.connectors.contract import Hints
from adhelm.core import clock as clocks
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.connecting import add
from adhelm.observe.ingest.cli.root import Every, hint_options


@command("drop", parent=add)
@click.argument("name")
@click.argument("url")
@click.option("--every", type=Every(), help="How often a worker looks there: 15m, 1h, 1d.")
@hint_options
def add_drop(shell: Shell, *, name: str, url: str, every: timedelta | None, said: Hints) -> None:
    """
    Watch a folder, s3://bucket/path, gs://bucket/path or sftp://user@host/path.

    Or GA4's export in BigQuery, bigquery://project/analytics_1234. What is said of its files here
    holds for all of them.
    """
    clock: Any = clocks.Clock
    ingest.add_drop(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=shell.services.get(clock),
        name=name,
        url=url,
        every=every,
        hints=said,
    )
    runs = f"a worker looks there every {every}" if every else "nothing runs by itself"
    shell.terminal.note(f"watching '{name}': {runs}; now: adhelm source sync {name}")
