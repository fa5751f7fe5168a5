"""The client's own books, read through the door of all files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.connectors.contract import Ambiguous, Hints, silent
from adhelm.connectors.files import ExportReader
from adhelm.connectors.files.connector.books.words import plain
from adhelm.core.errors import AdhelmError
from adhelm.core.tables import STAGED

ORDERS = Hints(book="orders", account="shop", currency="EUR", timezone="Europe/Berlin")
CLICKED = "/?utm_source=google&utm_campaign=Brand%20DE&gclid=Cj0K"
SHOP = f"""Order ID,Created At,Total,Refunded Amount,Email,Landing Site
1001,2026-11-01 23:30:00 +0000,59.90,,Ada@Example.com,{CLICKED}
1002,2026-11-02 10:00:00,20.00,5.00,,
1003,2026-11-02 11:00:00,10.00,,,"https://shop.example/?fbclid=IwAR1&utm_id=120210"
"""


def area() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in STAGED:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.staged)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
    return connection


def staged(path: Path, hints: Hints):
    connection = area()
    report = ExportReader().stage(path, into=connection, hints=hints, progress=silent)
    rows = connection.sql("SELECT * FROM own_events ORDER BY event_id").to_arrow_table()
    return report, rows.to_pylist(), connection


def written(folder: Path, text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


class TestOrders:
    def test_become_purchases_and_refunds_on_the_books_own_days(self, tmp_path: Path):
        report, rows, _ = staged(written(tmp_path, SHOP), ORDERS)

        assert [(row["event_id"], row["event_type"], row["value"]) for row in rows] == [
            ("1001", "purchase", Decimal("59.90")),
            ("1002", "purchase", Decimal("20.00")),
            ("1002:refund", "refund", Decimal("-5.00")),
            ("1003", "purchase", Decimal("10.00")),
        ]
        # 23:30 UTC on the first is half past midnight on the second in Berlin.
        assert rows[0]["date"] == date(2026, 11, 2)
        assert report.sums["value"] == Decimal("84.90")
        assert {row["currency"] for row in rows} == {"EUR"}

    def test_carry_the_click_and_the_campaign_that_led_there(self, tmp_path: Path):
        _, rows, _ = staged(written(tmp_path, SHOP), ORDERS)

        first, last = rows[0], rows[-1]
        assert (first["click_id_kind"], first["click_id"]) == ("gclid", "Cj0K")
        assert (first["utm_source"], first["utm_campaign"]) == ("google", "Brand DE")
        assert (last["click_id_kind"], last["utm_id"]) == ("fbclid", "120210")

    def test_hide_who_bought(self, tmp_path: Path):
        _, rows, _ = staged(written(tmp_path, SHOP), ORDERS)

        assert rows[0]["person"] is not None
        assert len(rows[0]["person"]) == 64
        everything = str(rows).lower()
        assert "ada@example.com" not in everything

    def test_are_read_the_same_in_any_encoding_and_delimiter(self, tmp_path: Path):
        plain_rows = staged(written(tmp_path, SHOP), ORDERS)[1]
        tabbed = SHOP.replace(",", "\t").replace('"', "")
        wide = written(tmp_path, tabbed, "wide.csv", encoding="utf-16")

        assert staged(wide, ORDERS)[1] == plain_rows

    def test_count_the_lines_of_one_order_once(self, tmp_path: Path):
        lines = "Name,Created at,Total,Lineitem name\n#1,2026-11-01,30.00,Tea\n#1,2026-11-01,,Pot\n"
        _, rows, _ = staged(written(tmp_path, lines), ORDERS)

        assert [(row["event_id"], row["value"]) for row in rows] == [("#1", Decimal("30.00"))]

    def test_leave_out_what_was_cancelled(self, tmp_path: Path):
        lines = (
            "Name,Created at,Total,Financial Status\n"
            "#1,2026-11-01,30.00,paid\n"
            "#2,2026-11-01,9,voided\n"
        )
        _, rows, _ = staged(written(tmp_path, lines), ORDERS)

        assert [row["event_id"] for row in rows] == ["#1"]

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("1,yesterday,5.00,EUR", "date.unreadable"),
            ("1,2026-11-01,NaN,EUR", "number.unreadable"),
            ("1,2026-11-01,1e3,EUR", "number.unreadable"),
            ('1,2026-11-01,"1.234,50",EUR', "number.unreadable"),
            ("1,2026-11-01,5.00,XXX", "currency.unknown"),
            (",2026-11-01,5.00,EUR", "id.missing"),
        ],
    )
    def test_put_what_cannot_be_read_into_quarantine(self, tmp_path: Path, line: str, code: str):
        text = f"order_id,created_at,total,currency\n{line}\n2,2026-11-01,5.00,EUR\n"
        report, rows, connection = staged(written(tmp_path, text), ORDERS)

        assert [row["event_id"] for row in rows] == ["2"]
        assert report.rows_rejected == 1
        assert connection.execute("SELECT line, code FROM quarantine").fetchall() == [(2, code)]

    def test_are_not_guessed_at(self, tmp_path: Path):
        path = written(tmp_path, "order_id,created_at,total\n1,2026-11-01,5\n")

        with pytest.raises(Ambiguous) as asked:
            staged(path, Hints(book="orders", timezone="UTC"))
        assert asked.value.questions[0].flag == "--currency EUR"
        with pytest.raises(Ambiguous) as asked:
            staged(path, Hints(book="orders", currency="EUR"))
        assert asked.value.questions[0].code == "book.timezone"

    def test_name_the_column_that_is_missing(self, tmp_path: Path):
        path = written(tmp_path, "order_id,total,colour\n1,5,red\n")

        with pytest.raises(AdhelmError) as refused:
            staged(path, ORDERS)
        assert refused.value.code == "book.column_missing"
        assert "--map at=" in refused.value.hint

    def test_follow_a_mapping_by_hand(self, tmp_path: Path):
        path = written(tmp_path, "Bestellung;Tag;Summe\n7;03.11.2026;1.234,50\n")
        hints = Hints(
            book="orders", account="shop", currency="EUR", timezone="Europe/Berlin",
            date_order="dmy", decimal_mark=",",
            columns={"id": "Bestellung", "at": "Tag", "value": "Summe"},
        )  # fmt: skip
        _, rows, _ = staged(path, hints)

        assert [(row["event_id"], row["date"], row["value"]) for row in rows] == [
            ("7", date(2026, 11, 3), Decimal("1234.50"))
        ]

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.decimals("0.01", "99999", places=2),
                st.none() | st.decimals("0.01", "500", places=2),
            ),
            min_size=1,
            max_size=20,
        )
    )
    def test_add_up_to_totals_less_refunds(self, tmp_path_factory, amounts):
        lines = ["order_id,created_at,total,refund"]
        lines += [f"{n},2026-11-01T10:00:00Z,{a},{b or ''}" for n, (a, b) in enumerate(amounts)]
        path = written(tmp_path_factory.mktemp("orders"), "\n".join(lines) + "\n")

        report, _, _ = staged(path, ORDERS)

        expected = sum((a - (b or Decimal(0)) for a, b in amounts), Decimal(0))
        assert report.sums["value"] == expected


class TestLeads:
    def test_keep_each_stage_in_the_books_own_word(self, tmp_path: Path):
        text = (
            "Lead ID,Stage,Stage Date,Amount,Currency,gclid__c\n"
            "L1,MQL,2026-11-01T08:00:00Z,,,abc\n"
            "L1,Closed Won,2026-11-09T08:00:00Z,500,USD,abc\n"
            "L2,New,2026-11-02T08:00:00Z,,,\n"
        )
        hints = Hints(book="crm", timezone="UTC", currency="USD")
        _, rows, _ = staged(written(tmp_path, text, "crm.csv"), hints)

        assert [(row["event_id"], row["event_type"], row["stage"]) for row in rows] == [
            ("L1:closed won", "close_convert_lead", "Closed Won"),
            ("L1:mql", "qualify_lead", "MQL"),
            ("L2:new", "lead", "New"),
        ]
        assert rows[0]["value"] == Decimal(500)
        assert rows[1]["value"] is None
        assert rows[1]["click_id_kind"] == "gclid"


def ga4_event(name: str, at: int, *, source: dict[str, str] | None = None, **more: object):
    params = [{"key": "ga_session_id", "value": {"int_value": "77"}}]
    params += [{"key": "currency", "value": {"string_value": "EUR"}}]
    return {
        "event_date": "20261101", "event_timestamp": str(1793520000000000 + at),
        "event_name": name, "event_params": params, "user_pseudo_id": "u.1",
        "collected_traffic_source": source, **more,
    }  # fmt: skip


class TestGa4:
    EVENTS = (
        ga4_event(
            "session_start",
            0,
            source={"gclid": "Cj0K", "manual_campaign_name": "brand", "manual_source": "google"},
        ),
        ga4_event("page_view", 5),
        ga4_event(
            "purchase", 9, ecommerce={"transaction_id": "T1", "purchase_revenue": 59.9}
        ),
        ga4_event("refund", 12, ecommerce={"transaction_id": "T1", "refund_value": 9.9}),
    )  # fmt: skip
    HINTS = Hints(book="ga4", account="properties/1", timezone="Europe/Berlin")

    def test_gives_the_sessions_click_to_its_purchase(self, tmp_path: Path):
        lines = "\n".join(json.dumps(event) for event in self.EVENTS)
        report, rows, _ = staged(written(tmp_path, lines + "\n", "events.json"), self.HINTS)

        found = {row["event_type"]: row for row in rows}
        assert set(found) == {"session", "purchase", "refund"}
        assert found["purchase"]["value"] == Decimal("59.9")
        assert found["refund"]["value"] == Decimal("-9.9")
        assert found["purchase"]["click_id"] == "Cj0K"
        assert found["purchase"]["utm_campaign"] == "brand"
        assert found["session"]["value"] is None
        assert (report.rows_read, report.rows_staged, report.rows_skipped) == (4, 3, 1)

    def test_reads_parquet_as_it_reads_json(self, tmp_path: Path):
        lines = written(tmp_path, "\n".join(map(json.dumps, self.EVENTS)) + "\n", "events.json")
        parquet = tmp_path / "events.parquet"
        duckdb.sql(
            "COPY (SELECT * REPLACE (event_timestamp::BIGINT AS event_timestamp) FROM"
            f" read_json('{lines}', format='newline_delimited')) TO '{parquet}'"
        )
        described = duckdb.execute(f"DESCRIBE FROM '{parquet}'").fetchall()
        columns = {row[0] for row in described}
        assert "traffic_source" not in columns

        assert staged(parquet, self.HINTS)[1] == staged(lines, self.HINTS)[1]


class TestWords:
    @pytest.mark.parametrize(
        ("header", "ours"),
        [("Order ID", "order_id"), ("createdAt", "created_at"), (" UTM-Source ", "utm_source")],
    )
    def test_are_the_same_however_they_are_written(self, header: str, ours: str):
        assert plain(header) == ours
