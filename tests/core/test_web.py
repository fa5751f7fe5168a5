"""What routes share: tags of versions, amounts, and text that can be kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, TypeAdapter, ValidationError
from starlette.requests import Request

from adhelm.core.web import (
    Amount,
    Body,
    Day,
    IfMatchMissing,
    Moment,
    Stale,
    etag,
    matching,
)
from adhelm.core.written import is_unwritable, refuse_unwritable

_AMOUNT = TypeAdapter[Decimal](Amount)


class Anything(Body):
    """A body that takes whatever it is given."""

    some: Any = None


class Written(Body):
    """A body of every kind."""

    count: int = 0
    on: bool = False
    day: date | None = None
    at: AwareDatetime | None = None
    name: str = ""
    inner: tuple[Written, ...] = ()
    amount: Amount | None = None


def request(**headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "PATCH", "path": "/", "headers": sent})


class TestATag:
    def test_names_a_version_or_what_is_answered(self):
        assert (etag(7), etag("7")) == ('"v7"', '"v7"')
        assert etag(b"one") != etag(b"two")

    @pytest.mark.parametrize("sent", ['"v7"', 'W/"v7"', '"v6", "v7"', "*"])
    def test_lets_a_change_of_the_version_it_names_pass(self, sent):
        matching(request(if_match=sent), etag(7))

    @pytest.mark.parametrize("sent", ['"v6"', "", "v7", '"v77"'])
    def test_refuses_a_change_of_another_version(self, sent):
        with pytest.raises(Stale, match="has changed"):
            matching(request(if_match=sent), etag(7))

    def test_must_be_said(self):
        with pytest.raises(IfMatchMissing):
            matching(request(), etag(7))


class TestAnAmount:
    @given(st.decimals(min_value=0, max_value=Decimal(999999999999999), places=6))
    def test_is_read_and_written_exactly(self, amount):
        text = format(amount, "f")

        assert _AMOUNT.validate_python(text) == amount
        assert _AMOUNT.dump_json(_AMOUNT.validate_python(text)) == f'"{text}"'.encode()

    @pytest.mark.parametrize(
        "wrong",
        ["1e3", "-1.00", "+1", "1.", ".5", " 1", "1\n", "1,00", "1_0", "NaN", "Infinity",
         "٣", "1.0000001", "1" * 16, ""],
    )  # fmt: skip
    def test_is_plain_digits(self, wrong):
        with pytest.raises(ValidationError, match="an amount is text"):
            _AMOUNT.validate_python(wrong)

    @pytest.mark.parametrize("wrong", [5000, 1.5, True, None, [], {}, Decimal("NaN")])
    def test_is_text(self, wrong):
        with pytest.raises(ValidationError, match="an amount is text"):
            _AMOUNT.validate_python(wrong)

    def test_says_its_form(self):
        assert _AMOUNT.json_schema() == {
            "type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,6})?$", "examples": ["5000.00"],
        }  # fmt: skip


class TestABody:
    @pytest.mark.parametrize(
        "sent",
        [
            r'{"some": "a\u0000b"}', r'{"some": {"a\u0000": 1}}', r'{"some": ["\ud800"]}',
            r'{"\udfff": 1}', '{"some": 9223372036854775808}', '{"some": NaN}', '{"some": 1e999}',
        ],
    )  # fmt: skip
    def test_holds_nothing_that_cannot_be_kept(self, sent):
        with pytest.raises(ValidationError):
            Anything.model_validate(json.loads(sent))

    @pytest.mark.parametrize(
        "sent",
        [{"count": "1"}, {"count": True}, {"count": 1.5}, {"on": "true"}, {"on": 1}, {"day": 0},
         {"day": "0"}, {"at": "1e3"}, {"at": 1.5}, {"at": "2026-03-01T09:00"}, {"name": 1},
         {"inner": [{"count": "1"}]}, {"inner": "x"}, {"unknown": 1}],
    )  # fmt: skip
    def test_means_what_is_written(self, sent):
        with pytest.raises(ValidationError):
            Written.model_validate(sent)

    def test_reads_what_is_written(self):
        read = Written.model_validate(
            {"count": 1, "on": True, "day": "2026-03-01", "at": "2026-03-01T09:00:00+02:00",
             "name": "x", "inner": [{"count": 2}], "amount": "1.50"},
        )  # fmt: skip

        assert (read.count, read.on, read.day) == (1, True, date(2026, 3, 1))
        assert read.at == datetime(2026, 3, 1, 7, tzinfo=UTC)
        assert (read.inner[0].count, read.amount) == (2, Decimal("1.50"))
        assert Written(day=date(2026, 3, 1), amount=Decimal(2)).amount == 2

    def test_says_where_it_is_wrong(self):
        with pytest.raises(ValidationError, match="count: this is no integer") as refused:
            Written.model_validate({"inner": [{"count": 1}, {"count": "1"}]})

        assert [each["loc"] for each in refused.value.errors()] == [("inner", 1)]

    def test_holds_whole_characters_of_all_scripts(self):
        assert Anything(some={"ä": ["😀", -(2**63), 1.5, None, True]}).some["ä"][0] == "😀"

    @given(st.recursive(st.text() | st.integers() | st.floats(), st.lists))
    def test_can_be_written_as_json_when_it_passes(self, sent):
        import orjson

        try:
            refuse_unwritable(sent)
        except ValueError:
            return
        assert orjson.loads(orjson.dumps(sent)) == sent

    @given(st.text(st.characters()))
    def test_takes_all_text_but_nul_and_half_characters(self, text):
        halves = any(0xD800 <= ord(sign) < 0xE000 for sign in text)

        assert is_unwritable(text) == (halves or "\0" in text)


class TestADayInAQuery:
    @pytest.mark.parametrize("wrong", ["0", "1772323200", "1e9", " 5", "", "today", "2026-02-30"])
    def test_is_written_as_one(self, wrong):
        for kind in (Day, Moment):
            with pytest.raises(ValidationError):
                TypeAdapter(kind).validate_python(wrong)

    def test_is_read(self):
        assert TypeAdapter(Day).validate_python("2026-03-01") == date(2026, 3, 1)
        assert TypeAdapter(Moment).validate_python("2026-03-01T09:00:00Z").hour == 9
