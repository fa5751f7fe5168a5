"""Takes own events that are pushed: they land as a file, and are loaded as a book's file is."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import FileReader, FileReport, Hints, Progress, StagedFile, silent
from adhelm.core.ads import Level
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.service import uploading
from adhelm.observe.ingest.service.uploading import Upload
from adhelm.observe.ingest.store import events as store
from adhelm.observe.ingest.types import Imported, Limits, OwnEvent, TwoEvents
from adhelm.observe.warehouse import Warehouse

if TYPE_CHECKING:
    import duckdb

EVENTS = "ingest.own_events"
_FILE = "own-events.ndjson"


def receive_events(
    *,
    principal: Principal,
    warehouse: Warehouse,
    book: str,
    account: str,
    timezone: str,
    events: Sequence[OwnEvent],
) -> Upload:
    """
    Keep events of one account of a book, on disk on return; `timezone` is that of its days.

    Who bought is kept as a hash alone. An event of an id that is known takes its place.

    :raises TwoEvents: if two of them have one id and say different things.
    :raises BadHint: if there is no such time zone.
    :raises Narrowed: if the principal does not see all accounts.
    """
    principal.require(Scope.write)
    hints = hint_rules.of_options({"book": book, "account": account, "timezone": timezone})
    with tempfile.TemporaryDirectory(prefix="adhelm-events-") as folder:
        path = Path(folder) / _FILE
        path.write_text(_lines(events), encoding="utf-8")
        landed = uploading.receive(principal=principal, warehouse=warehouse, path=path)
    return Upload(_FILE, landed.sha256, landed.size, hints)


def import_events(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    upload: Upload,
    limits: Limits,
    job_id: str,
    progress: Progress = silent,
) -> list[Imported]:
    """
    Load events that were received.

    :raises adhelm.observe.warehouse.store.raw.UnknownRaw: if none such have landed.
    """
    reader: FileReader = _Reader()
    return uploading.import_upload(
        principal=principal,
        database=database,
        warehouse=warehouse,
        reader=reader,
        clock=clock,
        upload=upload,
        limits=limits,
        job_id=job_id,
        progress=progress,
    )


class _Reader:
    """Reads what `receive_events` wrote."""

    def stage(
        self, path: Path, *, into: duckdb.DuckDBPyConnection, hints: Hints, progress: Progress
    ) -> StagedFile:
        """Read the events into the staging tables."""
        report = self.inspect(path, hints=hints)
        found = store.stage(
            into, path, book=report.connector, account=report.account_id, zone=report.account_tz
        )
        progress(found.rows, found.rows, "events")
        return StagedFile(
            report=replace(report, currency=found.currencies),
            rows_read=found.rows,
            rows_staged=found.rows,
            rows_rejected=0,
            rows_skipped=0,
            first_day=found.first_day,
            last_day=found.last_day,
            # Amounts of several currencies have no sum.
            sums={"value": None if "," in found.currencies else found.value},
            totals=(),
        )

    def inspect(self, path: Path, *, hints: Hints) -> FileReport:
        """Say what the file is."""
        book = hints.book or ""
        return FileReport(
            file=path.name,
            format="ndjson",
            encoding="utf-8",
            delimiter="",
            platform="own",
            connector=book,
            account_id=hints.account or book,
            level=Level.account,
            grain="day",
            language="en",
            currency="",
            account_tz=hints.timezone or "UTC",
            breakdown="",
            decimal_mark=".",
            date_order="ymd",
            header_line=0,
            columns=(),
            fingerprint=EVENTS,
        )


def _lines(events: Sequence[OwnEvent]) -> str:
    """Return one line per event, in the order of their ids: the same events are the same file."""
    by_id: dict[str, str] = {}
    for one in events:
        line = _line(one)
        if by_id.setdefault(one.id, line) != line:
            raise TwoEvents(f"two events are called '{one.id}'", hint="one id for one event")
    return "".join(f"{by_id[name]}\n" for name in sorted(by_id))


def _line(one: OwnEvent) -> str:
    person = hashlib.sha256(one.person.strip().lower().encode()).hexdigest() if one.person else None
    value = one.value
    if value is not None:
        value = -abs(value) if one.type == "refund" else value
    cells = {
        "event_id": one.id,
        "event_type": one.type,
        "stage": one.stage or None,
        "occurred_at": one.at.astimezone(UTC).isoformat(),
        "order_id": one.order_id or one.id,
        "person": person,
        "value": None if value is None else format(value, "f"),
        "currency": None if value is None else one.currency,
        "click_id_kind": one.click_id_kind or None,
        "click_id": one.click_id or None,
        **{f"utm_{name}": text for name, text in one.utm.items() if text},
    }
    return json.dumps(cells, ensure_ascii=False, sort_keys=True)
