"""Looks things up on TikTok: one by its id, or the one that carries a client key in its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.connectors.contract.errors import NotThere
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import Live, Status
from adhelm.connectors.tiktok.client import Client
from adhelm.connectors.tiktok.mapping.entities import SORTS, Sort, bid, status
from adhelm.connectors.wire import decimal
from adhelm.core.ads import Level, Money

_SET = {"ENABLE": Status.enabled, "DISABLE": Status.paused, "DELETE": Status.removed}


def the_one(client: Client, account: Account, level: Level, entity_id: str) -> Mapping[str, Any]:
    """
    Return a thing as it is now, deleted or not.

    :raises NotThere: if there is none of that id.
    """
    sort = SORTS[level]
    wish = {f"{sort.id_name}s": [entity_id]}
    for row in _listed(client, account, sort, wish):
        return row
    raise NotThere(
        f"the advertiser {account.id} has no {sort.word} {entity_id}",
        hint="it may belong to another advertiser",
    )


def keyed(client: Client, account: Account, sort: Sort, key: str, parent: dict[str, str]) -> str:
    """Return the id of what carries a client key, deleted or not; '' if nothing does."""
    wish = {f"{name}s": [id_] for name, id_ in parent.items()}
    for row in _listed(client, account, sort, wish):
        if mark(key) in str(row.get(sort.name, "")):
            return str(row[sort.id_name])
    return ""


def mark(key: str) -> str:
    """Return how a client key is written in a name."""
    return f"[ah-{key}]"


def shown(account: Account, level: Level, row: Mapping[str, Any]) -> Live:
    """Return a thing's row as what people set."""
    mode, amount = row.get("budget_mode"), decimal(row.get("budget"))
    budget = Money(amount, account.currency) if amount else None
    offered = decimal(bid(row))
    return Live(
        level=level,
        entity_id=str(row[SORTS[level].id_name]),
        name=str(row[SORTS[level].name]),
        status=_SET.get(status(row)),
        platform_status=str(row.get("secondary_status") or row["operation_status"]),
        daily_budget=budget if mode != "BUDGET_MODE_TOTAL" else None,
        lifetime_budget=budget if mode == "BUDGET_MODE_TOTAL" else None,
        bid=Money(offered, account.currency) if offered else None,
        bid_ratio=decimal(row.get("roas_bid")) or None,
    )


def _listed(
    client: Client, account: Account, sort: Sort, wish: Mapping[str, object]
) -> Iterator[Mapping[str, Any]]:
    return client.rows(
        f"{sort.word}/get/",
        account_id=account.id,
        advertiser_id=account.id,
        fields=sort.fields,
        filtering={"primary_status": "STATUS_ALL", **wish},
    )
