"""Faults on request: the nth call that matches goes wrong in the way that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from adhelm.core.errors import Invalid
from adhelm.sandbox.frame.calls import Reply

MODES = (
    "timeout_after_commit",
    "drop",
    "500",
    "429",
    "truncated",
    "html",
    "extra_field",
    "unknown_enum",
    "mismatch",
    "null_part",
)
_STATUSES = frozenset(
    {"status", "effective_status", "secondary_status", "entity_status", "primaryStatus"}
)
_AMOUNTS = frozenset({"costMicros", "spend", "costInLocalCurrency", "billed_charge_local_micro"})
_MISMATCH = 1_000_000


class BadFault(Invalid):
    """The fault cannot be planted as it was described."""

    code = "sandbox.bad_fault"


@dataclass(slots=True)
class Fault:
    """One planted fault. `path` is a regular expression found anywhere in the path."""

    mode: str
    platform: str = ""
    path: str = ""
    method: str = ""
    nth: int = 1
    """Which of the matching calls, counted from when the fault was planted."""
    times: int = 1
    seen: int = 0

    def matches(self, platform: str, path: str, method: str) -> bool:
        """Say whether a call is one of those that are counted."""
        return (
            self.platform in {"", platform}
            and self.method in {"", method}
            and re.search(self.path, path) is not None
        )


class Faults:
    """The faults that are planted."""

    def __init__(self) -> None:
        self._planted: list[Fault] = []

    def plant(self, wish: Mapping[str, Any]) -> Fault:
        """
        Plant a fault.

        :raises BadFault: if it has an unknown mode or field.
        """
        try:
            fault = Fault(**{**wish, "mode": str(wish.get("mode", "")).replace("-", "_")})
            re.compile(fault.path)
        except (TypeError, re.error) as error:
            raise BadFault(str(error), hint="mode, platform, path, method, nth, times") from error
        if fault.mode not in MODES:
            raise BadFault(f"no mode '{fault.mode}'", hint=f"one of {', '.join(MODES)}")
        self._planted.append(fault)
        return fault

    def due(self, platform: str, path: str, method: str) -> str:
        """Count a call and return the mode of the fault that it meets, or ''."""
        met = ""
        for fault in self._planted:
            if fault.matches(platform, path, method):
                fault.seen += 1
                if not met and fault.nth <= fault.seen < fault.nth + fault.times:
                    met = fault.mode
        return met

    def clear(self) -> None:
        """Take every fault away."""
        self._planted.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults with how many matching calls each has seen."""
        return [asdict(fault) for fault in self._planted]


def html() -> Reply:
    """Return what a proxy in the way says: a page, and all is well."""
    page = b"<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry.</body></html>"
    return Reply(200, page, kind="text/html; charset=utf-8")


def bent(reply: Reply, mode: str) -> Reply:
    """Return a reply whose JSON has something odd in it, still well formed."""
    try:
        content = orjson.loads(reply.body)
    except ValueError:
        return reply
    if mode == "mismatch":
        _raise_first(content)
    elif mode == "null_part" and isinstance(content, list):
        content[-1] = None
    else:
        _bend(content, mode)
    return Reply(reply.status, orjson.dumps(content), reply.headers, reply.kind)


def _bend(content: object, mode: str) -> None:
    if isinstance(content, list):
        for inner in content:
            _bend(inner, mode)
    elif isinstance(content, dict):
        for inner in list(content.values()):
            _bend(inner, mode)
        if mode == "extra_field":
            content["field_of_tomorrow"] = {"value": 1}
        for name in _STATUSES & content.keys() if mode == "unknown_enum" else ():
            if isinstance(content[name], str):
                content[name] = "STATUS_OF_TOMORROW"


def _raise_first(content: object) -> bool:
    if isinstance(content, list):
        return any(_raise_first(inner) for inner in content)
    if not isinstance(content, dict):
        return False
    for name in _AMOUNTS & content.keys():
        content[name] = _raised(content[name])
        return True
    return any(_raise_first(inner) for inner in content.values())


def _raised(amount: object) -> object:
    if isinstance(amount, list):
        return [_raised(amount[0]), *amount[1:]]
    if isinstance(amount, int):
        return amount + _MISMATCH
    text = str(amount)
    return f"{float(text) + 1:.2f}" if "." in text else str(int(text) + _MISMATCH)
