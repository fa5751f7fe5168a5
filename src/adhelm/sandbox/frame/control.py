"""`/_sandbox`: clock, faults, journal, tokens, scenario and truth, for whoever drives the play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import available_timezones

import orjson

from adhelm.core.errors import AdhelmError, Conflict, Invalid, NotFound
from adhelm.sandbox.frame import tracking, truth
from adhelm.sandbox.frame.calls import Call, Reply
from adhelm.sandbox.frame.faults import Faults
from adhelm.sandbox.frame.journal import Journal
from adhelm.sandbox.frame.world import World
from adhelm.sandbox.market import PER_DOLLAR

Body = dict[str, Any]


class BadWish(Invalid):
    """What was posted to the sandbox's controls makes no sense."""

    code = "sandbox.bad_request"


class Playing(Protocol):
    """What is played, as far as it can be controlled."""

    world: World
    faults: Faults
    journal: Journal

    @property
    def prefixes(self) -> Iterable[str]:
        """Return the first parts of the platforms' paths."""
        ...

    def begin(self, world: World) -> None:
        """Start over with another world."""
        ...


def answer(frame: Playing, call: Call) -> Reply:
    """Answer one call to the controls."""
    name = call.path.removeprefix("/_sandbox/")
    if name not in _DOORS:
        return _json({"error": f"no control at {call.path}"}, 404)
    try:
        return _json(_act(frame, call, *_DOORS[name]))
    except AdhelmError as error:
        codes = {NotFound.kind: 404, Conflict.kind: 409}
        return _json({"error": error.as_dict()}, codes.get(error.kind, 400))


Read = Callable[[Playing, Mapping[str, str]], Any]
Write = Callable[[Playing, Body], Any]


def _act(frame: Playing, call: Call, read: Read | None, write: Write | None) -> Any:
    if call.method == "GET" and read is not None:
        return read(frame, call.query)
    if call.method == "POST" and write is not None:
        try:
            wish = call.json()
        except ValueError as error:
            raise BadWish(f"the body is no JSON: {error}") from error
        if not isinstance(wish, dict):
            raise BadWish("the body is no JSON object", hint='{"name": "growth"}')
        return write(frame, wish)
    if call.method == "DELETE":
        return _clear(frame, call.path)
    raise BadWish(f"{call.method} {call.path} does nothing")


def _clear(frame: Playing, path: str) -> Any:
    if path.endswith("faults"):
        frame.faults.clear()
    elif path.endswith("journal"):
        frame.journal.clear()
    else:
        raise BadWish(f"{path} cannot be cleared")
    return {"cleared": True}


def _see_clock(frame: Playing, _: Mapping[str, str]) -> Any:
    return {"now": frame.world.clock.now().isoformat()}


def _set_clock(frame: Playing, wish: Body) -> Any:
    if "advance_seconds" in wish:
        now = frame.world.clock.now() + timedelta(seconds=float(wish["advance_seconds"]))
    else:
        now = instant(wish.get("now"))
    frame.world.move_clock(now)
    return _see_clock(frame, {})


def instant(text: object) -> datetime:
    """
    Read an instant with its zone.

    :raises BadWish: if it is none.
    """
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise BadWish(f"'{text}' is no instant", hint="2026-11-21T09:00:00Z") from error
    if found.tzinfo is None:
        raise BadWish(f"'{text}' has no zone", hint="2026-11-21T09:00:00Z")
    return found


def _see_faults(frame: Playing, _: Mapping[str, str]) -> Any:
    return {"faults": frame.faults.listed()}


def _plant(frame: Playing, wish: Body) -> Any:
    frame.faults.plant(wish)
    return _see_faults(frame, {})


def _see_journal(frame: Playing, query: Mapping[str, str]) -> Any:
    after = query.get("after", "0")
    if not after.isdigit():
        raise BadWish(f"after={after} is no number")
    return {"entries": frame.journal.entries(platform=query.get("platform", ""), after=int(after))}


def _spoil_tokens(frame: Playing, wish: Body) -> Any:
    spoil = {"expire": frame.world.tokens.expire, "revoke": frame.world.tokens.revoke}
    if wish.get("action") not in spoil:
        raise BadWish("no such action", hint='{"platform": "meta", "action": "expire|revoke"}')
    return {"tokens": spoil[wish["action"]](str(wish.get("platform", "")))}


def _alter(frame: Playing, wish: Body) -> Any:
    market = frame.world.market
    account = market.account(str(wish.get("platform", "")), str(wish.get("account", "")))
    currency = str(wish.get("currency") or account.currency)
    zone = str(wish.get("timezone") or account.zone)
    if currency not in PER_DOLLAR or zone not in available_timezones():
        raise BadWish(f"{currency} or {zone} is not played", hint=f"one of {sorted(PER_DOLLAR)}")
    if account.platform == "linkedin" and zone != account.zone:
        raise BadWish("LinkedIn's days are UTC's everywhere", hint="change its currency")
    return asdict(market.alter(account, currency=currency, zone=zone))


def _limit(frame: Playing, wish: Body) -> Any:
    return {"qps": frame.world.limits.set(str(wish.get("platform", "")), wish.get("qps"))}


def _see_scenario(frame: Playing, _: Mapping[str, str]) -> Any:
    return truth.scenario(frame.world, prefixes=sorted(frame.prefixes))


def _begin(frame: Playing, wish: Body) -> Any:
    now = instant(wish["now"]) if wish.get("now") else None
    old = frame.world.market
    name, seed = str(wish.get("name", old.scenario.name)), int(wish.get("seed", old.seed))
    frame.begin(World(name, seed=seed, now=now))
    return _see_scenario(frame, {})


def _see_truth(frame: Playing, query: Mapping[str, str]) -> Any:
    return truth.truth(frame.world.market, query)


def _see_journeys(frame: Playing, query: Mapping[str, str]) -> Any:
    return tracking.seen(frame.world.market, query)


def _json(content: object, status: int = 200) -> Reply:
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return Reply(status, body, kind="application/json")


_DOORS: dict[str, tuple[Read | None, Write | None]] = {
    "clock": (_see_clock, _set_clock),
    "faults": (_see_faults, _plant),
    "journal": (_see_journal, None),
    "accounts": (None, _alter),
    "tokens": (None, _spoil_tokens),
    "limits": (None, _limit),
    "scenario": (_see_scenario, _begin),
    "journeys": (_see_journeys, None),
    "truth": (_see_truth, None),
    "truth/schema": (lambda *_: truth.schema(), None),
}
