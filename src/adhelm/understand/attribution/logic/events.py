"""Touchpoints and conversions as they are sent or written in files: checked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from adhelm.core.ads import currency
from adhelm.core.errors import AdhelmError
from adhelm.core.written import is_unwritable
from adhelm.understand.attribution.types import (
    BadJourney,
    BadJourneyFile,
    Conversion,
    Touched,
    Touchpoint,
)

Event = TypeVar("Event", Touchpoint, Conversion)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LONGEST: Mapping[str, int] = {
    "id": 200, "person": 500, "channel": 100, "platform": 64, "account": 200, "campaign": 200,
    "name": 100, "currency": 3,
}  # fmt: skip
_VALUE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_SHOWN = 10


def check(events: Sequence[Event]) -> list[Event]:
    """
    Return events that can be kept, each id once, by id.

    :raises BadJourney: naming the first that cannot, or an id that says two things.
    """
    found: dict[str, Event] = {}
    for event in events:
        _check(event)
        if found.setdefault(event.id, event) != event:
            raise BadJourney(f"'{event.id}' is there twice, and differs", hint="send it once")
    return [found[name] for name in sorted(found)]


def from_rows(
    rows: Iterable[Mapping[str, Any]], kind: type[Event], *, file: str, zone: str = ""
) -> list[Event]:
    """
    Return the rows of a file as events; `zone` is that of instants that do not say theirs.

    :raises BadJourneyFile: naming the first rows that cannot be.
    """
    made: list[Event] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            event = _event(row, kind, zone)
            _check(event)
        except AdhelmError as error:
            wrong.append(f"row {number}: {error.message}")
        else:
            made.append(event)
        if len(wrong) == _SHOWN:
            break
    if wrong:
        raise BadJourneyFile(f"{file}: {'; '.join(wrong)}", hint="correct them; nothing was kept")
    return made


def of_export(told: object, *, file: str, zone: str = "") -> tuple[list[Any], list[Any]]:
    """
    Return the events of an export `{"touchpoints": […], "conversions": […]}`, as they are pushed.

    :raises BadJourneyFile: if it is none, or naming the first rows that cannot be.
    """
    parts = told if isinstance(told, dict) else {}
    rows = [parts.get(name, []) for name in ("touchpoints", "conversions")]
    whole = parts and not set(parts) - {"touchpoints", "conversions"}
    if not whole or not all(
        isinstance(each, list) and all(isinstance(row, dict) for row in each) for each in rows
    ):
        raise BadJourneyFile(
            f"{file} holds no journeys", hint='{"touchpoints": […], "conversions": […]}'
        )
    return (
        from_rows(rows[0], Touchpoint, file=file, zone=zone),
        from_rows(rows[1], Conversion, file=file, zone=zone),
    )


def _event(row: Mapping[str, Any], kind: type[Event], zone: str) -> Event:
    known = {each.name for each in fields(kind)}
    if unknown := sorted(set(row) - known):
        raise BadJourney(f"there is no column '{unknown[0]}'", hint=", ".join(sorted(known)))
    if nested := [name for name, value in row.items() if isinstance(value, (dict, list, bool))]:
        raise BadJourney(f"'{nested[0]}' is no text", hint="one value a field")
    told: dict[str, Any] = {
        name: value if isinstance(value, datetime) else str(value).strip()
        for name, value in row.items()
        if value is not None and str(value).strip()
    }
    if missing := sorted({"id", "person", "at"} - set(told)):
        raise BadJourney(f"'{missing[0]}' is empty", hint="id, person and at are needed")
    told["at"] = _instant(told["at"], zone)
    if "kind" in told:
        told["kind"] = _kind(told["kind"])
    if "value" in told:
        if not _VALUE.fullmatch(told["value"]):
            raise BadJourney(f"'{told['value'][:40]}' is no value", hint="such as 59.90")
        told["value"] = Decimal(told["value"])
    return kind(**told)


def _instant(told: object, zone: str) -> datetime:
    try:
        at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    except ValueError:
        raise BadJourney(f"'{str(told)[:40]}' is no instant", hint="2026-03-01T09:00Z") from None
    if at.tzinfo is not None:
        return at
    if not zone:
        raise BadJourney(f"'{told}' has no time zone", hint="2026-03-01T09:00Z, or --timezone")
    return at.replace(tzinfo=ZoneInfo(zone))


def _kind(told: str) -> Touched:
    try:
        return Touched(told)
    except ValueError:
        raise BadJourney(f"'{told[:40]}' is no kind of touch", hint="click or view") from None


def _check(event: Touchpoint | Conversion) -> None:
    for name, most in LONGEST.items():
        text = getattr(event, name, "")
        if is_unwritable(text):
            raise BadJourney(f"{name} has signs that are none", hint="plain Unicode")
        if len(text) > most:
            raise BadJourney(f"{name} is too long", hint=f"at most {most} signs")
    if not (event.id and event.person):
        raise BadJourney("an event needs an id and a person", hint="any text that joins them")
    if event.at.tzinfo is None or not EARLIEST <= event.at < LATEST:
        raise BadJourney(f"{event.at.isoformat()} is no instant here", hint="2000 to 2099, UTC")
    if isinstance(event, Touchpoint):
        if not (event.channel or event.platform):
            raise BadJourney("a touch needs a channel or a platform", hint="channel='email'")
    else:
        _check_value(event)


def _check_value(event: Conversion) -> None:
    if event.value is None:
        return
    if not _VALUE.fullmatch(format(event.value, "f")):
        raise BadJourney(
            f"{event.value} is no value of a conversion",
            hint="0 or more; a refund is the same id with the value that is left",
        )
    if not event.currency or currency(event.currency) != event.currency:
        raise BadJourney("a value needs its currency", hint="an ISO 4217 code such as EUR")
