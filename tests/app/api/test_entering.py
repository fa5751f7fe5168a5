"""Browsers, narrowed callers, several workspaces and the clock, over HTTP …"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx  # noqa: TID253 - a browser of its own
import pytest
from tests.app.api.conftest import PASSWORD, served
from tests.observe.warehouse.deliveries import Fact, deliver

from adhelm.app.api import create_app
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock, SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope, local
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.observe.warehouse import Warehouse
from adhelm.sandbox.play import serve

DAY = date(2026, 2, 1)
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class House:
    """An agency with two clients, and data of both."""

    url: str
    clock: Any
    parts: dict[str, Any]
    admin: Principal

    @contextmanager
    def browser(self, name: str = "") -> Iterator[httpx.Client]:
        api, own = f"{self.url}/api/v1", {"origin": self.url}
        with httpx.Client(base_url=api, headers=own, timeout=60) as client:
            if name:
                assert self.sign_in(client, name).status_code == 201
            yield client

    def sign_in(self, client: httpx.Client, name: str, **more: str) -> httpx.Response:
        return client.post("/auth/session", json={"name": name, "password": PASSWORD, **more})

    def join(self, name: str, *workspaces: str, role: Role = Role.admin, **narrowed: Any) -> None:
        for workspace in workspaces:
            there = Principal(self.admin.actor, "local", workspace, frozenset(Scope))
            offer = accounts.invite(
                principal=there, **self.parts, email=f"{name}@x.example", role=role, **narrowed
            )
            accounts.accept_invitation(
                **self.parts, token=offer.token.reveal(), username=name, password=PASSWORD
            )


@pytest.fixture
def sandbox_url() -> Iterator[str]:
    with serve("growth", seed=1, now=START) as server:
        yield server.url


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    services, _ = open_services(home=tmp_path_factory.mktemp("home"))
    clock = SetClock(START)
    services.register(Clock, lambda: clock)  # type: ignore[type-abstract]  # the key
    parts: Any = {"database": services.get(Database), "clock": clock}
    accounts.bootstrap(**parts, workspace_id="acme", username="root")
    accounts.create_workspace(principal=local("acme"), **parts, workspace_id="globex")
    warehouse = services.get(Warehouse)
    spent = {"acme": ("3", "4"), "globex": ("5", "6")}
    for workspace, (one, other) in spent.items():
        facts = [
            Fact("a", DAY, spend=Decimal(one)),
            Fact("b", DAY, account="2", spend=Decimal(other)),
        ]
        deliver(warehouse, facts, principal=local(workspace))
    with served(create_app(services)) as url:
        made = House(url, clock, parts, local("acme"))
        made.join("staff", "acme", "globex")
        made.join("client", "acme", role=Role.viewer, accounts=["google_ads/1"], staff=False)
        yield made
    services.close()


def rows(told: httpx.Response) -> list[dict[str, Any]]:
    assert told.status_code == 200, told.text
    found: list[dict[str, Any]] = told.json()["rows"]
    return found


class TestABrowser:
    def test_gets_a_cookie_that_no_script_reads(self, house):
        with house.browser() as client:
            told = house.sign_in(client, "staff")
        cookie = told.headers["set-cookie"]
        assert cookie.startswith("adhelm_session=adh_browser_")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        assert "adh_browser" not in told.text

    def test_is_signed_in_until_it_signs_out(self, house):
        with house.browser("staff") as client:
            kept = dict(client.cookies)
            assert client.get("/auth/me").json()["username"] == "staff"
            gone = client.delete("/auth/session")
            assert gone.status_code == 204
            assert "Max-Age=0" in gone.headers["set-cookie"]
            assert client.get("/auth/me").json()["code"] == "auth.missing"
            client.cookies.update(kept)
            assert client.get("/auth/me").json()["code"] == "auth.bad_token"

    def test_gets_a_new_cookie_while_it_is_used(self, house):
        with house.browser("staff") as client:
            before = client.cookies["adhelm_session"]
            house.clock.advance(timedelta(minutes=15))
            assert client.get("/auth/me").json()["username"] == "staff"
            after = client.cookies["adhelm_session"]
            assert after != before
            assert "set-cookie" not in client.get("/auth/me").headers

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ],
    )
    def test_changes_nothing_for_another_site_s_page(self, house, headers):
        with house.browser("staff") as client:
            for method, path in (
                ("POST", "/auth/session"), ("DELETE", "/auth/session"), ("POST", "/keys"),
            ):  # fmt: skip
                body = {"name": "staff", "password": PASSWORD}
                told = client.request(method, path, json=body, headers=headers)
                assert (told.status_code, told.json()["code"]) == (401, "auth.foreign_page")
            assert client.get("/auth/me").json()["username"] == "staff"

    def test_changes_nothing_for_nobody_s_page(self, house):
        with house.browser("staff") as client:
            del client.headers["origin"]
            assert client.delete("/auth/session").json()["code"] == "auth.foreign_page"

    def test_sets_up_a_second_factor_and_is_asked_for_it(self, house):
        house.join("otto", "acme")
        with house.browser("otto") as client:
            refused = client.post("/auth/second-factor", json={"password": "wrong"})
            assert refused.json()["code"] == "auth.wrong_credentials"
            made = client.post("/auth/second-factor", json={"password": PASSWORD}).json()
            code = _shown(made["secret"], house.clock)
            told = client.post("/auth/second-factor/confirm", json={"code": code})
            recovery = told.json()["recovery_codes"]
            assert client.get("/auth/second-factor").json() == {"second_factor": True}
        with house.browser() as client:
            told = house.sign_in(client, "otto")
            assert (told.status_code, told.json()["code"]) == (401, "auth.second_factor")
            told = house.sign_in(client, "otto", code=code)
            assert (told.status_code, told.json()["code"]) == (401, "auth.wrong_code")
            assert house.sign_in(client, "otto", code=recovery[0]).status_code == 201
        with house.browser("staff") as admin:
            me = admin.get("/people", headers={"adhelm-workspace": "acme"}).json()["rows"]
            (otto,) = [one["id"] for one in me if one["username"] == "otto"]
            path, headers = f"/people/{otto}/second-factor", {"adhelm-workspace": "acme"}
            assert admin.delete(path, headers=headers).status_code == 204
        with house.browser("otto") as client:
            assert client.get("/auth/second-factor").json() == {"second_factor": False}


class TestAClientsPerson:
    def test_sees_the_accounts_that_are_theirs(self, house):
        with house.browser("client") as client:
            told = client.post("/query", json={"metrics": ["spend"], "by": ["account_id"]})
            assert rows(told) == [{"account_id": "1", "spend": "3.000000000"}]
            assert "2" not in {one["account_id"] for one in told.json()["provenance"]["sources"]}

    def test_sees_no_fees_and_no_metric_of_them(self, house):
        with house.browser("client") as client:
            told = client.post("/query", json={"metrics": ["billed_cost"]})
            assert (told.status_code, told.json()["code"]) == (403, "access.staff_only")
            assert told.json()["hint"]
            assert client.get("/metrics/profit").json()["code"] == "access.staff_only"
            names = {one["name"] for one in rows(client.get("/metrics"))}
            assert "spend" in names
            assert names.isdisjoint({"billed_cost", "profit", "fees", "markup"})

    def test_asks_no_several_workspaces(self, house):
        with house.browser("client") as client:
            for said in ({"workspaces": ["acme"]}, {"by": ["workspace"]}):
                told = client.post("/query", json={"metrics": ["spend"], **said})
                assert (told.status_code, told.json()["code"]) == (403, "access.staff_only")

    def test_has_keys_as_narrow(self, house):
        made = accounts.create_key(
            principal=house.admin, **house.parts, name="k", scopes=[Scope.read],
            accounts=["google_ads/2"],
        )  # fmt: skip
        with httpx.Client(base_url=f"{house.url}/api/v1", timeout=60) as client:
            client.headers["authorization"] = f"Bearer {made.secret.reveal()}"
            told = client.post("/query", json={"metrics": ["spend"]})
        assert rows(told) == [{"spend": "4.000000000"}]


class TestSeveralWorkspaces:
    def test_are_asked_at_once_by_staff(self, house):
        with house.browser("staff") as client:
            named = {"metrics": ["spend"], "workspaces": ["globex", "acme"]}
            assert rows(client.post("/query", json=named)) == [
                {"workspace": "globex", "spend": "11.000000000"},
                {"workspace": "acme", "spend": "7.000000000"},
            ]
            every = {"metrics": ["spend"], "by": ["workspace", "account_id"], "sort": ["-spend"]}
            told = client.post("/query", json={**every, "limit": 2})
            assert [(one["workspace"], one["account_id"]) for one in rows(told)] == [
                ("globex", "2"), ("globex", "1"),
            ]  # fmt: skip
            assert set(told.json()["provenance"]) == {"acme", "globex"}

    def test_of_others_are_absent(self, house):
        with house.browser("staff") as client:
            said = {"metrics": ["spend"], "workspaces": ["acme", "nowhere"]}
            told = client.post("/query", json=said)
        assert (told.status_code, told.json()["code"]) == (404, "accounts.no_workspace")

    def test_must_be_said_where_it_is_one(self, house):
        with house.browser("staff") as client:
            told = client.post("/query", json={"metrics": ["spend"]})
            assert (told.status_code, told.json()["code"]) == (422, "workspace.unsaid")
            headers = {"adhelm-workspace": "acme"}
            said = client.post("/query", json={"metrics": ["spend"]}, headers=headers)
            assert rows(said) == [{"spend": "7.000000000"}]


class TestTheClock:
    def test_is_not_there_in_earnest(self, house):
        with house.browser("staff") as client:
            told = client.post("/admin/clock", json={"now": "2026-03-02T00:00:00Z"})
        assert told.status_code == 404

    def test_is_put_there_and_all_follow_it(self, tmp_path, monkeypatch, sandbox_url):
        monkeypatch.setenv("ADHELM_PROFILE", "test")
        monkeypatch.setenv("ADHELM_CLOCK", "2026-03-01T09:00:00Z")
        monkeypatch.setenv("ADHELM_META__BASE_URL", f"{sandbox_url}/meta")
        monkeypatch.setenv("ADHELM_OUTBOUND__ALLOW", sandbox_url.removeprefix("http://"))
        services, _ = open_services(home=tmp_path)
        clock: Any = services.get(Clock)  # type: ignore[type-abstract]  # the key
        parts: Any = {"database": services.get(Database), "clock": clock}
        first = accounts.bootstrap(**parts)
        key = first.key.secret.reveal()
        session = accounts.login(**parts, name="admin", password=first.password.reveal())
        at = served(create_app(services))
        with at as url, httpx.Client(base_url=f"{url}/api/v1", timeout=60) as http:
            bearer = {"authorization": f"Bearer {key}"}
            later = "2027-01-31T23:00:00+00:00"
            told = http.post("/admin/clock", json={"now": later}, headers=bearer)
            assert told.json() == {"now": later, "sandboxes": [sandbox_url]}
            assert clock.now() == datetime(2027, 1, 31, 23, tzinfo=UTC)
            at = httpx.get(f"{sandbox_url}/_sandbox/clock", timeout=60).json()["now"]
            assert datetime.fromisoformat(at) == clock.now()
            old = {"authorization": f"Bearer {session.access.reveal()}"}
            assert http.get("/auth/me", headers=old).json()["code"] == "auth.token_expired"
            back = http.post("/admin/clock", json={"now": "2020-01-01T00:00:00Z"}, headers=bearer)
            assert (back.status_code, back.json()["code"]) == (409, "clock.held")
            assert clock.now() == datetime(2027, 1, 31, 23, tzinfo=UTC)
            assert http.post("/admin/clock", json={"now": later}).status_code == 401
        services.close()


def _shown(secret: str, clock: SetClock) -> str:
    message = (int(clock.now().timestamp()) // 30).to_bytes(8, "big")
    mark = hmac.digest(base64.b32decode(secret), message, "sha1")
    start = mark[-1] & 15
    number = int.from_bytes(mark[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"
