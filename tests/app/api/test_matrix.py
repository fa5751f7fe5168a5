"""Who may do what: every route that there is, asked by everybody who may or may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from adhelm.app.api.entering import in_workspace, signed_in
from adhelm.app.api.making import PREFIX, create_app
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.services import Services
from adhelm.core.web import Needs
from adhelm.govern import audit
from adhelm.govern.accounts import Role

# What anybody may ask for, and why: a route comes here by decision only.
PUBLIC = {
    "/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/refresh",
    "/api/v1/auth/accept-invitation",  # they make a token, or hold one of their own
    "POST /api/v1/auth/session", "/api/v1/auth/oidc", "/api/v1/auth/oidc/callback",
    "/api/v1/auth/oidc/second-factor",
    "/api/v1/version", "/health", "/health/live", "/health/ready",
    "/metrics",  # has a door of its own: this machine, or a token (see test_telemetry)
    "/openapi.json", "/docs",
    "/api/v1/hooks/slack/{workspace_id}/{channel_id}",  # signed by the channel's app
    "/api/v1/reports/shared/{token}",  # the link is what opens it, until it ends or is revoked
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One method of one path, with what it says it needs."""

    method: str
    path: str
    doors: frozenset[str]
    scopes: frozenset[Scope]

    @property
    def public(self) -> bool:
        return not PUBLIC.isdisjoint({self.path, f"{self.method} {self.path}"})

    @property
    def inside(self) -> bool:
        return "workspace" in self.doors

    def __str__(self) -> str:
        return f"{self.method} {self.path.removeprefix(PREFIX)}"


def routes() -> Iterator[Route]:
    for context in iter_route_contexts(create_app(Services()).routes):
        dependant = getattr(context, "dependant", None)
        calls = list(_calls(dependant)) if dependant else []
        doors = {"workspace"} if in_workspace in calls else set()
        doors |= {"signed in"} if signed_in in calls else set()
        scopes = frozenset(call.scope for call in calls if isinstance(call, Needs))
        for method in sorted(set(context.methods or ()) - {"HEAD", "OPTIONS"}):
            yield Route(method, str(context.path), frozenset(doors), scopes)


def _calls(dependant: Any) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


ALL = sorted(routes(), key=str)
GUARDED = [route for route in ALL if not route.public]
INSIDE = [route for route in ALL if route.inside]
CHANGING = [
    route for route in INSIDE if route.method != "GET" and route.scopes != frozenset({Scope.read})
]


def filled(route: Route, word: str) -> str:
    """Return a route's path with a word in every place, and a number where only numbers fit."""
    numbered = re.sub(r"{\w+:int}", "7", route.path.removeprefix(PREFIX))
    return re.sub(r"{\w+}", word, numbered)


def ask(house, who: str, route: Route, **headers: str):
    """Ask with a body that fits nowhere: whether one may is decided before."""
    path = filled(route, "nobody")
    body: dict[str, Any] = {} if route.method == "GET" else {"json": {}}
    if headers.get("accept") is None:
        headers["accept"] = "application/json"
    with house.stream(who, route.method, path, headers=headers, **body) as told:
        # A live stream does not end; its first line is answer enough.
        if "event-stream" not in told.headers.get("content-type", ""):
            told.read()
        return told


def refusals(house, workspace: str, request: str) -> list[audit.Entry]:
    """Return what the audit has of refused attempts of one request."""
    admin = Principal(Actor.person, "root", workspace, frozenset(Scope))
    database = house.services.get(Database)
    found = audit.list_entries(principal=admin, database=database, request=request)
    return [one for one in found if one.outcome is audit.Outcome.refused]


class TestARoute:
    def test_is_found_by_walking_the_application(self):
        assert len(ALL) > 25

    @pytest.mark.parametrize("route", ALL, ids=str)
    def test_says_who_may_pass(self, route):
        if route.public:
            assert not route.doors
        else:
            assert route.doors, "give it a door, or decide that it is public"
        assert len(route.scopes) == (1 if route.inside else 0), "Depends(Needs(Scope.…)), once"

    @pytest.mark.parametrize("route", GUARDED, ids=str)
    def test_stays_shut_without_a_good_token(self, house, route):
        for who in ("anonymous", "expired key", "revoked key", "made-up key"):
            told = ask(house, who, route)

            assert told.status_code == 401, who
            assert told.json()["code"].startswith("auth.")
            assert told.headers["www-authenticate"] == "Bearer"

    @pytest.mark.parametrize("route", INSIDE, ids=str)
    def test_hides_a_workspace_from_those_who_are_not_in_it(self, house, route):
        for who in ("other workspace", "viewer"):
            workspace = "acme" if who == "other workspace" else "globex"
            told = ask(house, who, route, **{"adhelm-workspace": workspace})
            unknown = ask(house, who, route, **{"adhelm-workspace": "nowhere"})

            assert (told.status_code, told.json()["code"]) == (404, "accounts.no_workspace")
            assert told.json()["title"].replace(workspace, "?") == (
                unknown.json()["title"].replace("nowhere", "?")
            )

    @pytest.mark.parametrize("route", INSIDE, ids=str)
    def test_is_open_to_the_roles_that_have_its_scope_and_no_other(self, house, route):
        for role in Role:
            told = ask(house, role.value, route)

            assert told.status_code not in {401, 500}
            assert (told.status_code == 403) == (not route.scopes <= role.scopes), told

    @pytest.mark.parametrize("route", INSIDE, ids=str)
    def test_is_open_to_keys_that_have_its_scope_and_no_other(self, house, route):
        for scope in Scope:
            told = ask(house, f"all but {scope}", route)

            assert told.status_code not in {401, 500}
            # Who may not read may be refused a change too: its answer would tell.
            if scope in route.scopes or scope != Scope.read:
                assert (told.status_code == 403) == (scope in route.scopes), told

    @pytest.mark.parametrize("route", CHANGING, ids=str)
    @pytest.mark.parametrize("key", ["", "once"])
    def test_leaves_a_row_in_the_audit_of_each_change_that_it_refuses(self, house, route, key):
        headers = {"idempotency-key": f"{key} {route}"} if key else {}
        outside = {**headers, "adhelm-workspace": "acme"}
        scope = next(iter(route.scopes))
        asked = [
            ("globex", ask(house, "other workspace", route, **outside)),
            ("acme", ask(house, f"all but {scope}", route, **headers)),
            ("acme", ask(house, "admin key", route, **headers)),
        ]
        assert [told.status_code for _, told in asked[:2]] == [404, 403]
        for workspace, told in asked:
            refused = told.status_code in {403, 404, 409, 412, 428}
            entries = refusals(house, workspace, told.headers["x-request-id"])
            assert len(entries) == refused, told.status_code
            assert {one.reason for one in entries} <= {told.json().get("title") if refused else ""}

    @pytest.mark.parametrize("route", ALL, ids=str)
    def test_refuses_nonsense_without_failing(self, house, route):
        path = filled(route, "%F0%9F%98%80")
        for content in (b"\x00", b"{", b'{"a": 1}', b"[" * 5000, "ü".encode("utf-16")):
            with house.stream(
                "admin key", route.method, path, content=content,
                headers={"content-type": "application/json"},
            ) as told:  # fmt: skip
                assert told.status_code < 500, (route, content[:20])
