"""Rows with lists in them say the same by column as object by object."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.wire import Layout, Records, groups

LAYOUT = Layout("data", ("id", "name"), (("actions", ("type", "value")),))
TEXT = st.text(max_size=5)


def objects(*fields: str) -> Any:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(fields, TEXT | st.none()))


ROWS = st.lists(
    st.builds(
        lambda row, actions: {**row, **({} if actions is None else {"actions": actions})},
        objects("id", "name"),
        st.none() | st.lists(objects("type", "value"), max_size=3),
    ),
    max_size=5,
)


def told(found: Records) -> list[Any]:
    inside = found.lists["actions"]
    return [
        len(found.rows),
        *(found.rows.texts("", name).to_pylist() for name in ("id", "name")),
        groups.places_of(inside.owner).tolist(),
        *(inside.sheet.texts("", name).to_pylist() for name in ("type", "value")),
        dict(found.extra),
    ]


class TestLayout:
    @given(ROWS)
    def test_reads_by_column_what_it_reads_by_object(self, rows: list[dict[str, Any]]):
        by_column = LAYOUT.read(orjson.dumps({"data": rows, "paging": {}}))
        assert by_column is not None
        assert told(by_column) == told(LAYOUT.of(rows, ()))
        assert by_column.beside == ["paging"]

    def test_reads_numbers_object_by_object(self):
        rows = [{"id": 7, "actions": [{"type": "sale", "value": 2.5}]}]
        assert LAYOUT.read(orjson.dumps({"data": rows})) is None
        assert told(LAYOUT.of(rows, ()))[1] == ["7"]
        assert told(LAYOUT.of(rows, ()))[-2] == ["2.5"]

    def test_counts_fields_that_nobody_asked_for(self):
        some = [{"id": "1", "hologram": "x"}, {"id": "2"}]
        assert LAYOUT.read(orjson.dumps({"data": some})) is None
        assert LAYOUT.of(some, ()).extra == {"hologram": 1}
        every = LAYOUT.read(orjson.dumps({"data": some[:1] * 2}))
        assert every is not None
        assert every.extra == {"hologram": 2}

    def test_leaves_what_has_no_rows_to_others(self):
        for body in (b"{}", b'{"data": {}}', b'{"data": [null]}', b"<html>", b'{"data": ["\xff"]}'):
            assert LAYOUT.read(body) is None
