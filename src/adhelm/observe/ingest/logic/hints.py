"""Hints as records, as answers to questions, and as the layout that a profile remembers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import Hints, Question
from adhelm.core.ads import Level, currency
from adhelm.core.errors import Invalid

LAYOUT = ("platform", "locale", "level", "date_order", "decimal_mark", "columns")
"""What describes a layout. Account, currency and zone are a client's: never guessed from it."""

_FLAGS = {"account-id": "account", "map": "columns"}


class BadHint(Invalid):
    """What was said of a file cannot be."""

    code = "import.bad_hint"


def as_record(hints: Hints) -> dict[str, Any]:
    """Return the hints that say something, as JSON."""
    found: dict[str, Any] = {}
    for field in fields(Hints):
        value = getattr(hints, field.name)
        if value is None or value == {}:
            continue
        found[field.name] = _plain(value)
    return found


def from_record(record: Mapping[str, Any]) -> Hints:
    """
    Return the hints of a record that `as_record` made.

    :raises BadHint: if it holds anything else.
    """
    try:
        return Hints(**{name: _read(name, value) for name, value in record.items()})
    except (TypeError, ValueError) as error:
        raise BadHint(f"no hints: {error}", hint=f"known are {', '.join(names())}") from error


def names() -> list[str]:
    """Return the names of all hints."""
    return [field.name for field in fields(Hints)]


def of_options(said: Mapping[str, Any]) -> Hints:
    """
    Return hints from the texts a person wrote.

    :raises BadHint: if a time zone, period or mapping is none.
    :raises UnknownCurrency: if the currency is none.
    """
    record = {name: value for name, value in said.items() if value}
    if "columns" in record:
        record["columns"] = columns(tuple(record["columns"]))
    if "period" in record:
        record["period"] = [day.isoformat() for day in period(record["period"])]
    if "currency" in record:
        record["currency"] = currency(record["currency"])
    if "timezone" in record:
        _check_zone(record["timezone"])
    return from_record(record)


def merged(said: Hints, known: Hints) -> Hints:
    """Return what was said, completed by what is known; what was said wins."""
    record = {**as_record(known), **as_record(said)}
    record["columns"] = {**known.columns, **said.columns}
    return from_record(record)


def layout(hints: Hints) -> Hints:
    """Return the hints that describe the layout of a file and nothing of its client."""
    return from_record({name: kept for name, kept in as_record(hints).items() if name in LAYOUT})


def hint_of(question: Question) -> str:
    """Return the name of the hint that the question's flag sets."""
    flag = question.flag.split()[0].split("=")[0].lstrip("-")
    return _FLAGS.get(flag, flag.replace("-", "_"))


def answered(hints: Hints, answers: Mapping[str, str]) -> Hints:
    """
    Return the hints with a person's answers.

    :raises BadHint: if an answer is none to the question.
    """
    mapped = [f"{ours}={theirs}" for ours, theirs in hints.columns.items()]
    options = {
        name: [*mapped, text] if name == "columns" else text for name, text in answers.items()
    }
    return merged(of_options(options), hints)


def request_key(hints: Hints, *, replacing: str) -> str:
    """Return a hash of how a file was asked to be read: the same bytes read so are the same."""
    text = json.dumps([as_record(hints), replacing], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def period(text: str) -> tuple[date, date]:
    """
    Read `2026-01-01..2026-01-31`, both days included.

    :raises BadHint: if it is no such range.
    """
    first, _, last = text.partition("..")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError as error:
        raise BadHint(f"'{text}' is no period", hint="2026-01-01..2026-01-31") from error
    if days[1] < days[0]:
        raise BadHint(f"the period '{text}' ends before it starts", hint="2026-01-01..2026-01-31")
    return days


def columns(pairs: tuple[str, ...]) -> dict[str, str]:
    """
    Read `clicks=Klicks` pairs: our column and the file's header.

    :raises BadHint: if a pair has no '='.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        ours, mark, theirs = pair.partition("=")
        if not mark or not ours.strip() or not theirs.strip():
            raise BadHint(f"'{pair}' maps nothing", hint="--map clicks=Klicks")
        found[ours.strip()] = theirs.strip()
    return found


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadHint(f"'{name}' is no time zone", hint="Europe/Berlin, UTC, …") from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [day.isoformat() for day in value]
    return dict(value) if isinstance(value, Mapping) else str(value)


def _read(name: str, value: Any) -> Any:
    if name == "period":
        return tuple(date.fromisoformat(day) for day in value)
    if name == "level":
        return Level(value)
    return value
