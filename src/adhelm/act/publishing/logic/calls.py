"""A change as the call that makes it, and what is read back as the value of its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from adhelm.act.publishing.types import Action, BadChange, Item, Value
from adhelm.connectors.contract import (
    AddNegativeKeywords,
    Bid,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Live,
    Mutation,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
)
from adhelm.core.ads import Level, Money
from adhelm.govern.compliance.types import Change, Field

_BIDS = {Field.target_cpa: Bid.target_cpa, Field.target_roas: Bid.target_roas}


def mutation(action: Action, item: Item, *, parent_id: str = "") -> Mutation:
    """
    Return the call of an action: always the absolute value that its plan says.

    :raises BadChange: if the value is none that can be sent.
    """
    one = action.change
    match one.field:
        case Field.create:
            return _creation(one, item, parent_id)
        case Field.negative_keywords:
            words = tuple((str(text), str(match)) for text, match in item.detail["keywords"])
            return AddNegativeKeywords(one.level, one.entity_id, words)
        case Field.status:
            return SetStatus(one.level, one.entity_id, Status(str(one.after)))
        case Field.daily_budget | Field.lifetime_budget:
            lifetime = one.field is Field.lifetime_budget
            return SetBudget(one.level, one.entity_id, _money(one), lifetime=lifetime)
        case Field.target_roas:
            ratio = one.after if isinstance(one.after, Decimal) else None
            return SetBid(one.level, one.entity_id, Bid.target_roas, ratio=ratio)
        case _:
            kind = _BIDS.get(one.field) or Bid(item.bid or Bid.max_cpc)
            return SetBid(one.level, one.entity_id, kind, amount=_money(one))


def value_of(live: Live, field: Field) -> Value:
    """Return the value of a field of a thing as the platform has it."""
    match field:
        case Field.daily_budget:
            return live.daily_budget.amount if live.daily_budget else None
        case Field.lifetime_budget:
            return live.lifetime_budget.amount if live.lifetime_budget else None
        case Field.bid | Field.target_cpa:
            return live.bid.amount if live.bid else None
        case Field.target_roas:
            return live.bid_ratio
        case Field.status:
            return live.status.value if live.status else live.platform_status
        case _:
            return None


def currency_of(live: Live) -> str:
    """Return the currency that the amounts of a thing are in; '' if it has none."""
    amounts = (live.daily_budget, live.lifetime_budget, live.bid)
    return next((one.currency for one in amounts if one), "")


def _creation(change: Change, item: Item, parent_id: str) -> Mutation:
    told = item.detail
    money = Money(change.after, change.currency) if isinstance(change.after, Decimal) else None
    key = str(told["client_key"])
    settings: dict[str, Any] = dict(told.get("settings", {}))
    if change.level is Level.campaign:
        return CreateCampaign(
            key,
            change.name,
            objective=str(told["objective"]),
            daily_budget=None if told.get("lifetime") else money,
            lifetime_budget=money if told.get("lifetime") else None,
            start=_day(told.get("start")),
            end=_day(told.get("end")),
            special_ad_categories=tuple(told.get("special_ad_categories", ())),
            settings=settings,
        )
    if change.level is Level.ad_group:
        return CreateAdGroup(
            key,
            parent_id,
            change.name,
            daily_budget=money,
            countries=tuple(told.get("countries", ())),
            settings=settings,
        )
    return CreateAd(
        key,
        parent_id,
        change.name,
        final_url=str(told["final_url"]),
        headlines=tuple(told.get("headlines", ())),
        descriptions=tuple(told.get("descriptions", ())),
        settings=settings,
    )


def _money(change: Change) -> Money:
    if not isinstance(change.after, Decimal):
        raise BadChange(f"{change.field} needs an amount, not '{change.after}'")
    return Money(change.after, change.currency)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
