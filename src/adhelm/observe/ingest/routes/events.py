"""Own events over HTTP: orders, refunds and leads, pushed by one's own systems."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import CURRENCIES
from adhelm.core.web import Amount, Body, asking, once, part
from adhelm.observe.ingest.routes import shared
from adhelm.observe.ingest.service import pushing, uploading
from adhelm.observe.ingest.service.uploading import Upload
from adhelm.observe.ingest.types import OwnEvent
from adhelm.observe.warehouse import Warehouse

router = APIRouter(tags=["own events"])
_Text = Annotated[str, Field(max_length=500)]
_YEARS = (2000, 2100)


class Click(Body):
    """The click that led there."""

    kind: Literal["gclid", "wbraid", "gbraid", "fbclid", "ttclid", "li_fat_id", "twclid"]
    id: Annotated[str, Field(min_length=1, max_length=500, examples=["Cj0KCQ"])]


class Utm(Body):
    """The utm_* parameters of the landing address."""

    source: _Text = Field(default="", examples=["facebook"])
    medium: _Text = Field(default="", examples=["paid_social"])
    campaign: _Text = Field(default="", examples=["spring"])
    content: _Text = ""
    term: _Text = ""
    id: _Text = Field(default="", examples=["c1"])


class EventIn(Body):
    """An order, a refund or a lead."""

    id: Annotated[str, Field(min_length=1, max_length=200, examples=["order-1001"])] = Field(
        description="Yours; the same one again takes the place of the one before."
    )
    type: Literal[
        "purchase", "refund", "lead", "qualify_lead", "disqualify_lead", "close_convert_lead"
    ]
    at: AwareDatetime
    value: Amount | None = Field(
        default=None, description="Of a refund: how much went back.", examples=["49.90"]
    )
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    order_id: Annotated[str, Field(max_length=200)] = Field(
        default="", description="The order or deal it belongs to.", examples=["order-1001"]
    )
    stage: Annotated[str, Field(max_length=100)] = Field(default="", examples=[""])
    person: _Text = Field(
        default="", description="E-mail address or another key; only its hash is kept."
    )
    click: Click | None = None
    utm: Utm = Utm()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.value is not None and self.currency not in CURRENCIES:
            raise ValueError("a value needs its currency, such as EUR")
        if not _YEARS[0] <= self.at.year < _YEARS[1]:
            raise ValueError(f"it happened in {self.at.year}")
        return self

    def event(self) -> OwnEvent:
        """Return it as the slice knows it."""
        at: datetime = self.at
        return OwnEvent(
            id=self.id,
            type=self.type,
            at=at,
            value=self.value,
            currency=self.currency or "",
            order_id=self.order_id,
            stage=self.stage,
            person=self.person,
            click_id_kind=self.click.kind if self.click else "",
            click_id=self.click.id if self.click else "",
            utm=self.utm.model_dump(),
        )


class EventsIn(Body):
    """A batch of events of one account of a book."""

    book: Literal["orders", "crm"] = Field(
        default="orders", description="The book that `--book` imports fill, too."
    )
    account: Annotated[str, Field(min_length=1, max_length=100, examples=["shop"])]
    timezone: Annotated[str, Field(max_length=64, examples=["Europe/Berlin"])] = Field(
        default="UTC", description="Of the book's days."
    )
    events: Annotated[list[EventIn], Field(min_length=1, max_length=1000)]


class EventsAsked(shared.JobAsked):
    """Events that were received, on disk; the job loads them."""

    events: int


def _kept(request: Request, body: EventsIn) -> Upload:
    """Put the events on disk before anything is promised."""
    return pushing.receive_events(
        principal=asking(request),
        warehouse=part(request, Warehouse),
        book=body.book,
        account=body.account,
        timezone=body.timezone,
        events=[one.event() for one in body.events],
    )


@router.post(
    "/own-events",
    dependencies=shared.WRITE,
    status_code=202,
    response_model=EventsAsked,
    responses=shared.ACCEPTED["responses"],
)
@shared.with_location
@once
def push_events(
    request: Request, body: EventsIn, kept: Annotated[Upload, Depends(_kept)]
) -> Response:
    """
    Push orders, refunds and leads; they are on disk when this answers, and a job loads them.

    They are what a file of the book would say: the same event twice counts once, and an event
    that is known takes the new values.
    """
    job_id = uploading.ask_import(**shared.changing(request), upload=kept, kind=pushing.EVENTS)
    return shared.accepted(job_id, events=len({one.id for one in body.events}))
