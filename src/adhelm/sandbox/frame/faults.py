"""Faults on request: the nth call that matches goes wrong in the way that was asked for."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
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
    "missing_field",
    "huge_field",
    "retired_version",
)
_STATUSES = frozenset(
    {"status", "effective_status", "secondary_status", "entity_status", "primaryStatus"}
)
_AMOUNTS = frozenset({"costMicros", "spend", "costInLocalCurrency", "billed_charge_local_micro"})
_MISMATCH = 1_000_000
_HUGE = 10_000_000
_GZIP = "application/gzip"


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
    field: str = ""
    """Of `missing_field` and `huge_field`: which; '' takes the money, or the first name."""
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

    def due(self, platform: str, path: str, method: str) -> Fault | None:
        """Count a call and return the fault that it meets."""
        met = None
        for fault in self._planted:
            if fault.matches(platform, path, method):
                fault.seen += 1
                if met is None and fault.nth <= fault.seen < fault.nth + fault.times:
                    met = fault
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


def bent(reply: Reply, fault: Fault) -> Reply | None:
    """Return a reply whose JSON has something odd in it, well formed; None if it has no place."""
    packed = reply.kind == _GZIP
    try:
        content = orjson.loads(gzip.decompress(reply.body) if packed else reply.body)
    except ValueError:
        return None
    if not _BENDS[fault.mode](content, fault.field):
        return None
    body = orjson.dumps(content)
    if packed:
        body = gzip.compress(body, mtime=0)
    return Reply(reply.status, body, reply.headers, reply.kind)


def _null_part(content: object, _: str) -> bool:
    if not isinstance(content, list) or not content:
        return False
    content[-1] = None
    return True


def _extra(content: object, _: str) -> bool:
    dicts = list(_dicts(content))
    for one in dicts:
        one["field_of_tomorrow"] = {"value": 1}
    return bool(dicts)


def _unknown(content: object, _: str) -> bool:
    hit = False
    for one in _dicts(content):
        for name in _STATUSES & one.keys():
            if isinstance(one[name], str):
                one[name], hit = "STATUS_OF_TOMORROW", True
    return hit


def _missing(content: object, field: str) -> bool:
    hit = False
    for one in _dicts(content):
        for name in ({field} if field else _AMOUNTS) & one.keys():
            del one[name]
            hit = True
    return hit


def _huge(content: object, field: str) -> bool:
    for one in _dicts(content):
        for name, value in one.items():
            fits = name == field if field else name.lower().endswith("name")
            if fits and isinstance(value, str):
                one[name] = "x" * _HUGE
                return True
    return False


def _raise_first(content: object, _: str) -> bool:
    for one in _dicts(content):
        for name in sorted(_AMOUNTS & one.keys()):
            if one[name] is not None:
                one[name] = _raised(one[name])
                return True
    return False


def _dicts(content: object) -> list[dict[str, Any]]:
    """Return every object of a JSON, outer ones first, in the order of the text."""
    if isinstance(content, list):
        return [found for inner in content for found in _dicts(inner)]
    if not isinstance(content, dict):
        return []
    return [content, *(found for inner in content.values() for found in _dicts(inner))]


def _raised(amount: object) -> object:
    if isinstance(amount, list):
        first = next((n for n, one in enumerate(amount) if one), 0)
        return [*amount[:first], _raised(amount[first] or 0), *amount[first + 1 :]]
    if isinstance(amount, int):
        return amount + _MISMATCH
    text = str(amount)
    return str(Decimal(text) + 1) if "." in text else str(int(text) + _MISMATCH)


_BENDS: dict[str, Callable[[object, str], bool]] = {
    "extra_field": _extra,
    "unknown_enum": _unknown,
    "mismatch": _raise_first,
    "null_part": _null_part,
    "missing_field": _missing,
    "huge_field": _huge,
}
BENT = frozenset(_BENDS)
