"""A refused attempt …"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import audit

if TYPE_CHECKING:
    from tests.app.api.conftest import Installation

MONTHS = iter(range(1, 13))


def refused(house: Installation, request: str, workspace: str = "acme") -> list[tuple[str, str]]:
    """Return action and subject of what the audit has of a request's refusals."""
    admin = Principal(Actor.person, "root", workspace, frozenset(Scope))
    database = house.services.get(Database)
    found = audit.list_entries(principal=admin, database=database, request=request)
    return [(one.action, one.subject) for one in found if one.outcome is audit.Outcome.refused]


def proposed(house: Installation) -> str:
    body = {"month": f"2031-{next(MONTHS):02}", "amount": "10.00", "currency": "EUR"}
    made = house.call("approver", "POST", "/budgets", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


class TestARefusal:
    @pytest.mark.parametrize("headers", [{}, {"idempotency-key": "decide-once"}])
    def test_of_a_service_is_kept_once_whatever_becomes_of_its_transaction(self, house, headers):
        path = f"/budgets/{proposed(house)}/approve"
        for _ in range(2):
            told = house.call("approver", "POST", path, json={"version": 1}, headers=headers)
            assert (told.status_code, told.json()["code"]) == (403, "plans.own_proposal")
            subject = f"budget:{path.split('/')[2]}"
            found = refused(house, told.headers["x-request-id"])
            assert found == [("plans.approve_budget", subject)]

    @pytest.mark.parametrize("headers", [{}, {"idempotency-key": "change-once"}])
    def test_tells_what_was_not_there_and_what_forbade_it(self, house, headers):
        budget = proposed(house)
        asked = [
            ("PATCH", "/budgets/bud_of_others", {"amount": "1.00"}, 404),
            ("PATCH", f"/budgets/{budget}", {"amount": "1.00"}, 428),
            ("POST", "/imports/imp_of_others/decide", {"decision": "keep"}, 404),
            ("POST", "/sources/of-others/sync", {}, 404),
        ]
        for method, path, body, status in asked:
            told = house.call("operator", method, path, json=body, headers=headers)
            assert told.status_code == status, told.text
            found = refused(house, told.headers["x-request-id"])
            assert found == [(f"api.{method.lower()}", f"route:/api/v1{path}")]

    def test_of_somebody_outside_is_kept_where_they_belong(self, house):
        headers = {"adhelm-workspace": "acme"}
        told = house.call("other workspace", "DELETE", "/budgets/x", headers=headers)
        assert told.status_code == 404
        request = told.headers["x-request-id"]
        assert refused(house, request) == []
        assert len(refused(house, request, workspace="globex")) == 1

    def test_is_no_question_that_finds_nothing_and_nothing_unreadable(self, house):
        for method, path, body in (
            ("GET", "/budgets/nobody", None),
            ("POST", "/query", {"metrics": ["spend"], "as_of": 10**9}),
            ("POST", "/budgets", {"month": "soon"}),
        ):
            told = house.call("operator", method, path, **({"json": body} if body else {}))
            assert told.status_code in {404, 422}
            assert refused(house, told.headers["x-request-id"]) == []

    def test_leaves_a_chain_that_verifies(self, house):
        for _ in range(3):
            house.call("viewer", "POST", "/budgets", json={}, headers={"idempotency-key": "chain"})
        told = house.call("admin key", "GET", "/audit/export")
        assert audit.verify(told.text.splitlines()).entries > 2
