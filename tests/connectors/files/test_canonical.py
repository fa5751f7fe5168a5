"""Tables in our own columns: what all rows share is kept once, and never taken for granted."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.files.client.table import edge_rows

_HEADER = "date,platform,account_id,level,entity_id,currency,account_tz,clicks,impressions,spend\n"
_LONG = 20_000
"""Rows enough that the middle ones are neither among the first nor the last that are looked at."""


def _line(
    number: int,
    *,
    platform: str = "meta",
    account: str = "1",
    currency: str = "EUR",
    clicks: int = 1,
) -> str:
    return f"2026-03-01,{platform},{account},ad,e{number},{currency},UTC,{clicks},9,1.25\n"


def _file(**odd: Any) -> str:
    """Write a long file of which one row in the middle differs."""
    lines = [_line(number) for number in range(_LONG)]
    lines[_LONG // 2] = _line(_LONG // 2, **odd)
    return _HEADER + "".join(lines)


class TestALongCanonicalFile:
    def test_shows_what_all_rows_share_in_every_row(self, staging: Any) -> None:
        staged = staging.read(_file())

        assert staging.rows(
            "SELECT connector, platform, account_id, currency, count(*), sum(spend) FROM facts "
            "GROUP BY ALL"
        ) == [("meta", "meta", "1", "EUR", _LONG, Decimal("25000.000000000"))]
        assert (staged.rows_read, staged.rows_staged) == (_LONG, _LONG)

    def test_keeps_a_row_in_the_middle_that_differs(self, staging: Any) -> None:
        staged = staging.read(_file(platform="tiktok", account="2", currency="USD"))

        odd = staging.rows(
            "SELECT connector, account_id, currency FROM facts WHERE platform <> 'meta'"
        )
        assert odd == [("tiktok", "2", "USD")]
        assert staged.rows_staged == _LONG
        assert staged.report.account_id == "1,2"

    def test_quarantines_a_bad_row_with_its_line(self, staging: Any) -> None:
        staged = staging.read(_file(clicks=-1))

        assert staging.rows("SELECT line, code FROM quarantine") == [
            (_LONG // 2 + 2, "number.negative")
        ]
        assert staging.one("SELECT count(*) FROM facts") == staged.rows_staged == _LONG - 1

    def test_quarantines_a_platform_of_one_row_that_is_none(self, staging: Any) -> None:
        staging.read(_file(platform="myspace"))

        assert staging.rows("SELECT line, code FROM quarantine") == [
            (_LONG // 2 + 2, "platform.unknown")
        ]
        assert staging.rows("SELECT DISTINCT platform FROM facts") == [("meta",)]

    def test_is_added_to_what_the_staging_area_holds(self, staging: Any) -> None:
        staging.rows("INSERT INTO facts (entity_id) VALUES ('before')")

        staging.read(_HEADER + _line(1))

        assert staging.rows("SELECT entity_id FROM facts ORDER BY 1") == [("before",), ("e1",)]


@given(rows=st.integers(1, 40), skip=st.integers(0, 2))
def test_edge_rows_are_rows_of_the_file(rows: int, skip: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("edges") / "file.csv"
    path.write_text("".join(f"{number};x\n" for number in range(rows)), encoding="utf-8")

    found = edge_rows(path, delimiter=";", skip=skip, width=2)

    assert all(row in [[str(number), "x"] for number in range(skip, rows)] for row in found)
