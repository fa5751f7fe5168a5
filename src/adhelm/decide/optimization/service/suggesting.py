"""Read what campaigns spent and got back, and suggest where money would bring more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from adhelm.core import telemetry
from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization.logic import suggest
from adhelm.decide.optimization.types import Advice, Campaign, Day, Limits
from adhelm.observe import plans
from adhelm.observe.plans.types import CalendarDay, DayKind, Spending
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import Incident, incidents
from adhelm.understand.metrics import Question, ask

_BY = ("platform", "account_id", "currency", "campaign_id", "campaign", "date")
_WINDOW_DAYS = 56
# So many of the latest days still lack a good part of their conversions.
_IMMATURE_DAYS = 7
# An incident this near to the end of the data may still go on.
_RECENT_DAYS = 3
_UNLIKE = frozenset({DayKind.promotion, DayKind.holiday, DayKind.outage})
SEED = 20260101


def suggestions(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    platform: str = "",
    limits: Limits | None = None,
    as_of: date | datetime | int | None = None,
    seed: int = SEED,
    database: Database | None = None,
) -> Advice:
    """
    Return budget moves inside each account, learned from its last eight mature weeks.

    Nothing moves between accounts or platforms: each platform counts conversions its own way.
    Amounts are per day, in the account's currency. With the `database`, nothing is learned from
    days of the calendar that are unlike others. A proposal has no effect.
    """
    principal.require(Scope.read)

    def rows(metrics: tuple[str, ...], by: tuple[str, ...], span: Period | None) -> Any:
        question = Question(
            metrics=metrics,
            by=by,
            where=f"platform = {platform}" if platform else "",
            period=span,
            as_of=as_of,
        )
        return ask(principal=principal, warehouse=warehouse, question=question, clock=clock)

    answer = rows(("impressions",), ("date",), None)
    last = max((row["date"] for row in answer.dicts() if row["date"]), default=None)
    version = answer.provenance.data_version
    if last is None:
        now = clock.now().date()
        return Advice((), (), Period(now, now), version)
    end = last + timedelta(days=1 - _IMMATURE_DAYS)
    window = Period(end - timedelta(days=_WINDOW_DAYS), end)
    days = rows(("spend", "conversions", "conversion_value"), _BY, window)
    broken = incidents(
        principal=principal,
        warehouse=warehouse,
        clock=clock,
        period=Period(window.start, last + timedelta(days=1)),
        platform=platform,
        as_of=as_of,
        database=database,
    )
    campaigns = without(read_campaigns(days.dicts()), broken.incidents, last=last)
    if database is not None:
        known = plans.events_in(principal=principal, database=database, period=window)
        campaigns = without_unlike(campaigns, known)
    with telemetry.predicting("budget_moves"):
        return suggest(
            campaigns, limits=limits or Limits(), window=window, data_version=version, seed=seed
        )


def read_campaigns(rows: Iterable[Mapping[str, Any]]) -> list[Campaign]:
    """Return the campaigns with their days, from rows of a campaign's day each."""
    found: dict[tuple[str, str, str], tuple[Mapping[str, Any], dict[date, Day]]] = {}
    for row in rows:
        if row["campaign_id"] is None or row["date"] is None:
            continue
        key = (row["platform"], row["account_id"], row["campaign_id"])
        _, days = found.setdefault(key, (row, {}))
        days[row["date"]] = Day(
            Decimal(row["spend"] or 0), Decimal(row["conversions"] or 0), row["conversion_value"]
        )
    return [
        Campaign(
            platform=key[0],
            account_id=key[1],
            currency=row["currency"],
            id=key[2],
            name=str(row["campaign"] or key[2]),
            days=days,
        )
        for key, (row, days) in found.items()
    ]


def without(
    campaigns: Iterable[Campaign], found: Iterable[Incident], *, last: date
) -> list[Campaign]:
    """Return the campaigns without the days on which their conversions were not counted."""
    breaks = [one for one in found if one.detector == "tracking_break"]
    return [_cleaned(one, [b for b in breaks if _concerns(b, one)], last) for one in campaigns]


def without_unlike(
    campaigns: Iterable[Campaign], calendar: Iterable[CalendarDay]
) -> list[Campaign]:
    """Return the campaigns without the promotions, holidays and outages that concern them."""
    unlike = [one for one in calendar if one.kind in _UNLIKE]
    return [_usual(one, [entry for entry in unlike if _covers(entry, one)]) for one in campaigns]


def _usual(campaign: Campaign, entries: Sequence[CalendarDay]) -> Campaign:
    days = {
        day: value
        for day, value in campaign.days.items()
        if not any(entry.first_day <= day <= entry.last_day for entry in entries)
    }
    return replace(campaign, days=days)


def _covers(entry: CalendarDay, campaign: Campaign) -> bool:
    known = PLATFORMS.get(campaign.platform)
    connector = known.connector if known else campaign.platform
    account = f"{connector}/{campaign.account_id}"
    return plans.covers(
        entry.reach, Spending(campaign.platform, account, campaign.id, campaign.name)
    )


def _concerns(incident: Incident, campaign: Campaign) -> bool:
    if (incident.platform, incident.account_id) != (campaign.platform, campaign.account_id):
        return False
    return incident.level == "account" or incident.entity_id == campaign.id


def _cleaned(campaign: Campaign, breaks: list[Incident], last: date) -> Campaign:
    spans = [(one.date, one.last_date or one.date) for one in breaks]
    days = {
        day: value
        for day, value in campaign.days.items()
        if not any(first <= day <= until for first, until in spans)
    }
    recent = any(until > last - timedelta(days=_RECENT_DAYS) for _, until in spans)
    why = "its conversion tracking may be broken: mend that first" if recent else ""
    return replace(campaign, days=days, blocked=why)
