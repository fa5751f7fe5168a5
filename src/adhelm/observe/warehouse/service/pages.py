"""Keeps platforms' answers as they came, so that a mended mapping can be applied to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.store import pages
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import PageHead


def page_folder(
    *,
    principal: Principal,
    day: date,
    connector: str,
    account_id: str,
    stream: str,
    fetch_id: str,
) -> str:
    """Return where the pages of a fetch that began on `day` (UTC) are to lie."""
    return pages.folder(
        principal.workspace_id,
        day,
        connector=connector,
        account_id=account_id,
        stream=stream,
        fetch_id=fetch_id,
    )


def land_page(
    warehouse: Warehouse, *, principal: Principal, folder: str, head: PageHead, body: bytes
) -> None:
    """Keep one page, compressed; it outlives this process, and after `settle_pages` any crash."""
    principal.require(Scope.write)
    pages.keep(warehouse, folder, head, body)


def settle_pages(warehouse: Warehouse, *, principal: Principal, folders: Iterable[str]) -> None:
    """Bring the pages of fetches to disk to stay."""
    principal.require(Scope.write)
    pages.settle(warehouse, folders)


def landed_pages(
    warehouse: Warehouse, *, principal: Principal, folder: str
) -> Iterator[tuple[PageHead, bytes]]:
    """
    Yield the pages of a fetch in order; none if nothing landed.

    :raises adhelm.observe.warehouse.store.pages.PageDamaged: if one is not what was written.
    """
    principal.require(Scope.read)
    yield from pages.kept(warehouse, folder)


def page_digest(body: bytes) -> str:
    """Return the hash that a page's head carries of its body."""
    return pages.digest(body)
