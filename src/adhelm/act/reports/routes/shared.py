"""What the routes of reports share: the days asked about, and figures as they are shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from adhelm.act.reports.service import Desk
from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.principal import Scope
from adhelm.core.web import Needs, asking, clock, part
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import period

READ = [Depends(Needs(Scope.read))]
USUAL = "28d"
Span = Annotated[
    str,
    Query(
        alias="range", max_length=100, examples=["28d"],
        description="Days, of the platforms' own; relative ones end yesterday.",
    ),
]  # fmt: skip
Currency = Annotated[
    str | None,
    Query(
        pattern="^[A-Za-z]{3}$", examples=["EUR"],
        description="Convert all money to it; by default as booked, or what most accounts book in "
        "where there are rates to that.",
    ),
]  # fmt: skip


class AllDays(Invalid):
    """A report needs a first and a last day."""

    code = "report.all_days"


class Figure(BaseModel):
    """One figure beside the one before; null is not reported, which is not zero."""

    value: str | int | None = Field(examples=["1200.50"])
    previous: str | int | None = Field(examples=["1000.00"])
    change: str | None = Field(description="0.2 is twenty percent more.", examples=["0.2005"])


class BookedOut(BaseModel):
    """The key figures of the accounts that book in one currency."""

    currency: str = Field(examples=["EUR"])
    values: dict[str, Figure]


def desk(request: Request) -> Desk:
    """Return what reports are made with."""
    return Desk(asking(request), part(request, Database), part(request, Warehouse), clock(request))


def days(request: Request, span: str) -> Period:
    """
    Return the days that a range names.

    :raises AllDays: if it names all there are.
    :raises UnknownRange: if it names none.
    """
    found = period(span, clock=clock(request))
    if found is None:
        raise AllDays(
            "a report needs a first and a last day", hint="28d, or 2026-10-01..2026-10-31"
        )
    return found
