"""The landing of platforms' answers: a compressed object per page, with where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import orjson

from adhelm.core.errors import Invalid
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.storage import Storage, safe
from adhelm.observe.warehouse.types import PageHead

_SUFFIX = ".page.zst"


class PageDamaged(Invalid):
    """A landed page is not what was written."""

    code = "warehouse.page_damaged"


def folder(
    workspace_id: str, day: date, *, connector: str, account_id: str, stream: str, fetch_id: str
) -> str:
    """Return where the pages of a fetch that began on `day` (UTC) lie."""
    parts = (connector, account_id, stream, fetch_id)
    return f"pages/{safe(workspace_id)}/{day:%Y-%m-%d}/" + "/".join(map(safe, parts))


def keep(warehouse: Warehouse, place: str, head: PageHead, body: bytes) -> None:
    """
    Write a page. It appears whole, or not at all, and outlives this process.

    Should the machine stop before `settle`, it may be damaged or gone.
    """
    import pyarrow as pa

    packed = pa.Codec("zstd").compress(orjson.dumps(head) + b"\n" + body, asbytes=True)
    name = f"{place}/{head.number:06d}{_SUFFIX}"
    with warehouse.storage.writing(name, to_stay=False) as final:
        final.write_bytes(packed)


def settle(warehouse: Warehouse, places: Iterable[str]) -> None:
    """Bring the pages of fetches to disk to stay, all at once."""
    warehouse.storage.settle(places)


def kept(warehouse: Warehouse, place: str) -> Iterator[tuple[PageHead, bytes]]:
    """
    Yield the pages of a fetch in order, up to the first that is missing.

    :raises PageDamaged: if one is not what was written.
    """
    names = sorted(_names(warehouse.storage, place))
    for number, name in enumerate(names, 1):
        if not name.endswith(f"/{number:06d}{_SUFFIX}"):
            return
        yield _read(warehouse.storage, name)


def digest(body: bytes) -> str:
    """Return the hash by which a page's body is known."""
    return hashlib.sha256(body).hexdigest()


def _names(storage: Storage, place: str) -> Iterator[str]:
    if storage.exists(place):
        for found in storage.list(place):
            if found.path.endswith(_SUFFIX):
                yield found.path


def _read(storage: Storage, name: str) -> tuple[PageHead, bytes]:
    import pyarrow as pa

    try:
        with storage.reading(name) as handle, pa.CompressedInputStream(handle, "zstd") as opened:
            line, _, body = opened.read().partition(b"\n")
        head = _head(orjson.loads(line))
    except (OSError, ValueError) as error:
        raise _damaged(name) from error
    if digest(body) != head.sha256:
        raise _damaged(name)
    return head, body


def _damaged(name: str) -> PageDamaged:
    hint = "restore it from a backup, or fetch those days anew with `adhelm source backfill`"
    return PageDamaged(f"the landed page {name} is damaged", hint=hint)


def _head(about: dict[str, object]) -> PageHead:
    days = {
        name: date.fromisoformat(str(about[name])) if about[name] else None
        for name in ("start", "end")
    }
    at = datetime.fromisoformat(str(about["fetched_at"]))
    return PageHead(**{**about, **days, "fetched_at": at})  # type: ignore[arg-type]  # written above
