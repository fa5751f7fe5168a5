"""What is asked of the routes of documents, and what they answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from adhelm.act.reports.types import (
    Asked,
    Form,
    Plan,
    Recipients,
    Schedule,
    Sent,
    Shared,
    Sort,
    View,
)
from adhelm.core.web import Body

Sorts = Literal["summary", "performance", "campaign", "budget", "changes", "audit", "view"]
Forms = Literal["html", "pdf", "xlsx", "csv", "json", "png", "adcp"]
_Word = Annotated[str, Field(min_length=1, max_length=100)]
_Words = list[_Word]
_Account = Annotated[str, Field(pattern=r"^[^/\s]{1,64}/[^/\s]{1,128}$", examples=["meta/123"])]
_EXAMPLE_ASKED: dict[str, Any] = {"sort": "summary", "range": "28d"}


class AskedIn(Body):
    """Which report is wanted."""

    sort: Sorts = Field(default="summary", examples=["summary"])
    title: Annotated[str, Field(max_length=200)] = Field(default="", examples=["October"])
    range: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Days; relative ones end yesterday.", examples=["28d"]
    )
    compare: Annotated[str, Field(max_length=100)] = Field(
        default="previous", description="'previous', 'year', days, or ''.", examples=["previous"]
    )
    currency: Annotated[str, Field(pattern="^[A-Za-z]{3}$")] | None = Field(
        default=None, examples=["EUR"]
    )
    campaign: Annotated[str, Field(max_length=500)] = Field(
        default="", description="Of a campaign's report.", examples=[""]
    )
    view: Annotated[str, Field(max_length=64)] = Field(
        default="", description="Of a saved view's report.", examples=[""]
    )
    metrics: _Words = Field(default=[], max_length=50, examples=[["spend", "roas"]])
    by: _Words = Field(default=[], max_length=10, examples=[["platform"]])
    where: Annotated[str, Field(max_length=5000)] = Field(default="", examples=[""])
    as_of: Annotated[int, Field(ge=0, lt=2**63)] | None = Field(
        default=None, description="A data version.", examples=[None]
    )
    accounts: list[_Account] | None = Field(
        default=None, max_length=1000, description="Narrowed to these.", examples=[None]
    )
    for_client: bool = Field(
        default=False, description="Without advice and internal notes.", examples=[False]
    )

    def asked(self) -> Asked:
        """Return what is asked."""
        return Asked(
            sort=Sort(self.sort),
            title=self.title,
            range=self.range,
            compare=self.compare,
            currency=self.currency.upper() if self.currency else None,
            campaign=self.campaign,
            view=self.view,
            metrics=tuple(self.metrics),
            by=tuple(self.by),
            where=self.where,
            as_of=self.as_of,
            accounts=None if self.accounts is None else tuple(self.accounts),
            for_client=self.for_client,
        )


class RunIn(AskedIn):
    """Which report, and as what."""

    form: Forms = Field(default="html", examples=["pdf"])


class RecipientsIn(Body):
    """Who gets it."""

    emails: list[Annotated[str, Field(min_length=3, max_length=254)]] = Field(
        default=[], max_length=50, examples=[["ada@example.com"]]
    )
    channels: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default=[], max_length=50, description="Of alerts, by id.", examples=[[]]
    )

    def recipients(self) -> Recipients:
        """Return them."""
        return Recipients(tuple(self.emails), tuple(self.channels))


class MakeIn(Body):
    """A report to make, keep and send now."""

    report: AskedIn = Field(examples=[_EXAMPLE_ASKED])
    forms: list[Forms] = Field(min_length=1, max_length=7, examples=[["pdf", "xlsx"]])
    recipients: RecipientsIn = Field(default_factory=RecipientsIn, examples=[{}])
    link_days: Annotated[int, Field(ge=0, le=90)] = Field(default=0, examples=[0])


class ScheduleIn(MakeIn):
    """A report that sends itself."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = Field(examples=["Mondays"])
    cron: Annotated[str, Field(min_length=9, max_length=100)] = Field(
        description="minute hour day month weekday", examples=["0 8 * * MON"]
    )
    zone: Annotated[str, Field(max_length=64)] = Field(default="UTC", examples=["Europe/Berlin"])
    paused: bool = Field(default=False, examples=[False])

    def plan(self) -> Plan:
        """Return the schedule that is wanted."""
        return Plan(
            name=self.name,
            asked=self.report.asked(),
            forms=tuple(Form(each) for each in self.forms),
            recipients=self.recipients.recipients(),
            cron=self.cron,
            zone=self.zone,
            link_days=self.link_days,
            paused=self.paused,
        )


