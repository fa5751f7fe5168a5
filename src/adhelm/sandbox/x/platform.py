"""The doors of X: every call signed, every answer with the request in it and what is left."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import orjson

from adhelm.sandbox.frame import Call, Credential, Kept, Reply, World, json_reply
from adhelm.sandbox.x import audiences, signing, stats, writing
from adhelm.sandbox.x.errors import Refused, bad, needed
from adhelm.sandbox.x.jobs import Jobs
from adhelm.sandbox.x.things import LEVELS, Row, Things
from adhelm.sandbox.x.writing import BatchRefused

_WINDOW = timedelta(minutes=15)
_FEW, _MOST = 200, 1000
_FORM = "application/x-www-form-urlencoded"
_OF_ACCOUNT = re.compile(r"/12/accounts/(?P<account>\w+)(?:/(?P<edge>\w+)(?:/(?P<id>\w+))?)?")
_STATS = re.compile(
    r"/12/stats/(?P<jobs>jobs/)?accounts/(?P<account>\w+)(?P<active>/active_entities)?"
)
_USERS = re.compile(r"/12/accounts/(?P<account>\w+)/custom_audiences/(?P<id>\w+)/users")
_BATCH = re.compile(r"/12/batch/accounts/(?P<account>\w+)/(?P<edge>\w+)")
_PIXEL = re.compile(r"/12/measurement/conversions/(?P<pixel>\w+)")
_FILE = re.compile(r"/files/stats_job_(?P<job>\d+)\.json\.gz")
_FILTERS = {"campaign_ids": "campaign_id", "line_item_ids": "line_item_id"}
# Calls in fifteen minutes; the answers say what is left, and it never runs out by itself.
_LIMITS = (("stats", 250), ("/accounts/", 10_000), ("/accounts", 5))


class X:
    """Ads API v12, below `/xads`."""

    prefix = "xads"
    name = "x"

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept = Kept()
        self._jobs = Jobs(self._kept)
        self._audiences = audiences.Custom()
        self._used: dict[tuple[str, int], int] = {}

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        file = _FILE.fullmatch(call.path)
        if file is not None and self._jobs.has(file["job"]):
            body = gzip.compress(orjson.dumps(self._jobs.content(file["job"])), mtime=0)
            return Reply(200, body, kind="application/gzip")
        try:
            return self._answer(call)
        except Refused as error:
            said: Row = {"errors": [error.error()], "request": {"params": {}}}
            return json_reply(said, error.status, self._headers(call))
        except BatchRefused as error:
            said = {"operation_errors": error.faults, "errors": [], "request": []}
            return json_reply(said, 400, self._headers(call))

    def trouble(self, call: Call, mode: str) -> Reply:
        """Say that there were too many calls, that a version is gone, or that something broke."""
        error, headers = _TROUBLE.get(mode, _TROUBLE["500"])(call), self._headers(call)
        if mode == "429":
            spent = [name for name in headers if name.endswith("limit-remaining")]
            headers = {**headers, **dict.fromkeys(spent, "0")}
        said = {"errors": [error.error()], "request": {"params": {}}}
        return json_reply(said, error.status, headers)

    def _answer(self, call: Call) -> Reply:
        if call.path.startswith("/oauth/"):
            return self._oauth(call)
        who = signing.caller(call, self._world.tokens.of(self.name), self._world.clock)
        if self._world.tokens.state(self.name, who.access_token) != "ok":
            raise signing.unauthorized()
        if not call.path.startswith("/12/"):
            raise _no_route(call)
        form = call.form if call.headers.get("content-type", "").startswith(_FORM) else {}
        params = {**call.query, **form}
        if call.path == "/12/accounts":
            rows = [one.itself() for one in self._seen(who)]
            return self._page(call, rows, params)
        return self._routed(call, who, params)

    def _routed(self, call: Call, who: Credential, params: dict[str, str]) -> Reply:
        found = _OF_ACCOUNT.fullmatch(call.path)
        if found is not None:
            things = self._things(who, found["account"])
            door = self._audience if found["edge"] == "custom_audiences" else self._entities
            return door(call, things, found["edge"], found["id"], params)
        found = _STATS.fullmatch(call.path)
        if found is not None:
            return self._stats(call, self._things(who, found["account"]), found, params)
        found = _BATCH.fullmatch(call.path)
        if found is not None and found["edge"] in LEVELS and call.method == "POST":
            things = self._things(who, found["account"])
            done = writing.batch(things, LEVELS[found["edge"]], self._json(call))
            return self._say(call, {"data": done, "request": []}, 201)
        found = _USERS.fullmatch(call.path)
        if found is not None and call.method == "POST":
            things = self._things(who, found["account"])
            taken = self._audiences.users(things, found["id"], self._json(call))
            return self._say(call, {"request": {"params": {}}, "data": taken})
        if _PIXEL.fullmatch(call.path) and call.method == "POST":
            return self._convert(call)
        raise _no_route(call)

    def _entities(
        self, call: Call, things: Things, edge: str | None, id_: str | None, params: dict[str, str]
    ) -> Reply:
        request = {"params": {**params, "account_id": things.account.id}}
        if edge is None:
            return self._say(call, {"request": request, "data": things.itself()})
        if edge == "funding_instruments":
            return self._page(call, [things.funding()], params)
        if edge not in LEVELS:
            raise Refused(404, "ROUTE_NOT_FOUND", f"No resource {edge}")
        level = LEVELS[edge]
        if id_ is None and call.method == "GET":
            return self._page(call, list(_listed(things, level, params)), params)
        data: Row | list[Row]
        if id_ is None:
            data = writing.create(things, level, params)
            return self._say(call, {"request": request, "data": data}, 201)
        if call.method == "PUT":
            data = writing.update(things, level, id_, params)
        elif call.method == "DELETE":
            data = writing.delete(things, level, id_)
        else:
            data = things.row(level, writing.find(things, level, id_))
        return self._say(call, {"request": request, "data": data})

    def _audience(
        self, call: Call, things: Things, _: str | None, id_: str | None, params: dict[str, str]
    ) -> Reply:
        request = {"params": {**params, "account_id": things.account.id}}
        if call.method == "POST":
            made = self._audiences.make(things, params)
            return self._say(call, {"request": request, "data": made}, 201)
        if id_ is None:
            return self._page(call, self._audiences.listed(things), params)
        return self._say(call, {"request": request, "data": self._audiences.one(things, id_)})

    def _stats(
        self, call: Call, things: Things, found: re.Match[str], params: dict[str, str]
    ) -> Reply:
        request = {"params": params}
        if found["active"]:
            return self._say(call, {"request": request, "data": stats.active(things, params)})
        if not found["jobs"]:
            return self._say(call, stats.report(things, stats.wish(things, params), self._kept))
        if call.method == "POST":
            return self._say(
                call, {"request": request, "data": self._jobs.begin(things, params)}, 201
            )
        ids = [one for one in params.get("job_ids", "").split(",") if one]
        return self._say(
            call, {"request": request, "data": self._jobs.states(things, ids, call.root)}
        )

    def _convert(self, call: Call) -> Reply:
        found = self._json(call)
        rows = found.get("conversions") if isinstance(found, dict) else None
        if not rows:
            raise needed("conversions")
        for row in rows:
            for name in ("conversion_time", "event_id", "identifiers"):
                if not row.get(name):
                    raise needed(name)
        data = {"conversions_processed": len(rows), "debug_id": "ff02e052-0000"}
        return self._say(call, {"request": {"params": {}}, "data": data})

    def _oauth(self, call: Call) -> Reply:
        said = signing.given(call)
        who = next(
            (
                one
                for one in self._world.tokens.of(self.name)
                if one.client_id == said.get("oauth_consumer_key")
            ),
            None,
        )
        if (
            who is None
            or signing.signature(call, said, who.client_secret, "") != said["oauth_signature"]
        ):
            raise signing.unauthorized()
        if call.path == "/oauth/request_token":
            text = f"oauth_token={who.name}&oauth_token_secret=once&oauth_callback_confirmed=true"
        else:
            text = (
                f"oauth_token={who.access_token}&oauth_token_secret={who.refresh_token}"
                "&user_id=10001&screen_name=sandbox"
            )
        return Reply(200, text.encode(), kind="text/html;charset=utf-8")

    def _things(self, who: Credential, id_: str) -> Things:
        found = next((one for one in self._seen(who) if one.account.id == id_), None)
        if found is None:
            raise Refused(
                403, "ACCOUNT_NOT_FOUND", f"The account {id_} was not found", "account_id"
            )
        return found

    def _seen(self, who: Credential) -> list[Things]:
        market = self._world.market
        return [Things(market, one) for one in market.accounts(self.name) if who.sees(one)]

    def _page(self, call: Call, rows: list[Row], params: Mapping[str, str]) -> Reply:
        count, cursor = params.get("count", str(_FEW)), params.get("cursor", "")
        if not count.isdigit() or not 0 < int(count) <= _MOST:
            raise bad("count", f'Expected 1 to 1000, got "{count}" for count')
        total = params.get("with_total_count") == "true"
        if total and cursor:
            raise bad("cursor", "Not together with with_total_count", "EXCLUSIVE_PARAMETERS")
        start = _start(cursor)
        end = start + int(count)
        following = base64.b32encode(f"c{end}".encode()).decode().rstrip("=").lower()
        said: Row = {
            "request": {"params": dict(params)},
            "next_cursor": following if end < len(rows) else None,
            "data": rows[start:end],
        }
        return self._say(call, said | ({"total_count": len(rows)} if total else {}))

    @staticmethod
    def _json(call: Call) -> Any:
        try:
            return call.json()
        except ValueError as error:
            raise Refused(400, "INVALID_PARAMETER", "The body is no JSON") from error

    def _say(self, call: Call, content: object, status: int = 200) -> Reply:
        return json_reply(content, status, self._headers(call))

    def _headers(self, call: Call) -> dict[str, str]:
        now = int(self._world.clock.now().timestamp())
        window = now // int(_WINDOW.total_seconds())
        kind, limit = next((one for one in _LIMITS if one[0] in call.path), ("other", 2_000))
        used = self._used[kind, window] = self._used.get((kind, window), 0) + 1
        left = {
            "limit": str(limit),
            "remaining": str(max(limit - used, 1)),
            "reset": str((window + 1) * int(_WINDOW.total_seconds())),
        }
        scope = "x-rate-limit" if call.path == "/12/accounts" else "x-account-rate-limit"
        said = {f"{scope}-{name}": value for name, value in left.items()}
        return {**said, "x-current-api-version": "12"}


def _no_route(call: Call) -> Refused:
    message = f"The requested resource could not be found: {call.path}"
    return Refused(404, "ROUTE_NOT_FOUND", message)


_TROUBLE: dict[str, Callable[[Call], Refused]] = {
    "429": lambda _: Refused(429, "TOO_MANY_REQUESTS", "Rate limit exceeded"),
    "500": lambda _: Refused(500, "INTERNAL_ERROR", "Internal error"),
    "retired_version": _no_route,
}


def _listed(things: Things, level: str, params: Mapping[str, str]) -> Any:
    own = next(name for name, one in LEVELS.items() if one == level).removesuffix("s") + "_ids"
    for n in things.shown(level):
        if things.deleted(level, n) and params.get("with_deleted") != "true":
            continue
        row = things.row(level, n)
        wanted = {**_FILTERS, own: "id"}
        if all(
            row.get(key) in params[name].split(",")
            for name, key in wanted.items()
            if name in params
        ):
            yield row


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        padded = cursor.upper() + "=" * (-len(cursor) % 8)
        return int(base64.b32decode(padded).decode().removeprefix("c"))
    except ValueError as error:
        raise bad("cursor", "The cursor is of another list") from error
