"""Figures of a campaign: the platforms' own, those pushed to us, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from adhelm.act.campaigns.logic.pacing import Pacing, pacing
from adhelm.act.campaigns.service import changing, figures, reading
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.service.refusing import refusals_noted
from adhelm.act.campaigns.store import pushed as kept
from adhelm.act.campaigns.types import BadRows, Campaign, PlatformCampaign, Pushed
from adhelm.core.ads import CURRENCIES, PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import Answer, period

MEASURES = ("impressions", "clicks", "spend", "conversions", "conversion_value")
KPIS = (
    "spend", "impressions", "clicks", "ctr", "cpc", "conversions", "cvr", "cpa",
    "conversion_value", "roas",
)  # fmt: skip
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Pushing:
    """What became of the rows that were pushed."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Analytics:
    """KPIs of a campaign over a range; None wherever nothing is known."""

    period: Period | None
    currency: str
    total: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    pacing: Pacing
    provenance: Mapping[str, Any]


@refusals_noted("push")
def push(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    campaign_id: str,
    rows: Sequence[Pushed],
) -> Pushing:
    """
    Keep figures of the user's own systems, at most a thousand days at once.

    The same campaign, date, platform and source again replaces what was there; money is in each
    row's currency, '' meaning the campaign's. They are never added to the platforms' facts.

    :raises NoSuchCampaign: if there is none.
    :raises BadRows: if a row cannot be; nothing is kept then.
    """
    principal.require(Scope.write)
    now = clock.now()
    with database.durable() as connection:
        campaign = changing.changeable(connection, principal, campaign_id, expected=None)
        rows = [
            replace(row, currency=row.currency.upper() or campaign.currency, pushed_at=now)
            for row in rows
        ]
        _check(rows, today=now.date())
        workspace = principal.workspace_id
        known = kept.known(connection, workspace, campaign_id, rows)
        same = [row for row in rows if _like(known.get(_key(row)), row)]
        news = [row for row in rows if not _like(known.get(_key(row)), row)]
        changed = sum(_key(row) in known for row in news)
        if news:
            kept.put(connection, workspace, campaign_id, news, by=principal.id)
            audit.record(
                connection,
                principal=principal,
                clock=clock,
                action="campaigns.push",
                subject=f"campaign:{campaign_id}",
                after={
                    "rows": len(news),
                    "sources": sorted({row.source for row in news}),
                    "first": min(row.date for row in news),
                    "last": max(row.date for row in news),
                },
            )
    return Pushing(len(news) - changed, changed, len(same))


def metrics(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    campaign_id: str,
    span: str = "",
    after: tuple[date, str, str, str] | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], Mapping[str, Any]]:
    """
    Return days of a campaign as the platforms report them and as they were pushed, side by side.

    Rows are ordered by date, platform, origin ('platform' or 'pushed') and source; the platforms'
    money is in the campaign's currency, what was pushed in its own.

    :raises NoSuchCampaign: if there is none.
    """
    principal.require(Scope.read)
    campaign = reading.get(principal=principal, database=database, campaign_id=campaign_id)
    sources = Sources(warehouse, clock)
    days = _days(campaign, clock, span)
    found = _facts(principal, sources, campaign, days, metrics=MEASURES, by=("date", "platform"))
    reported = [_reported(row, campaign.currency) for row in found.dicts()] if found else []
    with database.reading() as connection:
        pushed = kept.read(
            connection,
            principal.workspace_id,
            campaign_id,
            first=days.start if days else None,
            last=days.last if days else None,
            after=_pushed_after(after),
            limit=limit,
        )
    rows = [*reported, *({**asdict(row), "origin": "pushed"} for row in pushed)]
    rows = sorted((row for row in rows if after is None or place(row) > after), key=place)
    return rows[:limit], asdict(found.provenance) if found else {}


