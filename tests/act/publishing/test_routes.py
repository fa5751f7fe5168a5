"""Plans over HTTP, as the people of an office see them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.act.publishing.office import Office, more
from tests.app.api.conftest import served

from adhelm.act import publishing
from adhelm.act.publishing import Desk
from adhelm.app.api import create_app
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.govern.accounts.service.keys import add_key
from adhelm.observe.warehouse import Warehouse


class Door:
    """The API, asked by one person after the other."""

    def __init__(self, office: Office, http: httpx.Client) -> None:
        self.office = office
        self.http = http
        self.tokens = {who.id: self.token(who) for who in (office.mia, office.noah)}

    def token(self, who: Principal) -> str:
        database, clock = self.office.database, self.office.desk.clock
        with database.durable() as connection:
            made = add_key(connection, principal=who, clock=clock, name="k", scopes=who.scopes)
        return made.secret.reveal()

    def ask(self, who: Principal, method: str, path: str, body: Any = None, **more: str) -> Any:
        headers = {"authorization": f"Bearer {self.tokens[who.id]}", **more}
        return self.http.request(method, f"/api/v1{path}", json=body, headers=headers)


@pytest.fixture
def door(office: Office, tmp_path: Any) -> Iterator[Door]:
    services, _ = open_services(home=tmp_path / "home")
    services.register(Database, lambda: office.database)
    services.register(Clock, lambda: office.desk.clock)  # type: ignore[type-abstract]
    services.register(Warehouse, lambda: office.stage.warehouse)
    services.register(Desk, lambda: office.desk)
    with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=120) as http:
        yield Door(office, http)


class TestPlans:
    def test_are_proposed_approved_by_another_applied_and_logged(self, door: Door, office: Office):
        change = more(office.budgets()[0], "1.1")
        wish = {
            "account": change.account, "level": change.level, "entity_id": change.entity_id,
            "field": "daily_budget", "value": f"{change.after}",
        }  # fmt: skip
        body = {"changes": [wish], "reason": "it pays"}

        made = door.ask(office.mia, "POST", "/proposals", body, **{"idempotency-key": "one"})
        again = door.ask(office.mia, "POST", "/proposals", body, **{"idempotency-key": "one"})
        plan = made.json()
        assert (made.status_code, again.json()["id"]) == (201, plan["id"])
        assert (plan["state"], plan["allowed"], plan["needed"]) == ("waiting", True, 1)
        assert plan["items"][0]["change"]["after"] == str(change.after)
        assert {one["limit"] for one in plan["items"][0]["verdicts"]} >= {"live", "max_raise"}
        at = f"/plans/{plan['id']}"

        own = door.ask(office.mia, "POST", f"{at}/approve", {"hash": plan["hash"]})
        wrong = door.ask(office.noah, "POST", f"{at}/approve", {"hash": "0" * 64})
        early = door.ask(office.mia, "POST", f"{at}/apply", {})
        assert own.status_code == 403
        assert (wrong.status_code, wrong.json()["code"]) == (409, "publishing.altered")
        assert early.json()["code"] == "publishing.approval_missing"

        good = door.ask(office.noah, "POST", f"{at}/approve", {"hash": plan["hash"]})
        assert good.json()["state"] == "approved"
        applied = door.ask(office.mia, "POST", f"{at}/apply", {"hash": plan["hash"]})
        assert applied.json()["state"] == "applying"
        office.write()

        told = door.ask(office.mia, "GET", at)
        assert told.json()["items"][0]["state"] == "done"
        assert told.headers["etag"]
        (line,) = door.ask(office.mia, "GET", "/optimization-logs").json()["rows"]
        assert (line["reason"], line["success"], line["who"]) == ("it pays", True, "per_mia")
        assert (line["before"], line["after"]) == (f"{change.before}", f"{change.after}")
        (action,) = door.ask(office.mia, "GET", "/actions?state=done").json()["rows"]
        assert action["id"] == line["action_id"]
        kinds = [one["kind"] for one in door.ask(office.mia, "GET", f"{at}/events").json()["rows"]]
        assert kinds == ["proposed", "planned", "approved", "released", "queued", "sent", "done",
                         "applied"]  # fmt: skip
        where = f"connector=tiktok&account_id={change.account_id}&level=campaign"
        seen = door.ask(office.mia, "GET", f"/history?{where}&entity_id={change.entity_id}")
        assert seen.json()["rows"][0]["by"] == "ours"

        back = door.ask(office.mia, "POST", f"{at}/undo", {"reason": "too dear"})
        assert (back.status_code, back.json()["undo_of"]) == (201, plan["id"])

        # No value that could not be one of its field gets any farther than this.
        for value in ("1e3", "NaN", "-5", "0", "1.001"):
            wrong = {"changes": [{**wish, "value": value}], "reason": "x"}
            told = door.ask(office.mia, "POST", "/proposals", wrong)
            assert told.status_code == 422, told.text
            assert told.json()["code"] == "publishing.bad_change"

    def test_are_approved_at_once_and_given_other_values(self, door: Door, office: Office):
        plans = [office.propose(more(one, "1.1")) for one in office.budgets()[:2]]
        body = {"plans": [{"plan_id": one.id, "hash": one.hash} for one in plans]}
        listed = door.ask(office.noah, "GET", "/plans").json()["rows"]
        assert [one["fields"] for one in listed] == [["daily_budget"]] * 2

        told = door.ask(office.noah, "POST", "/approvals", body).json()["rows"]
        assert [(one["plan_id"], one["code"]) for one in told] == [(one.id, "") for one in plans]
        assert {one["state"] for one in told} <= {"approved", "waiting"}
        bad: list[dict[str, Any]] = [{"plans": []}, {"plans": [{"plan_id": "x", "hash": "y"}]}, {}]
        for each in bad:
            assert door.ask(office.noah, "POST", "/approvals", each).status_code == 422
        assert door.ask(office.mia, "POST", "/approvals", body).status_code == 403
        twice = {"plans": body["plans"] * 2}
        told = door.ask(office.noah, "POST", "/approvals", twice).json()
        assert told["code"] == "publishing.mixed_kinds"

        at, value = f"/plans/{plans[0].id}", f"{more(office.budgets()[0], '1.05').after}"
        new = {"hash": plans[0].hash, "values": [{"place": 0, "value": value}]}
        made = door.ask(office.noah, "POST", f"{at}/replace", new)
        assert (made.status_code, made.json()["items"][0]["change"]["after"]) == (201, value)
        assert door.ask(office.noah, "GET", at).json()["state"] == "rejected"
        for values in ([], [{"place": -1, "value": "1"}], [{"place": 0, "value": "1e3"}],
                       [{"place": 0, "value": "9"}] * 2):  # fmt: skip
            wrong = door.ask(office.noah, "POST", f"{at}/replace", {**new, "values": values})
            assert wrong.status_code == 422, wrong.text


class TestSettable:
    def test_tells_what_can_be_set_and_what_it_is_after_we_set_it(self, door: Door, office: Office):
        change = more(office.budgets()[0], "1.1")
        at = f"/settable?level=campaign&entity_id={change.entity_id}"
        assert self.values(door, office, at)["daily_budget"] == f"{change.before}"

        office.apply(office.approve(office.propose(change)))
        values = self.values(door, office, at)
        assert Decimal(values["daily_budget"]) == change.after
        assert values["status"] == "enabled"
        assert "lifetime_budget" not in values

    def test_tells_nothing_of_accounts_that_are_not_seen(self, door: Door, office: Office):
        change = office.budgets()[0]
        at = f"/settable?level=campaign&entity_id={change.entity_id}"
        for other in (f"{at}&account=tiktok/0", "/settable?level=ad&entity_id=0"):
            assert door.ask(office.mia, "GET", other).json()["rows"] == []
        blind = replace(office.mia, accounts=frozenset({"tiktok/0"}))
        found = publishing.settable(
            principal=blind, desk=office.desk, level=change.level, entity_id=change.entity_id
        )
        assert found == []

    def values(self, door: Door, office: Office, at: str) -> dict[str, str]:
        (found,) = door.ask(office.mia, "GET", at).json()["rows"]
        assert (found["currency"], found["sharing"]) == ("USD", 1)
        return {one["field"]: one["value"] for one in found["values"]}