class ViewIn(Body):
    """A question to save."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = Field(examples=["Brand by week"])
    metrics: _Words = Field(min_length=1, max_length=50, examples=[["spend", "roas"]])
    by: _Words = Field(default=[], max_length=10, examples=[["platform", "week"]])
    where: Annotated[str, Field(max_length=5000)] = Field(default="", examples=[""])
    range: Annotated[str, Field(max_length=100)] = Field(default="28d", examples=["28d"])
    compare: Annotated[str, Field(max_length=100)] = Field(default="", examples=["previous"])
    currency: Annotated[str, Field(pattern="^[A-Za-z]{3}$")] | None = Field(
        default=None, examples=["EUR"]
    )

    def asked(self) -> Asked:
        """Return the question."""
        return Asked(
            sort=Sort.view, range=self.range, compare=self.compare,
            currency=self.currency.upper() if self.currency else None,
            metrics=tuple(self.metrics), by=tuple(self.by), where=self.where,
        )  # fmt: skip


class BrandIn(Body):
    """How reports look."""

    name: Annotated[str, Field(max_length=120)] = Field(default="", examples=["Beans & Co"])
    colour: Annotated[str, Field(pattern="^(#[0-9a-f]{6})?$")] = Field(
        default="", description="Of the cover and headings.", examples=["#0b4a5a"]
    )
    accent: Annotated[str, Field(pattern="^(#[0-9a-f]{6})?$")] = Field(
        default="", description="Of lines and bars.", examples=["#0f6e84"]
    )
    logo: Annotated[str, Field(max_length=700_000)] | None = Field(
        default=None, description="PNG or JPEG in base64; null keeps the one there is, '' none.",
        examples=[None],
    )  # fmt: skip


class LinkIn(Body):
    """A link to one file of a report."""

    form: Forms = Field(examples=["pdf"])
    days: Annotated[int, Field(ge=1, le=90)] = Field(default=14, examples=[14])


class BrandOut(BaseModel):
    """How reports look."""

    name: str = Field(examples=["Beans & Co"])
    colour: str = Field(examples=["#0b4a5a"])
    accent: str = Field(examples=["#0f6e84"])
    has_logo: bool
    version: int


class ViewOut(BaseModel):
    """A saved view."""

    id: str = Field(examples=["view_1a2b"])
    name: str = Field(examples=["Brand by week"])
    metrics: list[str] = Field(examples=[["spend", "roas"]])
    by: list[str] = Field(examples=[["platform", "week"]])
    where: str = Field(examples=[""])
    range: str = Field(examples=["28d"])
    compare: str = Field(examples=["previous"])
    currency: str | None = Field(examples=["EUR"])
    version: int
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime


class AskedOut(BaseModel):
    """Which report it is."""

    sort: Sorts = Field(examples=["summary"])
    title: str = Field(examples=["October"])
    range: str = Field(examples=["28d"])
    compare: str = Field(examples=["previous"])
    currency: str | None = Field(examples=["EUR"])
    campaign: str = Field(examples=[""])
    view: str = Field(examples=[""])
    metrics: list[str] = Field(examples=[["spend", "roas"]])
    by: list[str] = Field(examples=[["platform"]])
    where: str = Field(examples=[""])
    as_of: int | None = Field(examples=[7])
    accounts: list[str] | None = Field(examples=[None])
    for_client: bool


class ScheduleOut(BaseModel):
    """A report that sends itself."""

    id: str = Field(examples=["sched_1a2b"])
    name: str = Field(examples=["Mondays"])
    report: AskedOut
    forms: list[Forms] = Field(examples=[["pdf"]])
    recipients: dict[str, list[str]] = Field(examples=[{"emails": ["ada@example.com"]}])
    cron: str = Field(examples=["0 8 * * MON"])
    zone: str = Field(examples=["Europe/Berlin"])
    link_days: int
    paused: bool
    next_at: AwareDatetime | None = Field(description="null while it is paused.")
    version: int
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime


class FileOut(BaseModel):
    """One file of a report."""

    form: Forms = Field(examples=["pdf"])
    name: str = Field(examples=["october.pdf"])
    bytes: int
    sha256: str = Field(examples=["9f86d081884c7d65"])


class SendingOut(BaseModel):
    """Where a report went."""

    to: str = Field(examples=["ada@example.com"])
    delivery_id: str = Field(description="'' where it was refused.", examples=["dlv_1a2b"])
    refused: str = Field(examples=[""])


class SentOut(BaseModel):
    """A report that was made and kept."""

    id: str = Field(examples=["rep_1a2b"])
    schedule_id: str = Field(examples=["sched_1a2b"])
    title: str = Field(examples=["October"])
    period: str = Field(examples=["2026-03-01..2026-03-28"])
    report: AskedOut
    data_version: int
    made_at: AwareDatetime
    author: str = Field(examples=["person:per_1a2b"])
    files: list[FileOut]
    sendings: list[SendingOut]


class LinkOut(BaseModel):
    """A link to one file of a report."""

    id: str = Field(examples=["link_1a2b"])
    report_id: str = Field(examples=["rep_1a2b"])
    form: Forms = Field(examples=["pdf"])
    author: str = Field(examples=["person:per_1a2b"])
    made_at: AwareDatetime
    expires_at: AwareDatetime
    revoked: bool
    opened: int


class NewLinkOut(LinkOut):
    """A link as it is made; its token is shown this once."""

    token: str = Field(examples=["2Q9hV0…"])
    path: str = Field(examples=["/api/v1/reports/shared/2Q9hV0…"])


def asked_out(asked: Asked) -> dict[str, Any]:
    """Return which report it is."""
    return {name: getattr(asked, name) for name in AskedOut.model_fields}


def view_out(view: View) -> dict[str, Any]:
    """Return a saved view."""
    asked = asked_out(view.asked)
    own = {"id": view.id, "name": view.name, "version": view.version, "author": view.author,
           "at": view.at}  # fmt: skip
    return {name: own.get(name, asked.get(name)) for name in ViewOut.model_fields}


def schedule_out(found: Schedule) -> dict[str, Any]:
    """Return a schedule."""
    plan = found.plan
    return {
        "id": found.id,
        "name": plan.name,
        "report": asked_out(plan.asked),
        "forms": [each.value for each in plan.forms],
        "recipients": {
            "emails": plan.recipients.emails, "channels": plan.recipients.channels,
        },
        "cron": plan.cron,
        "zone": plan.zone,
        "link_days": plan.link_days,
        "paused": plan.paused,
        "next_at": found.next_at,
        "version": found.version,
        "author": found.author,
        "at": found.at,
    }  # fmt: skip


def sent_out(found: Sent, *, staff: bool) -> dict[str, Any]:
    """Return a report that was made; who else got it is not for a client's people."""
    return {
        "id": found.id,
        "schedule_id": found.schedule_id,
        "title": found.title,
        "period": found.period,
        "report": asked_out(found.asked),
        "data_version": found.data_version,
        "made_at": found.made_at,
        "author": found.author,
        "files": [
            {"form": one.form.value, "name": one.name, "bytes": one.bytes, "sha256": one.digest}
            for one in found.files
        ],
        "sendings": [
            {"to": one.to, "delivery_id": one.delivery_id, "refused": one.refused}
            for one in found.sendings
        ]
        if staff
        else [],
    }


def link_out(found: Shared) -> dict[str, Any]:
    """Return a link without its token."""
    return {
        "id": found.id, "report_id": found.sent_id, "form": found.form.value,
        "author": found.author, "made_at": found.made_at, "expires_at": found.expires_at,
        "revoked": found.revoked, "opened": found.opened,
    }  # fmt: skip
