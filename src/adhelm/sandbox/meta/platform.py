"""The doors of Graph: which node and which edge, whose token, and the headers on every answer."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from adhelm.sandbox.frame import Call, Credential, Kept, Reply, Rows, World, json_reply
from adhelm.sandbox.market import Account, ids
from adhelm.sandbox.meta import asking, audiences, errors, events, history, insights, writing
from adhelm.sandbox.meta.asking import Node, chosen, listed, page
from adhelm.sandbox.meta.errors import Refused, bad, missing
from adhelm.sandbox.meta.nodes import GONE, KINDS, LEVELS, Nodes
from adhelm.sandbox.meta.runs import Run, Runs

VERSION = "v26.0"
_LIFETIME = timedelta(days=60)
_MOST_PARTS = 50
_CALLS_A_PERCENT, _HIGHEST = 40, 70
_PATH = re.compile(r"/(?P<version>v\d+\.\d)(?:/(?P<node>[\w.]+)(?:/(?P<edge>\w+))?)?/?")


class Meta:
    """Marketing API of Graph, below `/meta`."""

    prefix = "meta"
    name = "meta"

    def __init__(self, world: World) -> None:
        self._world = world
        self._runs = Runs()
        self._events = events.Events()
        self._custom = audiences.Custom()
        self._reports = Kept()
        self._calls = 0
        self._counted: dict[tuple[str, int], int] = {}
        self._busy = ""

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        self._busy = ""
        try:
            said = self._answer(call)
        except Refused as error:
            return json_reply(error.body(self._trace()), error.status, self._headers())
        return json_reply(said, 200, self._headers())

    def trouble(self, call: Call, mode: str) -> Reply:
        """Say that there were too many calls, or that something broke inside."""
        if mode == "429":
            error = errors.too_many("act_" in call.path)
        elif mode == "retired_version":
            error = errors.retired(VERSION)
        else:
            error = Refused(2, "Service temporarily unavailable", status=500, transient=True)
        return json_reply(error.body(self._trace()), error.status, self._headers())

    def _answer(self, call: Call) -> Any:
        found = _PATH.fullmatch(call.path)
        if found is None:
            raise Refused(2500, f"Unknown path components: {call.path}")
        if found["version"] != VERSION:
            raise errors.retired(found["version"])
        params = {**call.query, **(call.form if call.method == "POST" and _is_form(call) else {})}
        if (found["node"], found["edge"]) == ("oauth", "access_token"):
            return self._exchange(params)
        who = self._caller(call, params)
        if found["node"] is None:
            return self._batch(call, params)
        if found["node"] == "debug_token":
            return self._debug(params)
        return self._routed(call, who, found["node"], found["edge"] or "", params)

    def _routed(
        self, call: Call, who: Credential, node: str, edge: str, params: dict[str, str]
    ) -> Any:
        if node == "me":
            return self._me(call, who, edge, params)
        run = self._runs.find(node)
        if run is not None and who.sees(run.nodes.account):
            return self._run(call, run, edge, params)
        if node.startswith("act_"):
            account = next((one for one in self._seen(who) if f"act_{one.id}" == node), None)
            if account is None:
                raise missing(node)
            return self._account(call, Nodes(self._world.market, account), edge, params)
        if edge == "events" and call.method == "POST":
            return self._events.take(_sent(call, params), self._trace())
        audience = self._custom.find(node, {one.id for one in self._seen(who)})
        if audience is not None:
            return self._custom.answer(audience, call.method, edge, _sent(call, params))
        return self._entity(call, who, node, edge, params)

    def _account(self, call: Call, nodes: Nodes, edge: str, params: dict[str, str]) -> Any:
        self._busy = nodes.account.id
        if call.method == "POST":
            return self._post(call, nodes, edge, params)
        if edge == "":
            return chosen(nodes.itself(), params.get("fields", ""), "AdAccount")
        if edge == "insights":
            return self._insights(call, nodes, params, None)
        if edge == "activities":
            return page(list(history.activities(nodes, params)), params, self._here(call))
        if edge == "customaudiences":
            rows = self._custom.listed(nodes.account.id, params.get("fields", ""))
            return page(rows, params, self._here(call))
        if edge in LEVELS:
            return self._edge(call, nodes, LEVELS[edge], params, lambda _: True)
        raise Refused(2500, f"Unknown path components: /{edge}")

    def _post(self, call: Call, nodes: Nodes, edge: str, params: dict[str, str]) -> Node:
        if edge == "insights":
            insights.rows(nodes, params, None)
            return {"report_run_id": self._runs.begin(nodes, params, None).id}
        if edge == "customaudiences":
            return self._custom.make(nodes.account.id, _sent(call, params))
        if edge in {*LEVELS, "adcreatives"}:
            return writing.create(nodes, edge, params)
        raise bad(f"Unsupported post request on {edge}.")

    def _entity(
        self, call: Call, who: Credential, node: str, edge: str, params: dict[str, str]
    ) -> Any:
        nodes, level, ordinal = self._found(who, node)
        self._busy = nodes.account.id
        if call.method == "DELETE":
            return writing.delete(nodes, level, ordinal)
        if call.method == "POST":
            if edge == "insights":
                return {"report_run_id": self._runs.begin(nodes, params, (level, ordinal)).id}
            return writing.update(nodes, level, ordinal, params)
        if edge == "":
            return chosen(nodes.node(level, ordinal), params.get("fields", ""), KINDS[level])
        if edge == "insights":
            asked = {"level": {"ad_group": "adset"}.get(level, level), **params}
            return self._insights(call, nodes, asked, (level, ordinal))
        if edge in LEVELS:
            return self._edge(
                call, nodes, LEVELS[edge], params, lambda one: _below(one, level, node)
            )
        raise Refused(2500, f"Unknown path components: /{edge}")

    def _found(self, who: Credential, node: str) -> tuple[Nodes, str, int]:
        for level in KINDS:
            found = ids.locate(self.name, level, node)
            account = next(
                (one for one in self._seen(who) if found and one.index == found[0]), None
            )
            if account is not None and found is not None:
                nodes = Nodes(self._world.market, account)
                if found[1] < nodes.book.count(level):
                    return nodes, level, found[1]
        raise missing(node)

    def _edge(
        self,
        call: Call,
        nodes: Nodes,
        level: str,
        params: dict[str, str],
        keep: Callable[[Node], bool],
    ) -> Node:
        wanted = set(listed(params, "effective_status"))
        rows = []
        filters = asking.decoded(params, "filtering", [])
        for n in nodes.shown(level):
            node = nodes.node(level, n)
            status = node["effective_status"]
            asked = wanted or _asked(filters)
            shown = status in asked if asked else status not in GONE
            if shown and keep(node) and _updated(node, filters):
                rows.append(chosen(node, params.get("fields", ""), KINDS[level]))
        said = page(rows, params, self._here(call))
        if params.get("summary") == "true":
            said["summary"] = {"total_count": len(rows)}
        return said

    def _insights(
        self, call: Call, nodes: Nodes, params: dict[str, str], only: tuple[str, int] | None
    ) -> Node:
        return page(self._rows(nodes, params, only), params, self._here(call))

    def _rows(self, nodes: Nodes, params: Mapping[str, str], only: tuple[str, int] | None) -> Rows:
        asked = sorted(
            (k, v) for k, v in params.items() if k not in {"after", "limit", "access_token"}
        )
        key = (nodes.account.id, nodes.book.version, self._world.clock.now(), only, tuple(asked))
        return self._reports.rows(key, lambda: insights.rows(nodes, params, only))

    def _run(self, call: Call, run: Run, edge: str, params: dict[str, str]) -> Any:
        self._busy = run.nodes.account.id
        if edge == "":
            state = run.state()
            asked = [name for name in listed(params, "fields") if name in state]
            return {name: state[name] for name in {"id", *asked}} if asked else state
        if not run.ready():
            return {"data": []}
        rows = self._rows(run.nodes, run.params, run.only)
        return page(rows, params, self._here(call))

    def _me(self, call: Call, who: Credential, edge: str, params: dict[str, str]) -> Node:
        if edge == "":
            return {"id": "10001", "name": f"Sandbox {who.name}"}
        if edge != "adaccounts":
            raise Refused(2500, f"Unknown path components: /{edge}")
        accounts = [Nodes(self._world.market, one).itself() for one in self._seen(who)]
        rows = [chosen(one, params.get("fields", ""), "AdAccount") for one in accounts]
        return page(rows, params, self._here(call))

    def _batch(self, call: Call, params: dict[str, str]) -> list[Node | None]:
        parts = asking.decoded(params, "batch", [])
        if call.method != "POST" or not parts or len(parts) > _MOST_PARTS:
            raise bad("A batch holds 1 to 50 requests.", "batch")
        return [self._part(call, part, params.get("access_token", "")) for part in parts]

    def _part(self, call: Call, part: Mapping[str, Any], token: str) -> Node:
        path, _, query = str(part.get("relative_url", "")).partition("?")
        headers = dict(call.headers)
        if token:
            headers["authorization"] = f"Bearer {token}"
        inner = replace(
            call,
            method=str(part.get("method", "GET")),
            path="/" + path.lstrip("/"),
            query_text=query,
            body=str(part.get("body", "")).encode(),
            headers=headers,
        )
        reply = self.answer(inner)
        return {"code": reply.status, "body": reply.body.decode()}

    def _caller(self, call: Call, params: Mapping[str, str]) -> Credential:
        token = call.bearer or params.get("access_token", "")
        if not token:
            raise Refused(104, "An access token is required to request this resource.")
        state = self._world.tokens.state(self.name, token)
        if state != "ok":
            raise errors.token(state)
        who = self._world.tokens.credential(token)
        proof = params.get("appsecret_proof")
        if proof is not None:
            right = hmac.new(who.client_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(proof, right):
                raise bad("Invalid appsecret_proof provided in the API argument")
        return who

    def _exchange(self, params: Mapping[str, str]) -> Node:
        token = params.get("fb_exchange_token") or params.get("code") or ""
        who = self._world.tokens.refreshable(self.name, token)
        if who is None and self._world.tokens.state(self.name, token) == "ok":
            who = self._world.tokens.credential(token)
        if who is None:
            raise errors.token("unknown")
        if (params.get("client_id"), params.get("client_secret")) != (
            who.client_id,
            who.client_secret,
        ):
            raise Refused(101, "Error validating client secret.")
        fresh = self._world.tokens.issue(who, _LIFETIME)
        return {
            "access_token": fresh,
            "token_type": "bearer",
            "expires_in": int(_LIFETIME.total_seconds()),
        }

    def _debug(self, params: Mapping[str, str]) -> Node:
        state = self._world.tokens.state(self.name, params.get("input_token", ""))
        return {
            "data": {
                "app_id": "4001",
                "type": "USER",
                "is_valid": state == "ok",
                "expires_at": 0,
                "scopes": ["ads_read", "ads_management"],
                "user_id": "10001",
            }
        }

    def _seen(self, who: Credential) -> list[Account]:
        return [one for one in self._world.market.accounts(self.name) if who.sees(one)]

    def _here(self, call: Call) -> str:
        return call.root + call.path

    def _trace(self) -> str:
        self._calls += 1
        return "A" + hashlib.blake2b(f"{self._calls}".encode(), digest_size=10).hexdigest()

    def _headers(self) -> dict[str, str]:
        """Return the usage headers: they climb with the calls of an hour of the clock."""
        self._calls += 1
        said = {"facebook-api-version": VERSION, "x-fb-trace-id": f"T{self._calls}"}
        hour = int(self._world.clock.now().timestamp()) // 3600
        used = self._counted[self._busy, hour] = self._counted.get((self._busy, hour), 0) + 1
        percent = min(used // _CALLS_A_PERCENT, _HIGHEST)
        usage = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
        said["X-App-Usage"] = orjson.dumps(usage).decode()
        if self._busy:
            use = {"type": "ads_insights", **usage, "estimated_time_to_regain_access": 0,
                   "ads_api_access_tier": "standard_access"}  # fmt: skip
            said["X-Business-Use-Case-Usage"] = orjson.dumps({self._busy: [use]}).decode()
            account = {"acc_id_util_pct": float(percent), "reset_time_duration": 100}
            said["X-Ad-Account-Usage"] = orjson.dumps(account).decode()
        return said


def _sent(call: Call, params: dict[str, str]) -> Any:
    """Return what a call carries: a form's fields, or a JSON body."""
    return params if _is_form(call) or not call.body else {**params, **call.json()}


def _is_form(call: Call) -> bool:
    return not call.headers.get("content-type", "").startswith("application/json")


def _below(node: Node, level: str, id_: str) -> bool:
    return bool(
        node.get({"campaign": "campaign_id", "ad_group": "adset_id"}.get(level, ""), "") == id_
    )


def _asked(filters: list[dict[str, Any]]) -> set[str]:
    for one in filters:
        if str(one.get("field", "")).endswith("effective_status"):
            return set(one.get("value", []))
    return set()


def _updated(node: Node, filters: list[dict[str, Any]]) -> bool:
    for one in filters:
        if str(one.get("field", "")).endswith("updated_time"):
            moment = datetime.strptime(node["updated_time"], "%Y-%m-%dT%H:%M:%S%z").timestamp()
            return moment > float(one["value"])
    return True
