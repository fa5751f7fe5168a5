"""Rows that are read by column say what each of them says read alone."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.wire import Form, Sheet, decimal, happened, joined, summed, whole
from adhelm.core.tables import NUMBER

FORM = Form(("data", "list"), (("dimensions", ("id", "day")), ("metrics", ("spend", "clicks"))))
DIGITS = st.text("0123456789.-+eE_x １", max_size=34)
ODD = st.sampled_from(
    ["", "-", "--", " --", "0", "-0.00", "12.0", "1e3", "0x1F", "1_000", "nan", "9" * 30, "-2E-18"]
)
PLAIN = st.decimals(-(10**12), 10**12, places=2).map(str)
SAID = DIGITS | ODD | PLAIN | st.integers(-(10**19), 10**19).map(str)
ANY = SAID | st.none() | st.integers(-(10**6), 10**6) | st.floats(-1e9, 1e9)
# The first example imports Arrow, which takes its time.
AT_LEISURE = settings(deadline=None)


def row(spend: object = "1.50", clicks: object = "3", id_: object = "7") -> dict[str, Any]:
    dimensions = {"id": id_, "day": "2026-03-01 00:00:00"}
    return {"dimensions": dimensions, "metrics": {"spend": spend, "clicks": clicks}}


def body(*rows: object) -> bytes:
    return orjson.dumps({"code": 0, "data": {"list": rows, "page_info": {"page": 2}}})


def sheet(*rows: object) -> Sheet:
    found = FORM.read(body(*rows))["data"]["list"]
    assert isinstance(found, Sheet)
    return found


def told(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (FieldMissing, OverflowError):
        return "refused"


def numbers_of(one: Sheet, kind: str) -> list[Any]:
    read = one.numbers if kind == NUMBER else one.wholes
    return [told(lambda: read("metrics", "spend").to_pylist()),
            told(lambda: read("metrics", "clicks").to_pylist())]  # fmt: skip


def fits(number: int | None) -> int | None:
    """Return a count that 64 bits hold."""
    if number is not None:
        number.to_bytes(8, "big", signed=True)
    return number


class TestASheet:
    @AT_LEISURE
    @given(st.lists(SAID, max_size=4) | st.lists(ANY, max_size=4))
    def test_reads_amounts_as_each_is_read_alone(self, said: list[object]):
        one = sheet(*(row(spend=text) for text in said))
        assert told(lambda: one.numbers("metrics", "spend").to_pylist()) == told(
            lambda: [decimal(text) for text in said]
        )

    @AT_LEISURE
    @given(st.lists(SAID, max_size=4))
    def test_reads_counts_as_each_is_read_alone(self, said: list[str]):
        one = sheet(*(row(clicks=text) for text in said))
        found = told(lambda: one.wholes("metrics", "clicks").to_pylist())
        assert found == told(lambda: [fits(whole(text)) for text in said])

    @AT_LEISURE
    @given(st.lists(st.tuples(SAID, SAID), max_size=4) | st.lists(st.tuples(PLAIN, PLAIN)))
    @pytest.mark.parametrize("kind", [NUMBER, "BIGINT"])
    def test_reads_fields_together_as_each_is_read_alone(
        self, kind: str, said: list[tuple[str, str]]
    ):
        together, alone = (sheet(*(row(*texts) for texts in said)) for _ in range(2))
        together.read_ahead(kind, "metrics", ["spend", "clicks"])
        assert numbers_of(together, kind) == numbers_of(alone, kind)

    def test_keeps_ids_as_they_are_written(self):
        one = sheet(row(id_="7012345678901234567"), row(id_="007"), row(id_="-"), row(id_=""))
        assert one.ids("dimensions", "id").to_pylist() == ["7012345678901234567", "007", None, None]
        assert one.texts("dimensions", "id").to_pylist()[2:] == ["-", ""]

    def test_reads_each_text_once(self):
        read = Counter[str]()

        def day(text: str) -> int:
            read[text] += 1
            return int(text[8:10])

        assert sheet(row(), row()).each("dimensions", "day", "BIGINT", day).to_pylist() == [1, 1]
        assert read == {"2026-03-01 00:00:00": 1}

    def test_counts_texts(self):
        assert sheet(row("1"), row("-"), row("1")).counts("metrics", "spend") == {"1": 2, "-": 1}

    @pytest.mark.parametrize("kept", [{}, {"spend": None}])
    def test_tells_a_field_that_is_left_out_from_one_without_a_value(self, kept: dict[str, None]):
        short = row()
        short["metrics"] = {"clicks": "3", **kept}
        one = sheet(row(), short)
        if kept:
            assert one.numbers("metrics", "spend").to_pylist() == [Decimal("1.50"), None]
            return
        with pytest.raises(KeyError, match="spend"):
            one.numbers("metrics", "spend")

    @pytest.mark.parametrize("value", ["new", 7, None, [1], {"a": 1}, "2026-03-01"])
    def test_counts_what_was_not_asked_for(self, value: object):
        odd, calm = row(), row()
        odd |= {"tomorrow": value}
        for each in (odd, calm):
            each["metrics"]["tomorrow"] = value
        assert sheet(odd, calm).extra == {"tomorrow": 3}
        assert sheet(calm, row()).extra == {"tomorrow": 1}
        assert not sheet(row()).extra

    def test_of_nothing_has_no_rows(self):
        assert len(sheet()) == 0
        assert sheet().numbers("metrics", "spend").to_pylist() == []


class TestAForm:
    def test_leaves_what_is_around_the_rows(self):
        said = FORM.read(body(row()))
        assert (said["code"], said["data"]["page_info"]) == (0, {"page": 2})

    @pytest.mark.parametrize(
        "content",
        [{}, [], 7, {"data": {}}, {"data": {"list": None}}, {"data": []}, {"code": 40100}],
    )
    def test_leaves_an_answer_without_rows_as_it_is(self, content: object):
        assert FORM.read(orjson.dumps(content)) == content

    @pytest.mark.parametrize(
        "broken",
        [b"", b"{", body(row())[:-1], body(row()) + b"x", body(row()).replace(b"1.50", b"\xff")],
    )
    def test_refuses_what_is_no_json(self, broken: bytes):
        with pytest.raises(orjson.JSONDecodeError):
            FORM.read(broken)

    def test_does_without_pandas(self):
        code = (
            "import sys\n"
            "from adhelm.connectors.wire import Form\n"
            "form = Form(('list',), (('m', ('a', 'b')),))\n"
            'rows = b\'{"list": [{"m": {"a": "1", "b": "-"}}, '
            '{"m": {"a": "-", "b": "-"}}]}\'\n'
            "sheet = form.read(rows)['list']\n"
            "sheet.numbers('m', 'a'), sheet.wholes('m', 'b'), sheet.counts('m', 'a')\n"
            "sys.exit('pandas' in sys.modules)\n"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestColumnsOfNumbers:
    def test_are_summed_where_any_has_one(self):
        one = sheet(row("1.5", "2"), row("-", "3"), row("4", "-"), row("-", "-"))
        amounts = [one.numbers("metrics", name) for name in ("spend", "clicks")]
        assert summed(amounts).to_pylist() == [Decimal("3.5"), 3, 4, None]
        assert summed(amounts[:1]).to_pylist() == amounts[0].to_pylist()

    def test_tell_where_something_happened(self):
        one = sheet(row("0", "-"), row("-", "-"), row("-0.5", "0"), row("-", "2"))
        here = happened(one.numbers("metrics", name) for name in ("spend", "clicks"))
        assert one.texts("metrics", "spend").filter(here).to_pylist() == ["-0.5", "-"]

    def test_go_below_each_other(self):
        one = sheet(row("1", "2"))
        spend, clicks = (one.numbers("metrics", name) for name in ("spend", "clicks"))
        found = joined([{"a": spend}, {"a": clicks, "b": spend}])
        assert {name: column.to_pylist() for name, column in found.items()} == {
            "a": [1, 2],
            "b": [None, 1],
        }
        assert joined([]) == {}
