"""Read a CSV of campaigns: one row each; what cannot be read is told line by line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from adhelm.act.campaigns.types import BadField, BadRows, Chosen, Draft, Objective, Status
from adhelm.core.ads import PLATFORMS

MOST_ROWS = 100_000
COLUMNS = ("name", "description", "objective", "budget", "currency", "start_date", "end_date",
           "status", "owner", "platforms", "notes")  # fmt: skip
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_LONGEST = {"name": 200, "description": 10_000, "notes": 10_000, "owner": 64}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line it begins on, and what it asks for or what is wrong with it."""

    number: int
    draft: Draft | None
    problem: str = ""


def read(lines: Iterator[str]) -> Iterator[Line]:
    """
    Yield each row of a CSV whose first row names the columns.

    `platforms` reads `google_ads:3000.00; meta@act_7:2000.00`: account and part may be left out.

    :raises BadRows: if the columns are not ours, or there are too many rows.
    """
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip().lower().removeprefix("\ufeff") for name in next(reader, [])]
        _check_header(header)
        began = reader.line_num + 1
        for count, cells in enumerate(reader, start=1):
            if count > MOST_ROWS:
                raise BadRows(f"more than {MOST_ROWS:,} rows", hint="several files")
            if any(cells):
                yield _line(began, header, cells)
            began = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadRows(f"this is no CSV in UTF-8: {error}", hint="save it as CSV UTF-8") from error


def chosen(text: str) -> Iterator[Chosen]:
    """
    Yield the platforms of `google_ads:3000.00; meta@act_7:2000.00`.

    :raises BadField: if a part is no amount.
    """
    for one in filter(None, (each.strip() for each in text.split(";"))):
        where, _, part = one.partition(":")
        platform, _, account = where.strip().partition("@")
        known = PLATFORMS.get(platform)
        whose = f"{known.connector}/{account}" if known and account else account
        yield Chosen(platform, whose, amount(part.strip()))


def amount(text: str) -> Decimal | None:
    """
    Read `5000.00`; '' is None.

    :raises BadField: if it is no plain amount.
    """
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise BadField(f"'{text[:40]}' is no amount such as 5000.00")
    return Decimal(text)


def day(text: str) -> date | None:
    """
    Read `2026-03-01`; '' is None.

    :raises BadField: if it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadField(f"'{text[:40]}' is no day such as 2026-03-01") from error


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or "name" not in header or len(set(header)) < len(header):
        raise BadRows(
            f"the columns are none of ours: {', '.join(unknown) or 'name is missing or twice'}",
            hint=f"some of {', '.join(COLUMNS)}",
        )


def _line(number: int, header: list[str], cells: list[str]) -> Line:
    if len(cells) != len(header):
        return Line(number, None, f"it has {len(cells)} cells, not {len(header)}")
    told = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    try:
        return Line(number, _draft(told))
    except (BadField, ValueError) as error:
        return Line(number, None, str(error))


def _draft(told: Mapping[str, str]) -> Draft:
    for name, longest in _LONGEST.items():
        if len(told.get(name, "")) > longest:
            raise BadField(f"{name} has more than {longest} letters")
    if any("\x00" in cell for cell in told.values()):
        raise BadField("a cell holds NUL")
    objective, status = told.get("objective"), told.get("status")
    return Draft(
        name=told["name"],
        description=told.get("description", ""),
        objective=Objective(objective) if objective else None,
        budget=amount(told.get("budget", "")),
        currency=told.get("currency", ""),
        start_date=day(told.get("start_date", "")),
        end_date=day(told.get("end_date", "")),
        owner=told.get("owner") or None,
        notes=told.get("notes", ""),
        status=Status(status) if status else Status.active,
        platforms=tuple(chosen(told.get("platforms", ""))),
    )
