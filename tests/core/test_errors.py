import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.errors import (
    AdhelmError,
    Conflict,
    Forbidden,
    Invalid,
    Kind,
    NotFound,
    Told,
    Unavailable,
)

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.integers() | st.text(), inner),
    max_leaves=10,
)


class TestAdhelmError:
    def test_says_what_is_wrong_and_what_would_be_right(self):
        error = Invalid("'x' is no currency", hint="such as EUR", found="x")
        assert str(error) == "'x' is no currency"
        assert error.as_dict() == {
            "code": "invalid",
            "message": "'x' is no currency",
            "hint": "such as EUR",
            "facts": {"found": "x"},
        }

    def test_leaves_out_what_it_does_not_know(self):
        assert NotFound("gone").as_dict() == {"code": "not_found", "message": "gone"}

    @given(value=_VALUES)
    def test_is_always_json(self, value: object):
        assert json.loads(json.dumps(AdhelmError("x", fact=value).as_dict()))["facts"]

    def test_keeps_money_and_days_as_text(self):
        facts = Conflict("x", amount=Decimal("33.510"), days=(date(2026, 1, 1),)).as_dict()["facts"]
        assert facts == {"amount": "33.510", "days": ["2026-01-01"]}

    @given(text=st.text(), hint=st.text(), facts=st.dictionaries(st.text(), _VALUES, max_size=3))
    def test_told_again_is_what_it_was(self, text: str, hint: str, facts: dict[str, object]):
        said = Told(text, code="x.y", kind=Kind.conflict, hint=hint, facts=facts).as_record()
        again = Told.from_record(json.loads(json.dumps(said)))
        assert (again.as_record(), again.kind) == (said, Kind.conflict)

    def test_told_again_with_nothing_said_is_ours(self):
        assert Told.from_record({}).as_record()["code"] == "internal"


class TestKind:
    def test_of_each_family_is_its_own(self):
        kinds = [kind.kind for kind in (Invalid, NotFound, Conflict, Forbidden, Unavailable)]
        assert kinds == ["invalid", "not_found", "conflict", "forbidden", "unavailable"]
        assert AdhelmError.kind is Kind.internal

    def test_codes_are_used_once(self):
        # Errors that tests define are not ours.
        ours = [kind for kind in _all(AdhelmError) if kind.__module__.startswith("adhelm.")]
        own = [kind.__dict__["code"] for kind in ours if "code" in kind.__dict__]
        assert sorted(own) == sorted(set(own))


def _all(kind: type[AdhelmError]) -> list[type[AdhelmError]]:
    below = kind.__subclasses__()
    return below + [deeper for inner in below for deeper in _all(inner)]
