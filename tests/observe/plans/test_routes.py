"""Plans over HTTP …"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.app.api.conftest import Installation, house

__all__ = ["house"]
_BUDGET = {"month": "2026-03", "platform": "meta", "amount": "5000.00", "currency": "EUR"}
_TARGET = {
    "metric": "roas", "first_day": "2026-03-01", "last_day": "2026-03-31",
    "comparator": "at_least", "value": "4.5", "unit": "ratio",
}  # fmt: skip
_NOTE = {"text": "Shop was down", "first_day": "2026-03-01"}
_DAY = {"kind": "promotion", "name": "Sale", "first_day": "2026-03-01", "effect": "-0.1"}
# Path, what to send, what to change, and whether that makes a version of its own.
KINDS = [
    ("/targets", _TARGET, {"value": "5"}),
    ("/budgets", {**_BUDGET, "month": "2026-05"}, {"amount": "6000.00"}),
    ("/notes", _NOTE, {"text": "Shop is up"}),
    ("/calendar", _DAY, {"name": "Sale!"}),
]


def file(text: str, name: str = "b.csv", **more: Any) -> dict[str, Any]:
    return {"file": name, "content": base64.b64encode(text.encode()).decode(), **more}


@pytest.mark.parametrize(("path", "body", "change"), KINDS, ids=[kind[0] for kind in KINDS])
class TestEachKind:
    def test_is_made_read_changed_and_removed(self, house: Installation, path, body, change):
        made = house.call("admin", "POST", path, json=body, headers={"idempotency-key": path})
        again = house.call("admin", "POST", path, json=body, headers={"idempotency-key": path})
        assert (made.status_code, again.json()) == (201, made.json()), made.text
        assert again.headers["etag"] == made.headers["etag"]
        one = f"{path}/{made.json()['id']}"
        assert house.call("viewer", "GET", one).json() == made.json()
        assert made.json() in house.call("viewer", "GET", path).json()["rows"]

        tag = {"if-match": made.headers["etag"]}
        assert house.call("admin", "PATCH", one, json=change).status_code == 428
        assert house.call("admin", "DELETE", one).status_code == 428
        changed = house.call("admin", "PATCH", one, json=change, headers=tag)
        assert changed.status_code == 200
        assert changed.headers["etag"] != made.headers["etag"]
        stale = house.call("admin", "PATCH", one, json=change, headers=tag)
        assert (stale.status_code, stale.json()["code"]) == (412, "request.stale")

        gone = house.call("admin", "DELETE", one, headers={"if-match": changed.headers["etag"]})
        assert (gone.status_code, gone.content) == (204, b"")
        assert house.call("viewer", "GET", path).json()["rows"] == []

    def test_of_another_workspace_is_not_found(self, house: Installation, path, body, change):
        made = house.call("admin", "POST", path, json=body)
        one = f"{path}/{made.json()['id']}"
        assert house.call("other workspace", "GET", one).status_code == 404
        assert house.call("other workspace", "GET", path).json()["rows"] == []
        tag = {"if-match": made.headers["etag"]}
        assert house.call("admin", "DELETE", one, headers=tag).status_code == 204

    def test_refuses_what_is_not_of_its_form(self, house: Installation, path, body, change):
        wrong = [{**body, "x": 1}, {**body, next(iter(body)): "\x00"}, {}, [],
                 {**body, "platform": "myspace"}, {**body, "platform": "x" * 65}]  # fmt: skip
        for sent in wrong:
            told = house.call("admin", "POST", path, json=sent)
            assert told.status_code == 422, sent
        for query in ("limit=0", "limit=1001", "cursor=WyJ4Il0", "cursor=WyJ4IiwieCJd",
                      "cursor=WyIyMDI2LTAzLTAxIiwiXHUwMDAwIl0"):  # fmt: skip
            assert house.call("viewer", "GET", f"{path}?{query}").status_code == 422, query
        assert house.call("viewer", "GET", path).json()["rows"] == []


class TestABudget:
    @pytest.mark.parametrize(
        "amount", ["1e3", "-1", "NaN", 5000, 5000.0, True, "5000.001", "9" * 16, "", "1,000.00"]
    )
    def test_takes_amounts_in_one_form(self, house: Installation, amount):
        told = house.call("operator", "POST", "/budgets", json={**_BUDGET, "amount": amount})
        assert told.status_code == 422

    def test_is_approved_by_another_who_may(self, house: Installation):
        made = house.call("operator", "POST", "/budgets", json=_BUDGET)
        one = f"/budgets/{made.json()['id']}"
        decision = {"version": 1, "why": "as agreed"}
        assert house.call("operator", "POST", f"{one}/approve", json=decision).status_code == 403
        held = house.call("approver", "POST", f"{one}/approve", json=decision)
        assert held.json()["effective"]["amount"] == "5000.00"
        assert held.json()["proposed"] is None

        own = house.call("approver", "PATCH", one, json={"carry": "both"},
                         headers={"if-match": held.headers["etag"]})  # fmt: skip
        refused = house.call("approver", "POST", f"{one}/approve", json={"version": 2})
        assert (refused.status_code, refused.json()["code"]) == (403, "plans.own_proposal")
        assert own.json()["effective"]["carry"] == "none"
        house.call("admin", "POST", f"{one}/reject", json={"version": 2})
        history = house.call("viewer", "GET", f"{one}/history").json()["rows"]
        assert [each["state"] for each in history] == ["rejected", "effective"]

        listed = house.call("viewer", "GET", "/budgets?state=effective&from=2026-03&to=2026-03")
        assert [each["id"] for each in listed.json()["rows"]] == [made.json()["id"]]
        then = house.call("viewer", "GET", "/budgets?as_of=2026-02-28T00:00:00Z")
        assert then.json()["rows"] == []

    def test_sheet_is_imported_and_exported(self, house: Installation):
        text = "month,platform,amount,currency\n2027-01,x,10,EUR\n2027-02,x,20.50,EUR\n"
        dry = house.call("operator", "POST", "/budgets/import", json=file(text, dry_run=True))
        assert [each["change"] for each in dry.json()["rows"]] == ["new", "new"]
        house.call("operator", "POST", "/budgets/import", json=file(text))
        told = house.call("operator", "POST", "/budgets/import", json=file(text))
        assert {each["change"] for each in told.json()["rows"]} == {"same"}
        written = house.call("viewer", "GET", "/budgets/export?from=2027-01")
        assert written.headers["content-type"].startswith("text/csv")
        assert written.text.splitlines()[1].startswith("2027-01,x,,,,10.00,EUR,net,none")

        book = house.call("viewer", "GET", "/budgets/export?from=2027-01&format=xlsx")
        assert "budgets.xlsx" in book.headers["content-disposition"]
        body = {"file": "b.xlsx", "content": base64.b64encode(book.content).decode()}
        again = house.call("operator", "POST", "/budgets/import", json=body).json()["rows"]
        assert [each["change"] for each in again] == ["same", "same"]
        assert house.call("viewer", "GET", "/targets/export?format=xlsx").content[:2] == b"PK"
        assert house.call("viewer", "GET", "/targets/export").text.startswith("metric,")
        assert house.call("viewer", "GET", "/budgets/export?format=ods").status_code == 422

        wrong = house.call("operator", "POST", "/budgets/import", json=file(text + "x,x,1,EUR\n"))
        assert (wrong.status_code, wrong.json()["code"]) == (422, "plans.bad_rows")
        assert "line 4" in wrong.json()["title"]
        bad = {"file": "b", "content": "="}
        assert house.call("operator", "POST", "/budgets/import", json=bad).status_code == 422


class TestAList:
    def test_is_paged_with_few_statements(self, house: Installation):
        for day in range(1, 6):
            house.call("analyst", "POST", "/notes", json={**_NOTE, "first_day": f"2026-04-0{day}"})
        found: list[str] = []
        query = "?limit=2&from=2026-04-01"
        while query:
            page = house.call("viewer", "GET", f"/notes{query}").json()
            found += [each["first_day"] for each in page["rows"]]
            more = page["next_cursor"]
            query = f"?limit=2&from=2026-04-01&cursor={more}" if more else ""
        assert found == [f"2026-04-0{day}" for day in range(1, 6)]


class TestTheCalendar:
    def test_takes_files_and_holidays(self, house: Installation):
        text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260601\nSUMMARY:Fair\n"
        body = file(text + "END:VEVENT\n", "t.ics", kind="promotion")
        told = house.call("analyst", "POST", "/calendar/import", json=body)
        assert [each["subject"] for each in told.json()["rows"]] == ["Fair"]
        holidays = {"country": "DE", "years": [2026]}
        told = house.call("analyst", "POST", "/calendar/holidays", json=holidays)
        assert len(told.json()["rows"]) >= 9
        listed = house.call("viewer", "GET", "/calendar?kind=promotion&from=2026-06-01").json()
        assert [each["name"] for each in listed["rows"]] == ["Fair"]
