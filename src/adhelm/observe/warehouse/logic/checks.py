"""The quality checks as data: read from `checks.yaml`, refused if they make no sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.types import CheckResult

SEVERITIES = ("block", "warn", "info")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: over rows (`where` marks those that fail) or by a function of the code."""

    name: str
    severity: str
    over: str
    what: str
    tables: tuple[str, ...] = ()
    where: str = ""
    function: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a check that could not be run."""
        if self.severity not in SEVERITIES or self.over not in {"staged", "published"}:
            raise ValueError(f"check {self.name}: severity or place is none of ours")
        if bool(self.where) == bool(self.function) or set(self.tables) - TABLES.keys():
            raise ValueError(f"check {self.name}: it needs tables and a 'where', or a function")

    def result(self, found: int, *, scope: str = "", detail: str = "") -> CheckResult:
        """Return the verdict: passed where nothing was found."""
        what = self.what.format(**self.limits)
        message = f"{found:,} {what}" + (f": {detail}" if detail else "") if found else f"no {what}"
        return CheckResult(self.name, self.severity, not found, found, message, scope)


@cache
def catalogue() -> tuple[Check, ...]:
    """Return all checks, in the order they are written in."""
    import yaml

    text = (files("adhelm.observe.warehouse") / "checks.yaml").read_text(encoding="utf-8")
    return tuple(_check(about) for about in yaml.safe_load(text)["checks"])


def over(place: str) -> list[Check]:
    """Return the checks over 'staged' or 'published' data."""
    return [check for check in catalogue() if check.over == place]


def counting(table: str, checks: Iterable[Check], *, today: date) -> str:
    """Return one query that counts the failing rows of all the checks over a table."""
    rules = [_filled(check.where, today) for check in checks]
    counts = ", ".join(f"count(*) FILTER ({rule})" for rule in rules)
    # Rows that break no rule, nearly all of them, need not be counted thirteen times.
    return f"SELECT {counts} FROM {table} WHERE {' OR '.join(f'({rule})' for rule in rules)}"


def _check(about: dict[str, Any]) -> Check:
    return Check(**{**about, "tables": tuple(about.get("tables", ()))})


def _filled(where: str, today: date) -> str:
    promised = [p.id for p in PLATFORMS.values() if p.clicks_within_impressions]
    return where.format(
        today=sql.text(today),
        levels=", ".join(sql.text(level.value) for level in Level),
        promised=", ".join(sql.text(platform) for platform in promised),
    )
