"""The parts of a rule beside its condition and its steps: scope, times, caps, protections."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import available_timezones

from adhelm.core.ads import PLATFORMS
from adhelm.decide.rules.logic.nodes import Node
from adhelm.decide.rules.logic.reader import Reader, meant
from adhelm.decide.rules.types import WEEKDAYS, Caps, Level, Protect, Scope, When

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ACCOUNT = re.compile(r"[a-z0-9_]{1,40}/[^\s/]{1,150}")
_ENTITY = re.compile(r"[a-z0-9_]{1,40}/[^\s/]{1,150}/\S.{0,199}")
_MOST_CAP = 100_000


def scope(reader: Reader, node: Node | None) -> Scope:
    """Return which entities a rule looks at."""
    fields = ("level", "platform", "account", "name", "not_name", "labels", "status")
    parts = reader.mapping(node, "scope", fields) if node else {}
    platforms = reader.texts(parts.get("platform"), "scope.platform")
    for each in platforms:
        if each not in PLATFORMS:
            hint = meant(each, PLATFORMS) or f"one of: {', '.join(PLATFORMS)}"
            reader.wrong(parts["platform"], "scope.platform", f"there is no platform '{each[:40]}'",
                         hint)  # fmt: skip
    accounts = reader.texts(parts.get("account"), "scope.account")
    for each in accounts:
        if not _ACCOUNT.fullmatch(each):
            text = f"'{each[:80]}' is no account"
            reader.wrong(parts["account"], "scope.account", text, "connector/account: meta/123")
    level = reader.one_of(parts.get("level"), "scope.level", list(Level), Level.campaign)
    return Scope(
        level=Level(level),
        platforms=platforms,
        accounts=accounts,
        names=reader.texts(parts.get("name"), "scope.name"),
        not_names=reader.texts(parts.get("not_name"), "scope.not_name"),
        labels=_labels(reader, parts.get("labels")),
        status=reader.one_of(
            parts.get("status"), "scope.status", ("enabled", "paused", "any"), "enabled"
        ),
    )


def _labels(reader: Reader, node: Node | None) -> tuple[tuple[str, str], ...]:
    if node is None or node.value is None:
        return ()
    if not isinstance(node.value, dict):
        reader.wrong(node, "scope.labels", "expected a mapping", "labels: {market: DE}", "shape")
        return ()
    known = reader.known.labels
    found = []
    for name, inner in node.value.items():
        path = f"scope.labels.{name[:40]}"
        if known is not None and name not in known:
            text = f"no campaign name spells a '{name[:40]}'"
            hint = meant(name, known) or "see `adhelm convention show naming`"
            reader.wrong(inner, path, text, hint, "unknown_label")
        found.append((name, reader.text(inner, path)))
    return tuple(sorted(found))


def when(reader: Reader, node: Node | None) -> When:
    """Return when a rule is looked at."""
    parts = reader.mapping(node, "when", ("at", "time_zone", "days")) if node else {}
    days = reader.texts(parts.get("days"), "when.days")
    wrong = [day for day in days if day not in WEEKDAYS]
    if wrong:
        text = f"'{wrong[0][:40]}' is no day of the week"
        reader.wrong(parts["days"], "when.days", text, ", ".join(WEEKDAYS))
    zone = reader.text(parts.get("time_zone"), "when.time_zone") or "UTC"
    if zone not in _zones():
        hint = meant(zone, _zones()) or "an IANA name: Europe/Berlin"
        text = f"there is no time zone '{zone[:60]}'"
        reader.wrong(parts["time_zone"], "when.time_zone", text, hint)
    text = reader.text(parts.get("at"), "when.at")
    told = _TIME.fullmatch(text)
    if "at" in parts and told is None:
        reader.wrong(parts["at"], "when.at", f"'{text[:20]}' is no time of day", '"09:00"')
    at = time(int(told[1]), int(told[2])) if told else None
    return When(at, zone, tuple(day for day in WEEKDAYS if day in days))


def caps(reader: Reader, node: Node | None) -> Caps:
    """Return how many entities a rule acts on."""
    parts = reader.mapping(node, "caps", ("per_run", "per_day")) if node else {}
    usual = Caps()
    return Caps(
        reader.number(parts.get("per_run"), "caps.per_run", least=1, most=_MOST_CAP,
                      usual=usual.per_run),
        reader.number(parts.get("per_day"), "caps.per_day", least=1, most=_MOST_CAP,
                      usual=usual.per_day),
    )  # fmt: skip


def protect(reader: Reader, node: Node | None) -> Protect:
    """Return what a rule leaves alone."""
    fields = ("learning", "launch_days", "mature", "entities")
    parts = reader.mapping(node, "protect", fields) if node else {}
    entities = reader.texts(parts.get("entities"), "protect.entities")
    for each in entities:
        if not _ENTITY.fullmatch(each):
            text = f"'{each[:80]}' is no entity"
            reader.wrong(parts["entities"], "protect.entities", text, "connector/account/id")
    return Protect(
        learning=reader.truth(parts.get("learning"), "protect.learning", usual=True),
        launch_days=reader.number(
            parts.get("launch_days"), "protect.launch_days", least=0, most=365,
            usual=Protect().launch_days,
        ),
        entities=entities,
        mature=reader.share(parts.get("mature"), "protect.mature", most=Decimal(1)),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
