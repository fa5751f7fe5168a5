"""What is sent to the routes of alerts, and what they answer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from adhelm.act.alerts.service.ruling import Wish
from adhelm.act.alerts.types import (
    Change,
    ChannelKind,
    Delivered,
    Event,
    Opinion,
    Severity,
    Source,
    State,
)
from adhelm.core.web import Body

Short = Annotated[str, Field(max_length=300)]
_Document = dict[str, Any]


class FactOut(BaseModel):
    """A number beside what it is held against."""

    label: str = Field(examples=["Spend"])
    value: str = Field(examples=["372.50 EUR"])
    was: str = Field(examples=["usual 120.00 EUR"])


class PointOut(BaseModel):
    """One day of a small chart."""

    label: str = Field(examples=["2026-03-01"])
    value: float | None = Field(examples=[372.5])
    expected: float | None = Field(examples=[120.0])


class AlertOut(BaseModel):
    """An alert: one thing that is wrong, from its begin to its end."""

    id: str = Field(examples=["alt_1a2b3c4d5e6f7a8b"])
    state: State
    severity: Severity
    source: Source
    detector: str = Field(examples=["robust_z"])
    claim: str = Field(examples=["Meta 'Spring': spend 372.50 EUR, 3.1 times the usual."])
    platform: str = Field(examples=["meta"])
    account: str = Field(examples=["meta/123"])
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["c1"])
    entity: str = Field(examples=["Spring"])
    metric: str = Field(examples=["spend"])
    facts: list[FactOut]
    cause: str = Field(examples=["82% of it is 'Spring'"])
    first_day: dt.date | None
    last_day: dt.date | None
    measure: str | None = Field(
        description="How bad it is; what grows by a quarter has worsened.", examples=["252.50"]
    )
    labels: dict[str, str]
    episode: int = Field(description="How often it has begun to fire.", examples=[1])
    first_at: AwareDatetime = Field(description="Of this episode.")
    last_at: AwareDatetime
    told_at: AwareDatetime | None = Field(description="When a channel was told; null: none was.")
    resolved_at: AwareDatetime | None
    acked_at: AwareDatetime | None
    acked_by: str = Field(examples=["person:per_1a2b"])
    snoozed: bool
    snoozed_until: AwareDatetime | None = Field(description="null while snoozed: until it worsens.")
    inhibited_by: str = Field(description="The alert that accounts for it.", examples=[""])
    plan_id: str = Field(description="The plan that waits for a yes.", examples=[""])
    chart: list[PointOut]
    link: str = Field(examples=["https://adhelm.example.com/explore?metrics=spend"])
    data_version: int | None = Field(examples=[41])
    version: int = Field(description="Its ETag.", examples=[3])


class HappenedOut(BaseModel):
    """One line of an alert's history."""

    number: int
    at: AwareDatetime
    change: Change
    who: str = Field(examples=["scheduler:alerts"])
    data: dict[str, Any]


class WholeOut(AlertOut):
    """An alert with its history, the newest first."""

    history: list[HappenedOut]


class SnoozeIn(Body):
    """Until when nobody wants to hear of it."""

    until: Short = Field(
        description="1h, 30m, 3d, tomorrow, worsens, or an instant.", examples=["tomorrow"]
    )
    zone: Short = Field(
        default="UTC", description="Whose morning tomorrow is.", examples=["Europe/Zurich"]
    )


class ResolveIn(Body):
    """Why it is over."""

    why: Annotated[str, Field(max_length=500)] = Field(default="", examples=["The pixel is back"])


class MarkIn(Body):
    """What somebody thinks of an alert, or what none told of."""

    opinion: Opinion
    alert_id: Annotated[str, Field(max_length=64)] = Field(default="", examples=["alt_1a2b"])
    what: Annotated[str, Field(max_length=500)] = Field(default="", examples=["Known sale"])
    day: dt.date | None = Field(default=None, examples=["2026-03-01"])


class MarkOut(BaseModel):
    """Somebody's opinion."""

    id: str = Field(examples=["mrk_1a2b"])
    opinion: Opinion
    alert_id: str = Field(examples=["alt_1a2b"])
    episode: int
    detector: str = Field(examples=["robust_z"])
    who: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime
    what: str = Field(examples=["Known sale"])
    day: dt.date | None


class TallyOut(BaseModel):
    """How the alerts of a detector did, by people's marks."""

    detector: str = Field(description="'' of what was missed.", examples=["robust_z"])
    alerts: int
    useful: int
    useless: int
    missed: int


