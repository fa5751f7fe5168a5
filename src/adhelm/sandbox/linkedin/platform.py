"""The doors of LinkedIn: versions, the Rest.li protocol, tunnels, finders, ids in headers."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from adhelm.sandbox.frame import Call, Credential, Kept, Reply, World, json_reply
from adhelm.sandbox.linkedin import analytics, restli, segments, writing
from adhelm.sandbox.linkedin.errors import Refused, bad, missing, retired
from adhelm.sandbox.linkedin.things import GONE, LEVELS, URNS, Row, Things

_ACCESS, _REFRESH = timedelta(days=60), 31_536_000
_LONGEST_QUERY = 8_000
_MONTHS = 12
_FEW, _MOST = 100, 1000
_ACCOUNT = re.compile(r"/rest/adAccounts/(?P<account>\d+)(?:/(?P<edge>\w+)(?:/(?P<id>[^/]+))?)?")
_SEGMENT = re.compile(r"/rest/dmpSegments(?:/(?P<id>\d+)(?P<users>/users)?)?")
_TOKENS = {
    "expired": (65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
    "revoked": (65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked"),
    "unknown": (65600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
}


class LinkedIn:
    """Marketing API below `/linkedin/rest`; tokens come from `/linkedin/oauth/v2`."""

    prefix = "linkedin"
    name = "linkedin"

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls = 0
        self._events: set[str] = set()
        self._segments = segments.Segments()
        self._reports = Kept()

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        try:
            return self._answer(call)
        except Refused as error:
            return self._say(error.body(), error.status)

    def trouble(self, call: Call, mode: str) -> Reply:
        """Say that there were too many calls, not when to come back; or that something broke."""
        if mode == "retired_version":
            error = retired(call.headers.get("linkedin-version", ""))
            return self._say(error.body(), error.status)
        if mode == "429":
            message = "Resource level throttle limit for calls to this resource is reached."
            return self._say({"message": message, "status": 429, "serviceErrorCode": 101}, 429)
        return self._say({"message": "Internal Server Error", "status": 500}, 500)

    def _answer(self, call: Call) -> Reply:
        if call.path.startswith("/oauth/v2/"):
            return self._oauth(call)
        who = self._caller(call)
        self._version(call)
        method, text = call.method, call.query_text
        if method == "POST" and call.headers.get("x-http-method-override") == "GET":
            method, text = "GET", call.body.decode()
        elif len(text) > _LONGEST_QUERY:
            raise Refused(414, "URI_TOO_LONG", "Request-URI Too Long")
        second = call.headers.get("x-restli-protocol-version") == "2.0.0"
        query = restli.query(text, second=second)
        return self._routed(call, who, method, query)

    def _routed(self, call: Call, who: Credential, method: str, query: dict[str, Any]) -> Reply:
        if call.path == "/rest/adAnalytics":
            return self._analytics(self._seen(who), query)
        if call.path == "/rest/adAccounts":
            return self._say(_page([one.itself() for one in self._seen(who)], query))
        if call.path == "/rest/conversions":
            return self._say(_page([_rule()], query))
        if call.path == "/rest/conversionEvents" and method == "POST":
            return self._convert(call)
        found = _SEGMENT.fullmatch(call.path)
        if found is not None:
            return self._segment(call, self._seen(who), found, method, query)
        return self._of_account(call, who, method, query)

    def _analytics(self, seen: list[Things], query: dict[str, Any]) -> Reply:
        versions = tuple((one.account.id, one.book.version) for one in seen)
        key = (versions, self._world.clock.now(), repr(query))
        rows = self._reports.rows(key, lambda: analytics.elements(seen, query))
        paging = {"start": 0, "count": 10, "links": []}
        return self._say({"elements": rows[: len(rows)], "paging": paging})

    def _segment(
        self,
        call: Call,
        seen: list[Things],
        found: re.Match[str],
        method: str,
        query: dict[str, Any],
    ) -> Reply:
        if found["users"] and method == "POST":
            if call.headers.get("x-restli-method", "").upper() != "BATCH_CREATE":
                raise Refused(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method: BATCH_CREATE is missing.")
            return self._say(
                {"elements": self._segments.users(seen, found["id"], self._json(call))}
            )
        if found["id"]:
            return self._say(self._segments.one(seen, found["id"]))
        if method == "POST":
            id_ = self._segments.make(seen, self._json(call))
            return self._empty(201, {"x-restli-id": id_, "location": f"{call.path}/{id_}"})
        return self._say(_page(self._segments.listed(seen, query), query))

    def _of_account(self, call: Call, who: Credential, method: str, query: dict[str, Any]) -> Reply:
        found = _ACCOUNT.fullmatch(call.path)
        if found is None:
            raise Refused(404, "RESOURCE_NOT_FOUND", f"No virtual resource found: {call.path}")
        things = next((one for one in self._seen(who) if one.account.id == found["account"]), None)
        if things is None:
            raise Refused(403, "ACCESS_DENIED", "Not enough permissions to access: adAccounts.GET")
        if not found["edge"]:
            return self._say(things.itself())
        if found["edge"] not in LEVELS:
            raise Refused(404, "RESOURCE_NOT_FOUND", f"No virtual resource found: {call.path}")
        return self._edge(call, things, (LEVELS[found["edge"]], found["id"]), method, query)

    def _edge(
        self,
        call: Call,
        things: Things,
        at: tuple[str, str | None],
        method: str,
        query: dict[str, Any],
    ) -> Reply:
        level, id_ = at
        if id_ is None:
            if method == "POST":
                return self._post(call, things, level, query)
            if "ids" in query:
                return self._say(_several(things, level, query["ids"]))
            return self._say(_page(list(_listed(things, level, query)), query))
        ordinal = _found(things, level, id_)
        if method == "DELETE":
            writing.delete(things, level, ordinal)
            return self._empty(204)
        if method == "POST":
            if call.headers.get("x-restli-method", "").upper() != "PARTIAL_UPDATE":
                raise Refused(
                    400, "ILLEGAL_ARGUMENT", "X-RestLi-Method: PARTIAL_UPDATE is missing."
                )
            writing.patch(things, level, ordinal, self._json(call))
            return self._empty(204)
        return self._say(things.row(level, ordinal))

    def _post(self, call: Call, things: Things, level: str, query: dict[str, Any]) -> Reply:
        body = self._json(call)
        if call.headers.get("x-restli-method", "").upper() == "BATCH_PARTIAL_UPDATE":
            results, errors = dict[str, Row](), dict[str, Row]()
            for id_ in query.get("ids") or []:
                try:
                    change = (body.get("entities") or {}).get(id_) or {}
                    writing.patch(things, level, _found(things, level, id_), change)
                    results[id_] = {"status": 204}
                except Refused as error:
                    errors[id_] = error.body()
            return self._say({"results": results, "errors": errors})
        id_ = writing.create(things, level, body)
        shown = URNS["ad"] + id_ if level == "ad" else id_
        return self._empty(201, {"x-restli-id": shown, "location": f"{call.path}/{shown}"})

    def _convert(self, call: Call) -> Reply:
        body = self._json(call)
        batch = call.headers.get("x-restli-method", "").upper() == "BATCH_CREATE"
        found = body.get("elements") if batch else [body]
        for one in found or []:
            for name in ("conversion", "conversionHappenedAt", "user"):
                if name not in one:
                    raise bad(name, "MISSING_FIELD", f"{name} is required.")
            self._events.add(str(one.get("eventId")))
        if batch:
            return self._say({"elements": [{"status": 201} for _ in found or []]})
        return self._empty(201)

    def _oauth(self, call: Call) -> Reply:
        form = call.form
        if call.path.endswith("/introspectToken"):
            state = self._world.tokens.state(self.name, form.get("token", ""))
            status = "active" if state == "ok" else state
            return self._say({"active": state == "ok", "status": status, "scope": "r_ads,rw_ads"})
        who = self._world.tokens.refreshable(self.name, form.get("refresh_token", ""))
        if form.get("grant_type") != "refresh_token" or who is None:
            said = {
                "error": "invalid_request",
                "error_description": "The provided refresh token is invalid",
            }
            return self._say(said, 400)
        if (form.get("client_id"), form.get("client_secret")) != (who.client_id, who.client_secret):
            said = {"error": "invalid_client", "error_description": "Client authentication failed"}
            return self._say(said, 401)
        return self._say(
            {
                "access_token": self._world.tokens.issue(who, _ACCESS),
                "expires_in": int(_ACCESS.total_seconds()),
                "refresh_token": who.refresh_token,
                "refresh_token_expires_in": _REFRESH,
                "scope": "r_ads,rw_ads,r_ads_reporting",
            }
        )

    def _caller(self, call: Call) -> Credential:
        state = self._world.tokens.state(self.name, call.bearer)
        if state != "ok":
            service, code, message = _TOKENS[state]
            raise Refused(401, code, message, service=service)
        return self._world.tokens.credential(call.bearer)

    def _version(self, call: Call) -> None:
        asked = call.headers.get("linkedin-version", "")
        if not asked:
            raise Refused(400, "VERSION_MISSING", "A version must be present.")
        now = self._world.clock.now()
        months = now.year * 12 + now.month - 1
        active = {f"{m // 12}{m % 12 + 1:02d}" for m in range(months - _MONTHS + 1, months + 1)}
        if asked not in active:
            raise retired(asked)

    def _seen(self, who: Credential) -> list[Things]:
        market = self._world.market
        return [Things(market, one) for one in market.accounts(self.name) if who.sees(one)]

    @staticmethod
    def _json(call: Call) -> Any:
        if not call.body and call.headers.get("content-length") is None:
            raise Refused(411, "LENGTH_REQUIRED", "Content-Length is required.")
        try:
            body = call.json()
        except ValueError as error:
            raise Refused(400, "ILLEGAL_ARGUMENT", "The body is no JSON.") from error
        if not isinstance(body, dict):
            raise Refused(400, "ILLEGAL_ARGUMENT", "The body is no JSON object.")
        return body

    def _say(self, content: object, status: int = 200) -> Reply:
        return json_reply(content, status, self._trace())

    def _empty(self, status: int, headers: Mapping[str, str] | None = None) -> Reply:
        return Reply(status, b"", {**self._trace(), **(headers or {})})

    def _trace(self) -> dict[str, str]:
        self._calls += 1
        uuid = base64.b64encode(f"uuid{self._calls:012d}".encode()).decode()
        return {
            "x-li-uuid": uuid,
            "x-li-fabric": "prod-sandbox",
            "x-li-request-id": str(self._calls),
        }


def _found(things: Things, level: str, id_: str) -> int:
    ordinal = things.book.find(level, unquote(id_).removeprefix(URNS[level]))
    if ordinal is None:
        raise missing(f"{level} {id_}")
    return ordinal


def _several(things: Things, level: str, ids: list[str]) -> Row:
    results, errors = dict[str, Row](), dict[str, Row]()
    for id_ in ids:
        try:
            results[id_] = things.row(level, _found(things, level, id_))
        except Refused as error:
            errors[id_] = error.body()
    return {"results": results, "statuses": {}, "errors": errors}


def _listed(things: Things, level: str, query: Mapping[str, Any]) -> Any:
    search = query.get("search") or {}
    statuses = set((search.get("status") or {}).get("values") or [])
    statuses |= set(query.get("intendedStatuses") or [])
    campaigns = set(query.get("campaigns") or [])
    for n in things.shown(level):
        row = things.row(level, n)
        status = row.get("status") or row["intendedStatus"]
        wanted = status in statuses if statuses else status not in GONE
        if wanted and (not campaigns or row.get("campaign") in campaigns):
            yield row


def _page(rows: list[Row], query: Mapping[str, Any]) -> Row:
    size = str(query.get("pageSize", _FEW))
    if not size.isdigit() or not 0 < int(size) <= _MOST:
        raise bad("pageSize", "FIELD_VALUE_TOO_HIGH", "A page holds 1 to 1,000.")
    start = _start(str(query.get("pageToken", "")))
    end = start + int(size)
    metadata = {"nextPageToken": base64.urlsafe_b64encode(f"p{end}".encode()).decode()}
    return {"elements": rows[start:end], "metadata": metadata if end < len(rows) else {}}


def _start(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("p"))
    except ValueError as error:
        raise bad("pageToken", "FIELD_INVALID", "The token is of another list.") from error


def _rule() -> Row:
    return {
        "id": 104004,
        "name": "Purchase",
        "type": "PURCHASE",
        "enabled": True,
        "postClickAttributionWindowSize": 30,
        "viewThroughAttributionWindowSize": 7,
        "attributionType": "LAST_TOUCH_BY_CAMPAIGN",
        "conversionMethod": "CONVERSIONS_API",
    }