def analytics(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    campaign_id: str,
    span: str = "",
    by: Sequence[str] = ("platform",),
    compare: str = "",
) -> Analytics:
    """
    Return a campaign's KPIs over a range, in total and by day or platform, and its pacing.

    Without a range: the campaign's days that are over. Money is in the campaign's currency.

    :raises NoSuchCampaign: if there is none.
    :raises UnknownRange: if the range cannot be read.
    """
    principal.require(Scope.read)
    campaign = reading.get(principal=principal, database=database, campaign_id=campaign_id)
    sources = Sources(warehouse, clock)
    over = figures.to_date(campaign, clock, whole=True)
    days = _days(campaign, clock, span) if span else over
    total = _facts(principal, sources, campaign, days, compare=compare)
    rows = _of_one_platform(campaign, total) if tuple(by) == ("platform",) else None
    if rows is None:
        found = _facts(principal, sources, campaign, days, by=by, compare=compare)
        rows = list(found.dicts()) if found else []
    spending = total
    if days != over:
        spending = _facts(principal, sources, campaign, over, metrics=("spend",))
    spent = next(spending.dicts(), {}).get("spend") if spending else None
    nothing = dict.fromkeys(KPIS)
    return Analytics(
        period=days,
        currency=campaign.currency,
        total=next(total.dicts(), nothing) if total else nothing,
        rows=rows,
        pacing=pacing(campaign, spent, clock.now().date()),
        provenance=asdict(total.provenance) if total else {},
    )


def place(row: Mapping[str, Any]) -> tuple[date, str, str, str]:
    """Return where a row of `metrics` is in its order."""
    return row["date"], row["platform"], row["origin"], row["source"]


def _facts(
    principal: Principal,
    sources: Sources,
    campaign: Campaign,
    days: Period | None,
    *,
    metrics: Sequence[str] = KPIS,
    by: Sequence[str] = (),
    compare: str = "",
) -> Answer | None:
    parts = _linked(campaign)
    if not parts or days is None or not campaign.currency:
        return None
    return figures.of_parts(
        principal,
        sources,
        parts,
        metrics=metrics,
        by=by,
        period=days,
        currency=campaign.currency,
        compare=compare,
    )


def _of_one_platform(campaign: Campaign, total: Answer | None) -> list[dict[str, Any]] | None:
    """Return the total as the row of its platform, where there is just one and something of it."""
    platforms = {part.platform for part in _linked(campaign)}
    told = next(total.dicts(), {}) if total else {}
    if len(platforms) != 1 or all(value is None for value in told.values()):
        return None
    return [{"platform": platforms.pop(), **told}]


def _linked(campaign: Campaign) -> list[PlatformCampaign]:
    return [part for part in campaign.platforms if part.external_id]


def _days(campaign: Campaign, clock: Clock, span: str) -> Period | None:
    asked = period(span, clock=clock) if span else None
    return asked or figures.to_date(campaign, clock)


def _reported(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {**row, "origin": "platform", "source": "", "currency": currency, "pushed_at": None}


def _pushed_after(after: tuple[date, str, str, str] | None) -> tuple[date, str, str] | None:
    # Of one date and platform, what was pushed comes behind what the platform reports.
    if after is None:
        return None
    day, platform, origin, source = after
    return (day, platform, source) if origin == "pushed" else (day, platform, "")


def _check(rows: Sequence[Pushed], *, today: date) -> None:
    wrong = []
    seen: set[tuple[date, str, str]] = set()
    for at, row in enumerate(rows):
        if why := _wrong(row, today) or ("it is there twice" if _key(row) in seen else ""):
            wrong.append({"row": at, "message": why})
        seen.add(_key(row))
    if wrong or not 0 < len(rows) <= MOST_ROWS:
        raise BadRows(
            f"{len(wrong)} of {len(rows)} rows cannot be kept",
            hint=f"1 to {MOST_ROWS} rows: {wrong[0]['message'] if wrong else 'send some'}",
            rows=wrong,
        )


def _wrong(row: Pushed, today: date) -> str:
    if row.platform not in PLATFORMS:
        return f"'{row.platform}' is no platform"
    # It is tomorrow already somewhere.
    if row.date > today + timedelta(days=1):
        return f"{row.date} is yet to come"
    if all(getattr(row, name) is None for name in MEASURES):
        return "it holds no figure"
    money = row.spend is not None or row.conversion_value is not None
    if money and row.currency not in CURRENCIES:
        return f"'{row.currency}' is no currency"
    return ""


def _key(row: Pushed) -> tuple[date, str, str]:
    return row.date, row.platform, row.source


def _like(before: Pushed | None, after: Pushed) -> bool:
    return before is not None and replace(before, pushed_at=after.pushed_at) == after