class ChannelIn(Body):
    """A channel to make. Secrets are sealed and never shown again."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = Field(examples=["On duty"])
    kind: ChannelKind
    settings: _Document = Field(default_factory=dict, examples=[{"to": ["anna@example.com"]}])
    secrets: _Document = Field(
        default_factory=dict, description="url, token, routing_key, … by kind.", examples=[{}]
    )
    per_window: Annotated[int, Field(ge=1, le=10_000)] = 20
    window_s: Annotated[int, Field(ge=60, le=604_800)] = 3600
    paused: bool = False


class ChannelChange(Body):
    """What of a channel is to change; new secrets replace all of the old ones."""

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    settings: _Document | None = Field(default=None, examples=[{"to": ["ben@example.com"]}])
    secrets: _Document | None = Field(default=None, examples=[None])
    per_window: Annotated[int, Field(ge=1, le=10_000)] | None = Field(default=None, examples=[20])
    window_s: Annotated[int, Field(ge=60, le=604_800)] | None = Field(default=None, examples=[3600])
    paused: bool | None = None


class ChannelOut(BaseModel):
    """A channel, without its secrets."""

    id: str = Field(examples=["chn_1a2b"])
    name: str = Field(examples=["On duty"])
    kind: ChannelKind
    settings: dict[str, Any] = Field(examples=[{"to": ["anna@example.com"]}])
    per_window: int
    window_s: int
    paused: bool
    ok_at: AwareDatetime | None = Field(description="When something arrived last.")
    failed_at: AwareDatetime | None
    error: str = Field(description="Why the last message did not arrive.", examples=[""])
    made_at: AwareDatetime
    version: int = Field(description="Its ETag.")


class DeliveryOut(BaseModel):
    """A message and how it stands."""

    id: str = Field(examples=["dlv_1a2b"])
    state: Delivered
    channel_id: str = Field(examples=["chn_1a2b"])
    recipients: list[str] = Field(examples=[["anna@example.com"]])
    subject: str = Field(examples=["Adhelm can reach 'On duty'"])
    event: Event
    alert_id: str = Field(examples=[""])
    attempts: int
    attachments: int
    made_at: AwareDatetime
    next_at: AwareDatetime | None
    sent_at: AwareDatetime | None
    code: str = Field(examples=[""])
    error: str = Field(examples=[""])


class PolicyIn(Body):
    """Routes as a tree, and mutes."""

    route: _Document = Field(
        examples=[{"match": {"severity": "medium"}, "channels": ["*"]}],
        description="match, channels, digest, escalate, group, resolved, continue, routes.",
    )
    mutes: list[_Document] = Field(
        default_factory=list, max_length=200,
        examples=[[{"name": "night", "from": "22:00", "to": "07:00", "zone": "Europe/Zurich"}]],
    )  # fmt: skip


class PolicyOut(BaseModel):
    """The routes and mutes that hold."""

    route: dict[str, Any] = Field(examples=[{"channels": ["*"]}])
    mutes: list[dict[str, Any]] = Field(examples=[[]])
    version: int = Field(description="Its ETag; 0: those that come with Adhelm.")
    by: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime | None


class WishIn(Body):
    """An alert on any metric, in the language of rules."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = Field(examples=["CPA jumps"])
    condition: Annotated[str, Field(min_length=1, max_length=2_000)] = Field(
        examples=["cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100"]
    )
    severity: Severity = Severity.medium
    text: Annotated[str, Field(max_length=500)] = Field(default="", examples=["CPA has jumped"])
    level: Annotated[str, Field(max_length=20)] = Field(default="campaign", examples=["campaign"])
    platforms: list[Short] = Field(default_factory=list, max_length=20, examples=[["meta"]])
    accounts: list[Short] = Field(default_factory=list, max_length=200, examples=[[]])
    names: list[Short] = Field(default_factory=list, max_length=50, examples=[["*brand*"]])
    cool_down_hours: Annotated[int, Field(ge=1, le=720)] = 24

    def wish(self) -> Wish:
        """Return what is wanted."""
        return Wish(
            name=self.name, condition=self.condition, severity=self.severity, text=self.text,
            level=self.level, platforms=self.platforms, accounts=self.accounts, names=self.names,
            cool_down_hours=self.cool_down_hours,
        )  # fmt: skip


class BacktestIn(WishIn):
    """An alert that is not kept yet, and which days to try it on."""

    days: Annotated[int, Field(ge=1, le=366)] = 90
    hindsight: bool = Field(
        default=False, description="As the days are known now: where history came later."
    )


class FiredDayOut(BaseModel):
    """A day on which it would have fired."""

    day: dt.date
    entities: list[str] = Field(examples=[["meta/123/c1"]])
    led: bool = Field(description="Somebody changed one of them within three days.")


class EntityOut(BaseModel):
    """Something that it would have fired on."""

    key: str = Field(examples=["meta/123/c1"])
    name: str = Field(examples=["Spring"])
    times: int


class BacktestOut(BaseModel):
    """How often an alert would have fired, and whether anybody did something then."""

    summary: str = Field(examples=["It would have fired 14 times in the last 90 days, …"])
    sentence: str = Field(examples=["After each sync, for each enabled campaign: if …"])
    days: int
    firings: int
    days_fired: int
    days_led: int
    looks: int
    unknown: int = Field(description="Times that a condition could not be known.")
    fired_days: list[FiredDayOut]
    entities: list[EntityOut]
    provenance: dict[str, Any]


class RuleOut(BaseModel):
    """The rule that an alert became."""

    id: str = Field(examples=["rule_1a2b"])
    name: str = Field(examples=["CPA jumps"])
    sentence: str = Field(examples=["After each sync, for each enabled campaign: if …"])


class DigestIn(Body):
    """When a person's digest comes."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = Field(
        default="08:00", examples=["08:00"]
    )
    zone: Short = Field(default="UTC", examples=["Europe/Zurich"])
    weekdays: bool = Field(default=False, description="Monday to Friday alone.")


class DigestOut(BaseModel):
    """When the next digest comes."""

    next_at: AwareDatetime
    zone: str = Field(examples=["Europe/Zurich"])


class SlackOut(BaseModel):
    """What Slack shows in answer to a button."""

    text: str = Field(examples=["Acknowledged by per_1a2b"])
