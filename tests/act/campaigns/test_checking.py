"""A campaign that is looked at while it is written …"""

from __future__ import annotations

from typing import Any

import pytest
from tests.act.campaigns.test_routes import _WHOLE, Client, analyst
from tests.app.api.conftest import Installation, house

__all__ = ["analyst", "house"]


def checked(client: Client, **told: Any) -> dict[str, Any]:
    answer = client("POST", "/check", json=told)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


class TestADraft:
    def test_of_which_nothing_is_said_lacks_and_is_not_wrong(self, analyst: Client):
        told = checked(analyst)

        assert told["findings"] == []
        assert told["missing"] == [
            "name", "objective", "budget", "currency", "start_date", "end_date", "platforms",
        ]  # fmt: skip

    def test_that_is_whole_has_no_finding_and_is_not_kept(self, analyst: Client):
        assert checked(analyst, name="Looked at", **_WHOLE) == {"findings": [], "missing": []}
        assert analyst("GET", "?text=looked").json()["rows"] == []

    @pytest.mark.parametrize(
        ("field", "code", "wrong"),
        [
            ("currency", "money.unknown_currency", {"currency": "EUX"}),
            ("end_date", "campaigns.bad_dates", {"end_date": "2025-12-31"}),
            ("audience.age_max", "campaigns.bad_field",
             {"audience": {"age_min": 50, "age_max": 20}}),
            ("platforms", "campaigns.bad_platform", {"platforms": [{"platform": "paper"}]}),
            ("budget", "campaigns.budget_too_small", {"budget": "0.20"}),
            ("budget", "campaigns.bad_budget", {"budget": "3000.001"}),
        ],
    )  # fmt: skip
    def test_is_told_what_is_wrong_at_its_field(
        self, analyst: Client, field: str, code: str, wrong: dict[str, Any]
    ):
        (found,) = checked(analyst, name="Wrong", **{**_WHOLE, **wrong})["findings"]

        assert (found["field"], found["code"]) == (field, code)
        assert found["message"]
        assert found["hint"]
        refused = analyst("POST", json={**_WHOLE, "name": "Wrong", **wrong})
        assert refused.json()["code"] == code

    def test_is_told_everything_at_once(self, analyst: Client):
        analyst.make("Of that name")
        wrong = {"currency": "EUX", "end_date": "2025-12-31"}
        found = checked(analyst, name=" of that  NAME", **{**_WHOLE, **wrong})["findings"]

        assert [one["field"] for one in found] == ["name", "currency", "end_date"]

    def test_is_refused_at_the_place_whose_shape_is_wrong(self, analyst: Client):
        sent = {"budget": "much", "audience": {"countries": ["Germany"]}}
        refused = analyst("POST", "/check", json=sent)

        assert refused.status_code == 422
        places = {one["place"] for one in refused.json()["facts"]["problems"]}
        assert places == {"body.budget", "body.audience.countries.0"}

    def test_is_looked_at_only_for_who_may_write(self, house: Installation):
        assert Client(house, "viewer")("POST", "/check", json={}).status_code == 403
