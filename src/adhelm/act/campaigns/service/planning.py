"""Make of a draft the campaign it asks for, its budget split over the platforms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from adhelm.act.campaigns.logic import minima
from adhelm.act.campaigns.logic.splitting import LARGEST, Part, check_amount, split
from adhelm.act.campaigns.service.figures import Sources, dollar, published_minima, returns
from adhelm.act.campaigns.types import (
    BadBudget,
    BadPlatform,
    Campaign,
    Chosen,
    Draft,
    PlatformCampaign,
    Split,
)
from adhelm.core.principal import Principal


def new_id(kind: str) -> str:
    """Return an id that nobody can guess."""
    return f"{kind}_{secrets.token_hex(10)}"


def planned(
    principal: Principal, sources: Sources, draft: Draft, before: Campaign | None = None
) -> tuple[tuple[PlatformCampaign, ...], Split | None]:
    """
    Return a checked draft's platform campaigns with their parts, and how the budget was split.

    No split is told where nothing that decides about it has changed since `before`, or where a
    draft does not say enough.

    :raises BadBudget: if an amount is too fine, or none.
    :raises BudgetTooSmall: if the budget is below the platforms' minima.
    :raises BadSplit: if given parts do not make up the budget.
    """
    _check_amounts(draft)
    parts = _matched(draft.platforms, before.platforms if before else ())
    if before and not _concerns(draft, parts, before):
        return parts, None
    start, end = draft.start_date, draft.end_date
    if not (draft.budget and draft.currency and start and end and parts):
        return _as_given(parts, draft.platforms), None
    made = split_over(
        principal,
        sources,
        parts,
        chosen=draft.platforms,
        budget=draft.budget,
        currency=draft.currency,
        days=_days(start, end),
        keep=bool(before) and _same_money(draft, parts, before),
    )
    given = zip(parts, made.rows, strict=True)
    return tuple(replace(part, allocated=row.amount) for part, row in given), made


def split_over(
    principal: Principal,
    sources: Sources,
    parts: Sequence[PlatformCampaign],
    *,
    chosen: Sequence[Chosen],
    budget: Decimal,
    currency: str,
    days: int,
    keep: bool,
) -> Split:
    """Split a budget over platform campaigns; `keep` lets them keep their shares."""
    known = published_minima()
    rate = dollar(principal, sources, currency)
    given = any(one.budget is not None for one in chosen)
    ask = not (given or keep or len(parts) == 1)
    used = {part.platform for part in parts}
    came = returns(principal, sources, platforms=used, currency=currency) if ask else None
    rows = []
    for part, one in zip(parts, chosen, strict=True):
        published = known.get(part.platform)
        spend, returned = came.of(part.platform, part.account) if came else (None, None)
        rows.append(
            Part(
                platform=part.platform,
                account=part.account,
                minimum=minima.least(published, currency=currency, days=days, dollar=rate),
                minimum_source=published.source if published else "",
                given=one.budget,
                before=part.allocated if keep else None,
                spend=spend,
                returned=returned,
            )
        )
    return split(budget, currency, rows, basis=came.basis if came else "")


def _check_amounts(draft: Draft) -> None:
    amounts = [draft.budget, *(one.budget for one in draft.platforms)]
    for amount in amounts:
        if amount is None:
            continue
        if draft.currency:
            check_amount(amount, draft.currency)
        elif not 0 < amount < LARGEST or amount != round(amount, 3):
            raise BadBudget(f"{amount:f} cannot be a budget", hint="say the currency as well")


def _matched(
    chosen: Sequence[Chosen], present: Sequence[PlatformCampaign]
) -> tuple[PlatformCampaign, ...]:
    """Return the present platform campaigns that are meant, and new ones for the others."""
    left = {part.id: part for part in present}
    named = {one.id for one in chosen if one.id}
    if unknown := named - set(left):
        raise BadPlatform(
            f"this campaign has no '{min(unknown)}'", hint="leave `id` out to add one"
        )
    made = []
    for one in chosen:
        part = left.pop(one.id, None) if one.id else _like(one, left, named)
        if part is None:
            made.append(PlatformCampaign(new_id("cpl"), one.platform, one.account))
            continue
        made.append(_moved(part, one))
    if len({part.id for part in made}) < len(chosen):
        raise BadPlatform("one platform campaign is named twice", hint="each `id` once")
    return tuple(made)


def _like(
    one: Chosen, left: dict[str, PlatformCampaign], named: set[str]
) -> PlatformCampaign | None:
    for part in left.values():
        same = part.platform == one.platform and one.account in {"", part.account}
        if same and part.id not in named:
            return left.pop(part.id)
    return None


def _moved(part: PlatformCampaign, one: Chosen) -> PlatformCampaign:
    account = one.account or part.account
    moves = one.platform != part.platform or account != part.account
    if moves and part.external_id:
        raise BadPlatform(
            f"'{part.id}' is '{part.account}/{part.external_id}' and stays there",
            hint="leave it out, and adopt or add another",
        )
    return replace(part, platform=one.platform, account=account)


def _as_given(
    parts: Sequence[PlatformCampaign], chosen: Sequence[Chosen]
) -> tuple[PlatformCampaign, ...]:
    pairs = zip(parts, chosen, strict=True)
    return tuple(replace(part, allocated=one.budget or part.allocated) for part, one in pairs)


def _concerns(draft: Draft, parts: Sequence[PlatformCampaign], before: Campaign) -> bool:
    """Say whether a change concerns how the budget is split."""
    if draft.anew or any(one.budget is not None for one in draft.platforms):
        return True
    now = (draft.budget, draft.currency, draft.start_date, draft.end_date)
    then = (before.budget, before.currency, before.start_date, before.end_date)
    return now != then or tuple(parts) != before.platforms


def _same_money(draft: Draft, parts: Sequence[PlatformCampaign], before: Campaign | None) -> bool:
    """Say whether the same platform campaigns may keep their shares."""
    if before is None or draft.anew:
        return False
    return {part.id for part in parts} == {part.id for part in before.platforms}


def _days(start: date, end: date) -> int:
    return (end - start).days + 1
