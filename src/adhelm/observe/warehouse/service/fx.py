"""Exchange rates: loaded from a file or an address, and the rate of any day."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from adhelm.core.ads import Period, currency
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse.logic import rates as logic
from adhelm.observe.warehouse.service.publishing import carry_out
from adhelm.observe.warehouse.service.snapshots import Snapshot
from adhelm.observe.warehouse.store import fx
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.plans import Plan
from adhelm.observe.warehouse.types import Batch, Fixing, Published, Rate

ECB = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
"""The European Central Bank's reference rates since 1999."""
_MOST_BYTES = 64 * 1024**2


def load_rates(
    warehouse: Warehouse,
    *,
    principal: Principal,
    batch_id: str,
    path: Path | None = None,
    url: str | None = None,
    rows: Sequence[Fixing] = (),
    base: str = "EUR",
    allow: Sequence[str] = (),
) -> Published:
    """
    Keep exchange rates from a file, an address or rows; one already known is replaced.

    A wide table holds units per one `base`. `allow` is the setting `outbound.allow`.
    :raises adhelm.observe.warehouse.logic.rates.BadRates: if the rates cannot be read.
    """
    principal.require(Scope.write)
    found = list(rows)
    if path is not None:
        found += logic.read(text_of(path.read_bytes(), path.name), source=path.name, base=base)
    if url is not None:
        name = "ecb" if url == ECB else url.rpartition("/")[2].partition("?")[0] or url
        found += logic.read(text_of(_fetched(url, allow), name), source=name, base=base)
    kept = logic.check(found)
    stamps = {
        "workspace_id": principal.workspace_id,
        "batch_id": batch_id,
        "ingested_at": warehouse.clock.now(),
    }

    def plan(head: Mapping[str, int]) -> Plan:
        workspace = principal.workspace_id
        return fx.plan_load(warehouse, kept, workspace_id=workspace, stamps=stamps, base=head)

    batch = Batch(batch_id, source_id="rates", what=f"{len(kept):,} exchange rates")
    if not kept:
        raise logic.BadRates("there are no rates to load", hint="name a file or an address")
    done, version = carry_out(
        warehouse, workspace_id=principal.workspace_id, batch=batch, plan=plan
    )
    published = Published(
        batch_id=batch_id,
        data_version=version,
        changed_data=any(done.changes.values()),
        added=done.added,
        changed=done.changed,
        unchanged=done.unchanged,
        removed=0,
        restated=0,
        merged=len(found) - len(kept),
        quarantined=0,
    )
    if published.changed_data:
        _note(warehouse, principal, published)
    return published


def rates(snapshot: Snapshot, *, quote: str, bases: Sequence[str], period: Period) -> list[Rate]:
    """
    Return what one unit of each base costs in `quote` on each local day of a period.

    A day takes the last fixing on or before it, at most seven days old; two currencies without
    one of their own meet through the euro. Days without a rate are left out.
    """
    codes = sorted({currency(code) for code in (quote, logic.PIVOT, *bases)})
    first, last = logic.needed_days(period)
    found = fx.fixings(
        snapshot.warehouse, snapshot.files("fx_rates"), currencies=codes, first=first, last=last
    )
    wanted = [currency(code) for code in bases]
    return logic.Rates(found).over(period, wanted, currency(quote))


def rate_on(snapshot: Snapshot, *, day: date, base: str, quote: str) -> Rate:
    """
    Return what one unit of `base` costs in `quote` on a day.

    :raises adhelm.observe.warehouse.logic.rates.MissingRate: if there is none.
    """
    found = rates(snapshot, quote=quote, bases=[base], period=Period.closed(day, day))
    if not found:
        raise logic.missing(day, currency(base), currency(quote))
    return found[0]


def fixings(
    snapshot: Snapshot, *, currencies: Sequence[str] | None = None, period: Period | None = None
) -> list[Fixing]:
    """Return the fixings as published, oldest first."""
    bounds = {"first": period.start, "last": period.last} if period else {}
    return fx.fixings(
        snapshot.warehouse, snapshot.files("fx_rates"), currencies=currencies, **bounds
    )


def _note(warehouse: Warehouse, principal: Principal, published: Published) -> None:
    told = {"added": published.added, "changed": published.changed}
    with warehouse.database.durable() as connection:
        audit.record(
            connection,
            principal=principal,
            clock=warehouse.clock,
            action="warehouse.load_rates",
            subject=f"rates:{published.batch_id}",
            after={**told, "data_version": published.data_version},
        )


def _fetched(url: str, allow: Sequence[str]) -> bytes:
    from adhelm.core import http

    with http.client(allow=allow, max_bytes=_MOST_BYTES) as client:
        answer = client.get(url)
        answer.raise_for_status()
        return bytes(answer.content)


def text_of(data: bytes, name: str) -> str:
    """
    Return the text of a file, or of the one within a zip.

    :raises BadRates: if it is neither.
    """
    if zipfile.is_zipfile(io.BytesIO(data)):
        data = _unzipped(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise logic.BadRates(f"{name} is no UTF-8 text", hint="a CSV, or a zip of one") from error


def _unzipped(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
            if len(inside) != 1 or inside[0].file_size > _MOST_BYTES:
                raise logic.BadRates(f"{name} holds not one file of at most 64 MiB", hint="one CSV")
            return archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise logic.BadRates(f"{name} is a broken zip", hint="a CSV, or a zip of one") from error
