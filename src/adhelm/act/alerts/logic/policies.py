"""Routes and mutes as people write them: documents in, a policy out, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adhelm.act.alerts.logic.routing import WEEKDAYS
from adhelm.act.alerts.types import (
    BadPolicy,
    Digest,
    Match,
    Mute,
    Policy,
    Route,
    Severity,
    Step,
)

_ROUTE = ("match", "channels", "digest", "escalate", "routes", "continue", "group", "resolved")
_MATCH = ("severity", "source", "detector", "platform", "account", "entity", "label")
_MUTE = ("name", "match", "from", "to", "zone", "days", "until")
_SPAN = re.compile(r"(\d{1,4})(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DEEPEST, _MOST, _LONGEST = 8, 200, 300


def read(document: Mapping[str, Any]) -> Policy:
    """
    Read `{"route": {…}, "mutes": [{…}]}`.

    :raises BadPolicy: if something of it is unknown or wrong.
    """
    _known(document, ("route", "mutes"), "the document")
    root = _route(_mapping(document.get("route", {}), "route"), "route", 0)
    mutes = [
        _mute(_mapping(one, f"mutes[{n}]"), f"mutes[{n}]")
        for n, one in enumerate(_listed(document.get("mutes", []), "mutes"))
    ]
    return Policy(root=root, mutes=tuple(mutes))


def document(policy: Policy) -> dict[str, Any]:
    """Return what reads to the same policy; what is usual is left out."""
    return {
        "route": _route_out(policy.root),
        "mutes": [_mute_out(one) for one in policy.mutes],
    }


def channels(route: Route) -> set[str]:
    """Return the channels that a tree names."""
    named = {*route.channels, *(name for step in route.escalate for name in step.channels)}
    return named.union(*(channels(one) for one in route.routes))


def _route(given: Mapping[str, Any], where: str, depth: int) -> Route:
    if depth > _DEEPEST:
        raise BadPolicy(f"{where}: routes are at most {_DEEPEST} deep")
    _known(given, _ROUTE, where)
    steps = _listed(given.get("escalate", []), f"{where}.escalate")
    routes = _listed(given.get("routes", []), f"{where}.routes")
    return Route(
        match=_match(_mapping(given.get("match", {}), where), f"{where}.match"),
        channels=_texts(given.get("channels", []), f"{where}.channels"),
        digest=_digest(given.get("digest"), f"{where}.digest"),
        escalate=tuple(_step(one, f"{where}.escalate[{n}]") for n, one in enumerate(steps)),
        routes=tuple(
            _route(_mapping(one, where), f"{where}.routes[{n}]", depth + 1)
            for n, one in enumerate(routes)
        ),
        go_on=_flag(given.get("continue", False), f"{where}.continue"),
        group=_span(given.get("group", "2m"), f"{where}.group"),
        resolved=_flag(given.get("resolved", True), f"{where}.resolved"),
    )


def _match(given: Mapping[str, Any], where: str) -> Match:
    _known(given, _MATCH, where)
    severity = given.get("severity", Severity.low.value)
    if severity not in {one.value for one in Severity}:
        raise BadPolicy(
            f"{where}.severity: there is no '{str(severity)[:40]}'",
            hint="low, medium, high or critical",
        )
    labels = _mapping(given.get("label", {}), f"{where}.label")
    return Match(
        severity=Severity(severity),
        sources=_texts(given.get("source", []), where),
        detectors=_texts(given.get("detector", []), where),
        platforms=_texts(given.get("platform", []), where),
        accounts=_texts(given.get("account", []), where),
        entities=_texts(given.get("entity", []), where),
        labels=tuple(sorted((_text(key, where), _text(labels[key], where)) for key in labels)),
    )


def _digest(given: object, where: str) -> Digest | None:
    if given is None:
        return None
    told = _mapping(given, where)
    _known(told, ("at", "zone", "days"), where)
    return Digest(
        _clock(told.get("at", "09:00"), f"{where}.at"), _zone(told.get("zone", "UTC"), where),
        _days(told.get("days", []), where),
    )  # fmt: skip


def _step(given: object, where: str) -> Step:
    told = _mapping(given, where)
    _known(told, ("after", "channels"), where)
    after = _span(told.get("after", "15m"), f"{where}.after")
    named = _texts(told.get("channels", []), f"{where}.channels")
    if not named:
        raise BadPolicy(f"{where}: say whom to tell: `channels`")
    return Step(after, named)


def _mute(given: Mapping[str, Any], where: str) -> Mute:
    _known(given, _MUTE, where)
    return Mute(
        name=_text(given.get("name", ""), f"{where}.name"),
        match=_match(_mapping(given.get("match", {}), where), f"{where}.match"),
        start=_clock(given.get("from", "00:00"), f"{where}.from"),
        end=_clock(given.get("to", "00:00"), f"{where}.to"),
        zone=_zone(given.get("zone", "UTC"), where),
        days=_days(given.get("days", []), where),
        until=_instant(given.get("until"), f"{where}.until"),
    )


def _route_out(route: Route) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if route.match != Match():
        told["match"] = _match_out(route.match)
    told["channels"] = list(route.channels)
    if route.digest:
        told["digest"] = {
            "at": f"{route.digest.at:%H:%M}", "zone": route.digest.zone,
            "days": list(route.digest.days),
        }  # fmt: skip
    if route.escalate:
        told["escalate"] = [
            {"after": _span_out(step.after), "channels": list(step.channels)}
            for step in route.escalate
        ]
    usual = Route()
    if route.go_on:
        told["continue"] = True
    if route.group != usual.group:
        told["group"] = _span_out(route.group)
    if not route.resolved:
        told["resolved"] = False
    if route.routes:
        told["routes"] = [_route_out(one) for one in route.routes]
    return told


def _match_out(match: Match) -> dict[str, Any]:
    told: dict[str, Any] = {
        "severity": match.severity.value, "source": list(match.sources),
        "detector": list(match.detectors), "platform": list(match.platforms),
        "account": list(match.accounts), "entity": list(match.entities),
        "label": dict(match.labels),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value and value != "low"}


def _mute_out(mute: Mute) -> dict[str, Any]:
    return {
        "name": mute.name, "match": _match_out(mute.match), "from": f"{mute.start:%H:%M}",
        "to": f"{mute.end:%H:%M}", "zone": mute.zone, "days": list(mute.days),
        "until": mute.until.isoformat() if mute.until else None,
    }  # fmt: skip


def _known(given: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for name in given:
        if name not in names:
            raise BadPolicy(
                f"{where} has no '{str(name)[:40]}'", hint=f"it has: {', '.join(names)}"
            )


def _mapping(given: object, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadPolicy(f"{where}: names and values are wanted here")
    return given


def _listed(given: object, where: str) -> Sequence[Any]:
    if not isinstance(given, (list, tuple)) or len(given) > _MOST:
        raise BadPolicy(f"{where}: a list is wanted here, of at most {_MOST}")
    return given


def _texts(given: object, where: str) -> tuple[str, ...]:
    listed = [given] if isinstance(given, str) else _listed(given, where)
    return tuple(_text(one, where) for one in listed)


def _text(given: object, where: str) -> str:
    if not isinstance(given, str) or not given or len(given) > _LONGEST or "\x00" in given:
        raise BadPolicy(f"{where}: a text of 1 to {_LONGEST} characters is wanted here")
    return given


def _flag(given: object, where: str) -> bool:
    if not isinstance(given, bool):
        raise BadPolicy(f"{where}: true or false is wanted here")
    return given


def _span(given: object, where: str) -> timedelta:
    found = _SPAN.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise BadPolicy(f"{where}: a span is wanted here", hint="30s, 15m, 2h or 1d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def _span_out(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    unit = next(name for name in "dhms" if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]}{unit}" if seconds else "0s"


def _clock(given: object, where: str) -> time:
    found = _CLOCK.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise BadPolicy(f"{where}: a time of day is wanted here", hint='"09:00"')
    return time(int(found[1]), int(found[2]))


def _zone(given: object, where: str) -> str:
    name = _text(given, where)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadPolicy(
            f"{where}: there is no time zone '{name[:60]}'", hint="Europe/Zurich"
        ) from error
    return name


def _days(given: object, where: str) -> tuple[str, ...]:
    days = _texts(given, where)
    if set(days) - set(WEEKDAYS):
        raise BadPolicy(f"{where}.days: days are {', '.join(WEEKDAYS)}")
    return days


def _instant(given: object, where: str) -> datetime | None:
    if given is None:
        return None
    try:
        found = datetime.fromisoformat(_text(given, where))
    except ValueError as error:
        raise BadPolicy(f"{where}: an instant is wanted here") from error
    if found.tzinfo is None:
        raise BadPolicy(f"{where}: an instant has a time zone", hint="2026-03-01T09:00:00Z")
    return found
