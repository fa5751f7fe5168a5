"""What nobody outside a sandbox ever knows: the facts, what caused them, and who bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import orjson

from adhelm.core.ads import minor_units
from adhelm.core.errors import Invalid
from adhelm.sandbox.frame.world import World
from adhelm.sandbox.market import Account, Book, Market, Numbers, journeys, texts

_LEVELS = ("account", "campaign", "ad_group", "ad")


class BadQuestion(Invalid):
    """The truth was asked for in a way that makes no sense."""

    code = "sandbox.bad_question"


def scenario(world: World, *, prefixes: list[str]) -> dict[str, Any]:
    """Return what is played, which accounts there are, and the credentials to use."""
    market = world.market
    return {
        "name": market.scenario.name,
        "what": market.scenario.what,
        "seed": market.seed,
        "now": world.clock.now().isoformat(),
        "first_day": market.scenario.first_day.isoformat(),
        "prefixes": prefixes,
        "accounts": [asdict(one) for one in market.accounts()],
        "credentials": [asdict(one) for one in world.tokens.credentials],
    }


def truth(market: Market, query: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the truth of the accounts asked for, as the bundled JSON Schema describes it.

    `platform` and `account` choose accounts; `since` and `until` (local days, both included) add
    the facts at `level`; `orders=1` adds the people who bought.

    :raises BadQuestion: if a day or a level is none.
    """
    accounts = [
        one
        for one in market.accounts(query.get("platform"))
        if query.get("account") in {None, one.id}
    ]
    said: dict[str, Any] = {
        "scenario": market.scenario.name,
        "seed": market.seed,
        "now": market.clock.now().isoformat(),
        "accounts": [_account(market, one) for one in accounts],
    }
    if "since" in query:
        first, last = _day(query, "since"), _day(query, "until")
        level = query.get("level", "campaign")
        if level not in _LEVELS:
            raise BadQuestion(f"no level '{level}'", hint=f"one of {', '.join(_LEVELS)}")
        said["facts"] = [
            fact for one in accounts for fact in facts(market, one, level, first, last)
        ]
        if query.get("orders"):
            said["orders"] = list(_orders(market, accounts, first, last))
    return said


def facts(
    market: Market, account: Account, level: str, first: date, last: date
) -> Iterator[dict[str, Any]]:
    """Return the facts of an account, entity by entity, local day by local day."""
    book = market.book(account)
    numbers = book.at_level(market.numbers(account, first, last), level)
    for entity, column in zip(*np.nonzero(numbers.impressions + numbers.spend), strict=True):
        if level == "account" or not book.hidden(level, int(entity)):
            id_ = account.id if level == "account" else book.id(level, int(entity))
            day = first + timedelta(days=int(column))
            yield _fact(
                account, level, id_, day=day, numbers=numbers, cell=(int(entity), int(column))
            )


@lru_cache(maxsize=1)
def schema() -> Any:
    """Return the JSON Schema of the truth."""
    file = resources.files("adhelm.sandbox.frame").joinpath("truth.schema.json")
    return orjson.loads(file.read_bytes())


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError as error:
        raise BadQuestion(f"{name}='{query.get(name, '')}' is no day", hint="2026-11-01") from error


def _account(market: Market, account: Account) -> dict[str, Any]:
    book = market.book(account)
    return {
        "platform": account.platform,
        "account_id": account.id,
        "brand": account.brand_name,
        "currency": account.currency,
        "zone": account.zone,
        "campaigns": [_campaign(book, n) for n in range(book.count("campaign"))],
        "incidents": [
            {
                "kind": one.kind,
                "campaign_id": None if one.campaign < 0 else book.id("campaign", one.campaign),
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
                "factor": one.factor,
            }
            for one in market.incidents(account)
        ],
    }


def _campaign(book: Book, ordinal: int) -> dict[str, Any]:
    latent = book.latent
    return {
        "campaign_id": book.id("campaign", ordinal),
        "name": texts.name(book, "campaign", ordinal),
        "kind": book.kind(ordinal),
        "response": {
            "most_sales_a_day": float(latent.most[ordinal]),
            "half_at_usd": float(latent.half[ordinal]),
            "capacity_usd": float(latent.capacity[ordinal]),
        },
        "anyway_per_click": float(latent.anyway[ordinal]),
        "basket_usd": float(latent.basket[ordinal]),
    }


def _fact(
    account: Account, level: str, id_: str, *, day: date, numbers: Numbers, cell: tuple[int, int]
) -> dict[str, Any]:
    return {
        "platform": account.platform,
        "account_id": account.id,
        "level": level,
        "entity_id": id_,
        "date": day.isoformat(),
        "currency": account.currency,
        "spend": money(int(numbers.spend[cell]), account.currency),
        "impressions": int(numbers.impressions[cell]),
        "clicks": int(numbers.clicks[cell]),
        "conversions": str(Decimal(int(numbers.conversions[cell])) / 100),
        "conversion_value": money(int(numbers.value[cell]), account.currency),
        "conversions_final": str(Decimal(int(numbers.final[cell])) / 100),
        "caused": int(numbers.caused[cell]),
        "claimed": int(numbers.claimed[cell]),
    }


def money(minor: int, currency: str) -> str:
    """Return an amount of minor units as a decimal in major units."""
    digits = _digits(currency)
    if not digits:
        return str(minor)
    text = str(abs(minor)).rjust(digits + 1, "0")
    return f"{'-' if minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"


_digits = lru_cache(minor_units)


def _orders(
    market: Market, accounts: list[Account], first: date, last: date
) -> Iterator[dict[str, Any]]:
    for brand in sorted({one.brand for one in accounts}):
        for order in journeys.orders(market, brand, first, last):
            said = asdict(order)
            yield {**said, "at": order.at.isoformat(), "value_usd": f"{order.value_usd:.2f}"}
