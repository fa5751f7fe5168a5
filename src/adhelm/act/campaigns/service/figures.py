"""What platforms brought and campaigns spent, asked of the metrics layer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from adhelm.act.campaigns.logic import minima
from adhelm.act.campaigns.logic.minima import DOLLARS, Minima
from adhelm.act.campaigns.logic.splitting import tidy
from adhelm.act.campaigns.store import entities
from adhelm.act.campaigns.types import Campaign, PlatformCampaign
from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import MissingRate, Warehouse
from adhelm.understand.metrics import Answer, NoRate, Question, ask

T = TypeVar("T")
WINDOW_DAYS = 28
_UNRATED = (NoRate, MissingRate)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures come from, and what was asked already in the same use case."""

    warehouse: Warehouse
    clock: Clock
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def remembered(self, key: tuple[Any, ...], look: Callable[[], T]) -> T:
        """Return what was found under a key, looking it up the first time."""
        if key not in self.known:
            self.known[key] = look()
        found: T = self.known[key]
        return found


@dataclass(frozen=True, slots=True)
class Returns:
    """What came back, per 'connector/account' and platform; `basis` says what is counted."""

    basis: str = ""
    by: Mapping[tuple[str, str], tuple[Decimal, Decimal]] | None = None
    """(platform, account) -> spend, return."""

    def of(self, platform: str, account: str) -> tuple[Decimal | None, Decimal | None]:
        """Return spend and return of a platform, or of one of its accounts."""
        rows = [
            figures
            for (name, whose), figures in (self.by or {}).items()
            if name == platform and account in {"", whose}
        ]
        if not rows:
            return None, None
        return sum((row[0] for row in rows), Decimal(0)), sum((r[1] for r in rows), Decimal(0))


@cache
def published_minima() -> Mapping[str, Minima]:
    """Return what the platforms publish, from the file of facts."""
    text = files("adhelm.act.campaigns").joinpath("minima.toml").read_text(encoding="utf-8")
    return minima.read(text)


def least_budget(
    platform: str, *, currency: str, dollar: Decimal | None, lifetime: bool = False
) -> Decimal | None:
    """
    Return the least budget of a day, or of a whole flight, that a platform takes.

    In `currency`, of which `dollar` is what one US dollar costs; None: it publishes none, or no
    rate is known.
    """
    published = published_minima().get(platform)
    return minima.least_budget(published, currency=currency, dollar=dollar, lifetime=lifetime)


def dollar(principal: Principal, sources: Sources, currency: str) -> Decimal | None:
    """Return what one US dollar costs in a currency by the newest rate; None if none is known."""
    return sources.remembered(("dollar", currency), lambda: _dollar(principal, sources, currency))


def returns(
    principal: Principal, sources: Sources, *, platforms: Collection[str], currency: str
) -> Returns:
    """
    Return what platforms brought for their spend in their last 28 mature days.

    Mature: no longer corrected by the platform. Counted is the conversions' value if every
    platform reports one, else conversions. Only accounts that the principal sees count.
    """
    names = tuple(sorted(platforms))
    return sources.remembered(
        ("returns", names, currency), lambda: _returns(principal, sources, names, currency)
    )


def spent(
    principal: Principal, sources: Sources, campaign: Campaign
) -> Mapping[str, Decimal | None]:
    """
    Return what each platform campaign spent over the campaign's dates, in its currency, by its id.

    None where nothing is known: before the first day, without rows, or without a rate.
    """
    parts = [part for part in campaign.platforms if part.external_id]
    period = to_date(campaign, sources.clock)
    nothing: dict[str, Decimal | None] = {part.id: None for part in parts}
    if not parts or period is None or not campaign.currency:
        return nothing
    try:
        found = of_parts(
            principal,
            sources,
            parts,
            metrics=("spend",),
            by=("connector", "account_id", "campaign_id"),
            period=period,
            currency=campaign.currency,
        )
    except _UNRATED:
        return nothing
    spending = {(_account(row), row["campaign_id"]): row["spend"] for row in found.dicts()}
    return {
        part.id: tidy(spending.get((part.account, part.external_id)), campaign.currency)
        for part in parts
    }


