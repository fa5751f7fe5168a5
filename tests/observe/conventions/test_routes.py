"""Conventions over HTTP …"""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.api.conftest import PASSWORD, Installation, house

from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts
from adhelm.govern.accounts import Role

__all__ = ["house"]
_NAMING = {"naming": [{"pattern": "{market}_{product}", "platforms": "meta"}]}
_FEES = {"fees": [{"name": "agency", "kind": "markup", "percent": "15"}]}


def put(house: Installation, kind: str, tables: Any, tag: str, who: str = "analyst", **more: Any):
    return house.call(
        who, "PUT", f"/conventions/{kind}", json={"tables": tables, **more},
        headers={"if-match": tag},
    )  # fmt: skip


class TestAConvention:
    def test_is_made_read_and_followed_by_its_next_version(self, house: Installation):
        assert house.call("viewer", "GET", "/conventions/naming").status_code == 404
        first = put(house, "naming", _NAMING, '"v0"')
        assert (first.status_code, first.json()["version"]) == (200, 1), first.text
        read = house.call("viewer", "GET", "/conventions/naming")
        assert read.headers["etag"] == first.headers["etag"] == '"v1"'
        assert read.json()["tables"]["naming"][0]["pattern"] == "{market}_{product}"
        # What was read can be sent back, and says the same.
        same = put(house, "naming", read.json()["tables"], '"v1"')
        assert (same.json()["version"], same.json()["changed"]) == (1, False)

        other = {"naming": [{"pattern": "{product}"}]}
        assert put(house, "naming", other, '"v0"').status_code == 412
        second = put(house, "naming", other, '"v1"', valid_from="2026-01-01")
        assert second.json()["version"] == 2
        assert second.json()["warnings"]
        rows = house.call("viewer", "GET", "/conventions?kind=naming").json()["rows"]
        assert [(one["version"], one["holds_today"]) for one in rows] == [(2, True), (1, False)]
        page = house.call("viewer", "GET", "/conventions?limit=1").json()
        rest = house.call("viewer", "GET", f"/conventions?cursor={page['next_cursor']}").json()
        assert (page["rows"] + rest["rows"], rest["next_cursor"]) == (rows, None)
        old = house.call("viewer", "GET", "/conventions/naming?version=1").json()
        assert old["tables"] == read.json()["tables"]
        held = house.call("viewer", "GET", "/conventions/naming?on=2025-06-01").json()
        assert held["version"] == 1
        told = house.call("analyst", "PUT", "/conventions/naming", json={"tables": other})
        assert told.status_code == 428
        entries = house.call("admin", "GET", "/audit").json()["rows"]
        assert [one["action"] for one in entries].count("conventions.load") == 2

    def test_of_another_workspace_is_not_found(self, house: Installation):
        put(house, "conversions", {"conversions": [{"action": "buy", "event": "sale"}]}, '"v0"')
        assert house.call("viewer", "GET", "/conventions/conversions").status_code == 200
        assert house.call("other workspace", "GET", "/conventions/conversions").status_code == 404
        assert house.call("other workspace", "GET", "/conventions").json()["rows"] == []

    def test_of_fees_is_no_business_of_a_clients_people(self, house: Installation):
        parts: Any = {"database": house.services.get(Database), "clock": house.clock}
        root = Principal(Actor.person, "root", "acme", frozenset(Scope))
        invited = accounts.invite(
            principal=root, **parts, email="c@x.example", role=Role.analyst, staff=False
        )
        accounts.accept_invitation(
            **parts, token=invited.token.reveal(), username="client", password=PASSWORD
        )
        token = accounts.login(**parts, name="client", password=PASSWORD).access
        house.tokens["client"] = token.reveal()
        made = put(house, "fees", _FEES, '"v0"')
        assert made.status_code == 200, made.text
        assert house.call("client", "GET", "/conventions/fees").status_code == 404
        told = put(house, "fees", _FEES, '"v0"', who="client")
        assert (told.status_code, told.json()["code"]) == (403, "access.staff_only")

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("naming", {"tables": {"fees": [{"name": "a", "kind": "markup"}]}}),
            ("naming", {"tables": {"naming": [{"patern": "{a}"}]}}),
            ("naming", {"tables": {"naming": []}}),
            ("naming", {"tables": {}}),
            ("naming", {"tables": {"naming": [{"pattern": 1}]}}),
            ("naming", {"tables": _NAMING, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}),
            ("fees", {"tables": {"fees": [{"name": "a", "kind": "bribe", "percent": "1"}]}}),
            ("fees", {"tables": _FEES, "surprise": 1}),
            ("habits", {"tables": _NAMING}),
        ],
    )
    def test_that_cannot_be_is_refused(self, house: Installation, kind, body):
        latest = house.call("viewer", "GET", f"/conventions?kind={kind}")
        version = max((one["version"] for one in latest.json().get("rows", [])), default=0)
        told = house.call(
            "analyst", "PUT", f"/conventions/{kind}", json=body,
            headers={"if-match": f'"v{version}"'},
        )  # fmt: skip
        assert told.status_code == 422, told.text
