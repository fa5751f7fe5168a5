"""Manager accounts: what they list, and what they refuse."""

from __future__ import annotations

from typing import Any

from adhelm.sandbox.frame import Credential
from adhelm.sandbox.google_ads import gaql, reading
from adhelm.sandbox.google_ads.fields import camel, get
from adhelm.sandbox.google_ads.shape import shaped
from adhelm.sandbox.market import Account, Market

_MANAGER = "9990001112"


def accessible(market: Market, who: Credential) -> list[str]:
    """Return what a person signs in to: the manager account, or a brand's accounts."""
    if who.brand is None:
        return [f"customers/{_MANAGER}"]
    return [f"customers/{one.id}" for one in market.accounts("google_ads") if who.sees(one)]


def is_manager(customer: str, who: Credential) -> bool:
    """Say whether an id is that of the manager account of a caller."""
    return customer == _MANAGER and who.brand is None


def rows(accounts: list[Account], text: str) -> tuple[list[dict[str, Any]], str]:
    """
    Answer a query on a manager: its clients and itself, never numbers.

    :raises Refused: if numbers are asked for.
    """
    query = gaql.parse(text)
    reading.check(query)
    if any(one.startswith("metrics.") for one in query.fields):
        raise gaql.refuse("REQUESTED_METRICS_FOR_MANAGER", "Metrics cannot be had of a manager.")
    found = [{"customer": _itself()}]
    if query.resource == "customer_client":
        found = [{"customer": _itself(), "customerClient": one} for one in _tree(accounts)]
    elif query.resource != "customer":
        found = []
    kept = [
        row
        for row in found
        if all(gaql.holds(one, get(row, one.field)) for one in query.conditions)
    ]
    shapes = [shaped(query, row) for row in kept[: query.limit]]
    return shapes, ",".join(map(camel, query.fields))


def _itself() -> dict[str, Any]:
    return {
        "resourceName": f"customers/{_MANAGER}",
        "id": int(_MANAGER),
        "descriptiveName": "Sandbox manager",
        "currencyCode": "USD",
        "timeZone": "America/New_York",
        "manager": True,
        "status": "ENABLED",
        "testAccount": False,
        "autoTaggingEnabled": False,
    }


def _tree(accounts: list[Account]) -> list[dict[str, Any]]:
    itself = _itself()
    first = {
        **{name: itself[name] for name in ("id", "descriptiveName", "manager", "currencyCode")},
        "resourceName": f"customers/{_MANAGER}/customerClients/{_MANAGER}",
        "clientCustomer": f"customers/{_MANAGER}",
        "timeZone": itself["timeZone"],
        "level": 0,
        "status": "ENABLED",
        "hidden": False,
        "testAccount": False,
    }
    return [first, *(_client(one) for one in accounts)]


def _client(account: Account) -> dict[str, Any]:
    return {
        "resourceName": f"customers/{_MANAGER}/customerClients/{account.id}",
        "clientCustomer": f"customers/{account.id}",
        "id": int(account.id),
        "descriptiveName": account.name,
        "manager": False,
        "level": 1,
        "currencyCode": account.currency,
        "timeZone": account.zone,
        "status": "ENABLED",
        "hidden": False,
        "testAccount": False,
    }