def of_parts(
    principal: Principal,
    sources: Sources,
    parts: Iterable[PlatformCampaign],
    *,
    metrics: Sequence[str],
    by: Sequence[str],
    period: Period,
    currency: str,
    compare: str = "",
) -> Answer:
    """Ask for metrics of some platform campaigns alone."""
    return _asked(
        principal,
        sources,
        metrics=tuple(metrics),
        by=tuple(by),
        where=where(parts),
        period=period,
        currency=currency,
        compare=compare,
    )


def to_date(campaign: Campaign, clock: Clock, *, whole: bool = False) -> Period | None:
    """Return the campaign's days that have begun (`whole`: are over, in UTC); None if none has."""
    if campaign.start_date is None or campaign.end_date is None:
        return None
    last = min(campaign.end_date, clock.now().date() - timedelta(days=int(whole)))
    if last < campaign.start_date:
        return None
    return Period.closed(campaign.start_date, last)


def where(parts: Iterable[PlatformCampaign]) -> str:
    """Return the filter that means exactly these platform campaigns."""
    ids: dict[str, list[str]] = {}
    for part in parts:
        ids.setdefault(part.account, []).append(part.external_id)
    each = []
    for account, campaigns in sorted(ids.items()):
        connector, _, account_id = account.partition("/")
        listed = ", ".join(map(_quoted, sorted(campaigns)))
        each.append(
            f"(connector = {_quoted(connector)} and account_id = {_quoted(account_id)}"
            f" and campaign_id in ({listed}))"
        )
    return " or ".join(each)


def _dollar(principal: Principal, sources: Sources, currency: str) -> Decimal | None:
    if currency == DOLLARS:
        return Decimal(1)
    if Scope.read not in principal.scopes:
        return None
    pinned = warehouses.snapshot(sources.warehouse, principal=principal)
    day = sources.clock.now().date()
    try:
        rate = warehouses.rate_on(pinned, day=day, base=DOLLARS, quote=currency)
    except MissingRate:
        return None
    return rate.rate


def _returns(
    principal: Principal, sources: Sources, platforms: Sequence[str], currency: str
) -> Returns:
    if Scope.read not in principal.scopes:
        return Returns()
    window = _mature(principal, sources, platforms)
    if window is None:
        return Returns()
    try:
        found = _asked(
            principal,
            sources,
            metrics=("spend", "conversions", "conversion_value"),
            by=("platform", "connector", "account_id"),
            where=f"platform in ({', '.join(platforms)})",
            period=window,
            currency=currency,
        )
    except _UNRATED:
        return Returns()
    rows = [row for row in found.dicts() if _sees(principal, row) and row["spend"]]
    valued = bool(rows) and all(row["conversion_value"] is not None for row in rows)
    counted = "conversion_value" if valued else "conversions"
    by = {
        (row["platform"], _account(row)): (row["spend"], Decimal(row[counted]))
        for row in rows
        if row[counted] is not None
    }
    word = "value" if valued else "conversions"
    return Returns(f"{word} per {currency} spent in {window}", by) if by else Returns()


def _asked(principal: Principal, sources: Sources, **question: Any) -> Answer:
    return ask(
        principal=principal,
        warehouse=sources.warehouse,
        clock=sources.clock,
        question=Question(**question),
    )


def _mature(principal: Principal, sources: Sources, platforms: Collection[str]) -> Period | None:
    pinned = warehouses.snapshot(sources.warehouse, principal=principal)
    newest = entities.newest_day(pinned, platforms)
    if newest is None:
        return None
    today = sources.clock.now().date()
    settled = min(warehouses.provisional_from(PLATFORMS[one].connector, today) for one in platforms)
    end: date = min(settled, newest + timedelta(days=1))
    return Period(end - timedelta(days=WINDOW_DAYS), end)


def _sees(principal: Principal, row: Mapping[str, Any]) -> bool:
    return principal.accounts is None or _account(row) in principal.accounts


def _account(row: Mapping[str, Any]) -> str:
    return f"{row['connector']}/{row['account_id']}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
