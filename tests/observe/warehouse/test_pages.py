"""Pages as platforms sent them: kept, read back, and refused if they were changed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import PageHead

BODIES = (b'{"rows": [1]}', b"", b"two\nlines\x00" + bytes(range(256)) * 4000)


def land(warehouse: Warehouse, principal: Principal, *numbers: int) -> str:
    folder = warehouses.page_folder(
        principal=principal, day=date(2026, 3, 1), connector="meta", account_id="1/2",
        stream="ad_daily", fetch_id="f1",
    )  # fmt: skip
    for number in numbers:
        body = BODIES[number - 1]
        head = PageHead(
            "f1", "meta", "1/2", "ad_daily", date(2026, 2, 1), None, number,
            cursor=None if number == len(BODIES) else f"after {number}",
            fetched_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
            sha256=warehouses.page_digest(body),
        )  # fmt: skip
        warehouses.land_page(warehouse, principal=principal, folder=folder, head=head, body=body)
    return folder


class TestLandedPages:
    def test_come_back_in_order_as_they_were(self, warehouse: Warehouse, principal: Principal):
        folder = land(warehouse, principal, 1, 2, 3)
        found = list(warehouses.landed_pages(warehouse, principal=principal, folder=folder))
        assert tuple(body for _, body in found) == BODIES
        assert [head.cursor for head, _ in found] == ["after 1", "after 2", None]
        assert found[0][0].start == date(2026, 2, 1)
        assert "2026-03-01/meta" in folder

    def test_end_where_one_is_missing(self, warehouse: Warehouse, principal: Principal):
        folder = land(warehouse, principal, 1, 3)
        found = warehouses.landed_pages(warehouse, principal=principal, folder=folder)
        assert [head.number for head, _ in found] == [1]

    def test_are_none_before_any_landed(self, warehouse: Warehouse, principal: Principal):
        folder = land(warehouse, principal)
        assert list(warehouses.landed_pages(warehouse, principal=principal, folder=folder)) == []

    def test_are_refused_if_they_were_changed(self, warehouse: Warehouse, principal: Principal):
        folder = land(warehouse, principal, 1)
        (file,) = Path(warehouse.storage.uri(folder)).iterdir()
        file.write_bytes(file.read_bytes()[:-3])
        with pytest.raises(Exception, match="damaged") as caught:
            list(warehouses.landed_pages(warehouse, principal=principal, folder=folder))
        assert getattr(caught.value, "code", "") == "warehouse.page_damaged"
