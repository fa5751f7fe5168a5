"""The doors of TikTok's Business API: one envelope, status 200, trailing slashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from adhelm.sandbox.frame import Call, Credential, Kept, Reply, World, json_reply
from adhelm.sandbox.market import Account
from adhelm.sandbox.tiktok import audiences, reports, writing
from adhelm.sandbox.tiktok.asking import Row, decoded, needed, page
from adhelm.sandbox.tiktok.errors import Refused, bad
from adhelm.sandbox.tiktok.tasks import Tasks
from adhelm.sandbox.tiktok.things import Things

_PATH = re.compile(r"/open_api/v1\.3/(?P<path>(?:\w+/)+)")
_FILE = re.compile(r"/files/(?P<task>\d+)\.csv")
_LEVELS = {"campaign": "campaign", "adgroup": "ad_group", "ad": "ad"}
_MOST_EVENTS = 1000
_STATUS = {
    "expired": (40102, "Access token is expired."),
    "unknown": (40105, "Access token is incorrect or has been revoked."),
    "revoked": (40105, "Access token is incorrect or has been revoked."),
}

Door = Callable[[Things, Call, Any], Any]


class TikTok:
    """Business API v1.3, below `/tiktok`."""

    prefix = "tiktok"
    name = "tiktok"

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls = 0
        self._codes: set[str] = set()
        self._requests: set[tuple[str, str]] = set()
        self._tasks = Tasks()
        self._reports = Kept()
        self._audiences = audiences.Custom()

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        file = _FILE.fullmatch(call.path)
        if file is not None and self._tasks.has(file["task"]):
            return Reply(200, self._tasks.text(file["task"]).encode(), kind="text/csv")
        found = _PATH.fullmatch(call.path)
        if found is None:
            return _no_page()
        try:
            return self._envelope(0, "OK", self._answer(call, found["path"]))
        except Refused as error:
            return self._envelope(error.code, error.message, {})

    def trouble(self, call: Call, mode: str) -> Reply:  # noqa: ARG002 - every call fails alike here
        """Say, with status 200, that there were too many calls or that something broke."""
        if mode == "retired_version":
            return _no_page()
        if mode == "429":
            return self._envelope(40100, "Too many requests. Please retry in some time.", {})
        return self._envelope(50000, "System error.", {})

    def _answer(self, call: Call, path: str) -> Any:
        if path == "oauth2/access_token/":
            return self._exchange(self._body(call))
        who = self._caller(call)
        own = self._own_doors().get(path)
        if own is not None:
            return own(call, who)
        body = self._body(call)
        door = self._doors().get((call.method, path))
        if door is None:
            raise Refused(40001, f"No such interface: {call.method} {path}")
        return door(self._advertiser(call, who, body), call, body)

    def _own_doors(self) -> dict[str, Callable[[Call, Credential], Any]]:
        """Return the doors that name no advertiser, several, or not in the usual place."""
        return {
            "oauth2/revoke_token/": lambda *_: {"revoked": self._world.tokens.revoke(self.name)},
            "oauth2/advertiser/get/": self._advertisers,
            "advertiser/info/": self._info,
            "event/track/": lambda call, _: self._track(self._body(call)),
            "dmp/custom_audience/file/upload/": self._upload,
            "segment/mapping/": self._mapping,
        }

    def _advertisers(self, _: Call, who: Credential) -> Row:
        seen = self._seen(who)
        return {"list": [{"advertiser_id": one.id, "advertiser_name": one.name} for one in seen]}

    def _upload(self, call: Call, who: Credential) -> Row:
        account, lines = self._audiences.upload(call)
        return self._audiences.keep(self._advertiser(call, who, {"advertiser_id": account}), lines)

    def _mapping(self, call: Call, who: Credential) -> Row:
        body = self._body(call)
        ids = body.get("advertiser_ids") or [""]
        things = self._advertiser(call, who, {"advertiser_id": ids[0]})
        return self._audiences.mapping(things, body)

    def _doors(self) -> dict[tuple[str, str], Door]:
        made: dict[tuple[str, str], Door] = {
            ("GET", "report/integrated/get/"): lambda things, call, _: self._report(
                things, call.query
            ),
            ("POST", "report/task/create/"): lambda things, _, body: self._tasks.create(
                things, body
            ),
            ("GET", "report/task/check/"): lambda things, call, _: self._tasks.check(
                things, call.query.get("task_id", "")
            ),
            ("GET", "report/task/download/"): lambda things, call, _: self._tasks.download(
                things, call.query.get("task_id", ""), call.root
            ),
            ("POST", "report/task/cancel/"): lambda things, _, body: self._tasks.cancel(
                things, str(body.get("task_id"))
            ),
            ("POST", "adgroup/budget/update/"): lambda things, _, body: writing.set_group_budgets(
                things, body
            ),
        }
        custom = self._audiences
        made |= {
            ("POST", "dmp/custom_audience/create/"): lambda things, _, body: custom.make(
                things, body
            ),
            ("POST", "dmp/custom_audience/update/"): lambda things, _, body: custom.update(
                things, body
            ),
            ("GET", "dmp/custom_audience/list/"): lambda things, call, _: custom.listed(
                things, call.query
            ),
            ("POST", "segment/audience/"): lambda things, _, body: custom.segment(things, body),
        }
        for word, level in _LEVELS.items():
            made |= {
                ("GET", f"{word}/get/"): _bound(self._list, level),
                ("POST", f"{word}/create/"): _bound(self._create, level),
                ("POST", f"{word}/update/"): _bound(_update, level),
                ("POST", f"{word}/status/update/"): _bound(_set_status, level),
            }
        return made

    def _create(self, level: str, things: Things, call: Call, body: Any) -> Row:  # noqa: ARG002 - a door
        key = (things.account.id, str(body.get("request_id", "")))
        if key[1] and key in self._requests:
            raise bad("request_id", "This request_id has already been used.")
        made = writing.create(things, level, body)
        if key[1]:
            self._requests.add(key)
        return made

    def _list(self, level: str, things: Things, call: Call, body: Any) -> Row:  # noqa: ARG002 - a door
        wish = decoded(call.query, "filtering", {})
        everything = "ALL" in str(wish.get("primary_status", ""))
        only = {
            name.removesuffix("s"): {str(id_) for id_ in wish[name]}
            for name in ("campaign_ids", "adgroup_ids", "ad_ids")
            if wish.get(name)
        }
        rows = [
            row
            for n in things.shown(level)
            if everything or not things.deleted(level, n)
            for row in [things.row(level, n)]
            if all(row.get(name) in ids for name, ids in only.items())
        ]
        fields = set(decoded(call.query, "fields", []))
        if fields:
            rows = [{k: v for k, v in row.items() if k in fields} for row in rows]
        return page(rows, call.query)

    def _report(self, things: Things, query: Mapping[str, str]) -> Row:
        asked = tuple(sorted((k, v) for k, v in query.items() if k not in {"page", "page_size"}))
        key = (things.account.id, things.book.version, self._world.clock.now(), asked)
        rows = self._reports.rows(key, lambda: reports.rows(things, query))
        said = page(rows, query)
        if query.get("enable_total_metrics") == "true":
            said["total_metrics"] = reports.total(things, query)
        return said

    def _info(self, call: Call, who: Credential) -> Row:
        ids = [str(one) for one in decoded(call.query, "advertiser_ids", [])]
        seen = {one.id: one for one in self._seen(who)}
        if not ids or any(one not in seen for one in ids):
            raise Refused(40300, "The advertiser does not exist.")
        rows = [Things(self._world.market, seen[one]).itself() for one in ids]
        fields = decoded(call.query, "fields", [])
        return {
            "list": [{k: v for k, v in row.items() if not fields or k in fields} for row in rows]
        }

    @staticmethod
    def _track(body: Any) -> Row:
        needed(body, "event_source", "event_source_id")
        data = body.get("data") or []
        if not 0 < len(data) <= _MOST_EVENTS:
            raise bad("data", "Length must be between 1 and 1000.")
        for event in data:
            needed(event, "event", "event_time")
        return {}

    def _exchange(self, body: Any) -> Row:
        code = str(body.get("auth_code", ""))
        who = self._world.tokens.refreshable(self.name, code)
        if who is None or code in self._codes:
            raise Refused(40110, "Auth_code is incorrect or has been used.")
        if (body.get("app_id"), body.get("secret")) != (who.client_id, who.client_secret):
            raise bad("secret", "app_id and secret do not match.")
        self._codes.add(code)
        return {
            "access_token": self._world.tokens.issue(who, None),
            "advertiser_ids": [one.id for one in self._seen(who)],
            "scope": [4, 6],
        }

    def _caller(self, call: Call) -> Credential:
        token = call.headers.get("access-token", "")
        if not token:
            raise Refused(40104, "Access token is empty.")
        state = self._world.tokens.state(self.name, token)
        if state != "ok":
            raise Refused(*_STATUS[state])
        return self._world.tokens.credential(token)

    def _advertiser(self, call: Call, who: Credential, body: Any) -> Things:
        id_ = str(body.get("advertiser_id") or call.query.get("advertiser_id", ""))
        if not id_:
            raise bad("advertiser_id", "Missing data for required field.")
        account = next((one for one in self._seen(who) if one.id == id_), None)
        if account is None:
            raise Refused(40001, f"No permission to operate advertiser {id_}.")
        return Things(self._world.market, account)

    def _seen(self, who: Credential) -> list[Account]:
        return [one for one in self._world.market.accounts(self.name) if who.sees(one)]

    @staticmethod
    def _body(call: Call) -> Any:
        if call.method != "POST":
            return {}
        try:
            body = call.json()
        except ValueError as error:
            raise Refused(40002, "The request body is not a valid JSON.") from error
        if not isinstance(body, dict):
            raise Refused(40002, "The request body is not a valid JSON.")
        return body

    def _envelope(self, code: int, message: str, data: Any) -> Reply:
        self._calls += 1
        stamp = f"{self._world.clock.now():%Y%m%d%H%M%S}{self._calls:08d}"
        return json_reply({"code": code, "message": message, "request_id": stamp, "data": data})


def _no_page() -> Reply:
    return Reply(404, b"404 page not found", kind="text/plain")


def _bound(act: Callable[[str, Things, Call, Any], Any], level: str) -> Door:
    return lambda things, call, body: act(level, things, call, body)


def _update(level: str, things: Things, call: Call, body: Any) -> Row:  # noqa: ARG001 - a door
    return writing.update(things, level, body)


def _set_status(level: str, things: Things, call: Call, body: Any) -> Row:  # noqa: ARG001 - a door
    return writing.set_status(things, level, body)
