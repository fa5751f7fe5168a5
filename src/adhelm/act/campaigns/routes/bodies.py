"""What is sent to the routes of campaigns, and the drafts and rows it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from adhelm.act.campaigns.service.measuring import MOST_ROWS
from adhelm.act.campaigns.types import Adoption, Chosen, Draft, Objective, Pushed, Status
from adhelm.core.web import Amount, Body
from adhelm.decide.optimization import Limits

_Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Spring sale DE"])]
_Text = Annotated[str, Field(max_length=10_000)]
_Currency = Annotated[str, Field(max_length=3, examples=["EUR"])]
_Platform = Annotated[str, Field(min_length=1, max_length=40, examples=["google_ads"])]
_Account = Annotated[str, Field(max_length=300, examples=["google_ads/1234567890"])]
_Id = Annotated[str, Field(max_length=64)]
_Part = Annotated[
    Amount | None,
    Field(description="Its part of the budget; all parts are given, or none.", examples=[None]),
]
_Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=200)]
_Share = Annotated[
    str, Field(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$", max_length=8, examples=["0.20"])
]
_Count = Annotated[int, Field(ge=0, lt=2**63)]


_WHOLE: dict[str, Any] = {
    "name": "Spring sale DE",
    "objective": "sales",
    "budget": "5000.00",
    "currency": "EUR",
    "start_date": "2026-12-01",
    "end_date": "2026-12-31",
    "audience": {"countries": ["DE", "AT"]},
    "platforms": [{"platform": "google_ads"}, {"platform": "meta"}],
}
_ROW: dict[str, Any] = {
    "date": "2026-12-01",
    "platform": "meta",
    "source": "shop",
    "spend": "33.51",
    "clicks": 7,
}


class Audience(Body):
    """Whom a campaign is for, in words that every platform has one for."""

    countries: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(max_length=250)
    ] = Field(default=[], examples=[["DE", "AT"]])
    regions: _Words = Field(default=[])
    languages: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]], Field(max_length=100)
    ] = Field(default=[], examples=[["de"]])
    age_min: Annotated[int, Field(ge=13, le=120)] | None = None
    age_max: Annotated[int, Field(ge=13, le=120)] | None = None
    genders: list[Literal["female", "male", "unknown"]] = Field(default=[], max_length=3)
    interests: _Words = Field(default=[])
    keywords: _Words = Field(default=[])
    include: _Words = Field(default=[], description="Audiences by name.")
    exclude: _Words = Field(default=[], description="Audiences by name.")
    devices: list[Literal["mobile", "desktop", "tablet", "tv"]] = Field(default=[], max_length=4)

    def told(self) -> dict[str, Any]:
        """Return what was said of it."""
        return self.model_dump(exclude_defaults=True)


class PlatformIn(Body):
    """A platform that the campaign shall run on."""

    platform: _Platform
    account: _Account = Field(default="", description="'connector/account', if chosen already.")
    budget: _Part = None
    id: _Id = Field(default="", description="Which present one is meant; '' for a new one.")

    def chosen(self) -> Chosen:
        """Return it as the service takes it."""
        return Chosen(self.platform, self.account, self.budget, self.id)


class _Fields(Body):
    description: _Text = ""
    objective: Objective | None = Field(default=None, examples=["sales"])
    budget: Amount | None = Field(default=None, description="In all.", examples=["5000.00"])
    currency: _Currency = Field(default="", examples=["EUR"])
    start_date: date | None = Field(default=None, examples=["2026-12-01"])
    end_date: date | None = Field(default=None, description="Included.", examples=["2026-12-31"])
    audience: Audience = Audience()
    owner: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, description="A person's id; left out: who asks."
    )
    notes: _Text = Field(default="", description="Internal: clients do not see them.")
    platforms: list[PlatformIn] = Field(
        default=[], max_length=50, examples=[[{"platform": "google_ads"}, {"platform": "meta"}]]
    )


class CampaignIn(_Fields):
    """A campaign; only a draft may leave out what it does not know yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WHOLE]})

    name: _Name
    status: Literal["draft", "active", "paused"] = "active"

    def draft(self) -> Draft:
        """Return it as the service takes it."""
        return Draft(**changes(self, sent_alone=False))


class Replacement(_Fields):
    """All of a campaign as it shall be; what is left out is empty then."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_WHOLE, "status": "paused"}]})

    name: _Name
    status: Status
    split_anew: bool = Field(default=False, description="Do not keep the platforms' shares.")


class Patch(_Fields):
    """What shall be changed of a campaign; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"budget": "6000.00", "status": "paused"}]}
    )

    name: _Name | None = None
    status: Status | None = None
    split_anew: bool = Field(default=False, description="Do not keep the platforms' shares.")


class AdoptionIn(Body):
    """A platform's campaign to take in."""

    platform: _Platform
    account_id: Annotated[str, Field(min_length=1, max_length=200, examples=["1234567890"])]
    campaign_id: Annotated[str, Field(min_length=1, max_length=200, examples=["777"])]
    allocated: Amount | None = Field(default=None, examples=["1500.00"])

    def adoption(self) -> Adoption:
        """Return it as the service takes it."""
        return Adoption(self.platform, self.account_id, self.campaign_id, self.allocated)


class Adopt(Body):
    """Platforms' campaigns to take in."""

    campaigns: list[AdoptionIn] = Field(min_length=1, max_length=50)


class PushedIn(Body):
    """One day of a platform, as one's own system counts it."""

    date: date
    platform: _Platform
    source: Annotated[str, Field(min_length=1, max_length=100)] = Field(
        default="api", description="Which system says so.", examples=["shop"]
    )
    currency: _Currency = Field(default="", description="Left out: the campaign's.")
    impressions: _Count | None = None
    clicks: _Count | None = None
    spend: Amount | None = Field(default=None, examples=["33.51"])
    conversions: Amount | None = Field(default=None, examples=["4.5"])
    conversion_value: Amount | None = Field(default=None, examples=["310.00"])

    def pushed(self) -> Pushed:
        """Return it as the service takes it."""
        return Pushed(**{name: getattr(self, name) for name in type(self).model_fields})


class Push(Body):
    """Rows to keep; a date, platform and source again replaces the row there was."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rows": [_ROW]}]})

    rows: list[PushedIn] = Field(min_length=1, max_length=MOST_ROWS)


class OptimizeIn(Body):
    """What suggestions must respect."""

    max_raise: _Share = Field(default="0.20", description="Of the daily spend.")
    max_cut: _Share = Field(default="0.50", description="Of the daily spend.")

    def limits(self) -> Limits:
        """Return them as the service takes them."""
        return Limits(max_raise=Decimal(self.max_raise), max_cut=Decimal(self.max_cut))


def changes(body: CampaignIn | Replacement | Patch, *, sent_alone: bool) -> dict[str, Any]:
    """Return a body as fields of a draft; `sent_alone` leaves out what was not sent."""
    names = body.model_fields_set if sent_alone else set(type(body).model_fields)
    told = {name: getattr(body, name) for name in names}
    told["anew"] = bool(told.pop("split_anew", False))
    if "audience" in told:
        told["audience"] = body.audience.told()
    if "platforms" in told:
        told["platforms"] = tuple(one.chosen() for one in body.platforms)
    if told.get("status") is not None:
        told["status"] = Status(told["status"])
    # A name, status or owner cannot be taken away: null is as if it was not said.
    kept = {"name", "status", "owner"}
    return {key: value for key, value in told.items() if value is not None or key not in kept}
