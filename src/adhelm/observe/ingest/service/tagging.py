"""Lists spend that no visit can be traced back to: ads whose addresses carry no parameters."""

from __future__ import annotations

from adhelm.core.ads import Period
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import tagging
from adhelm.observe.ingest.store import tags
from adhelm.observe.ingest.types import Untagged
from adhelm.observe.warehouse import Warehouse


def untagged(*, principal: Principal, warehouse: Warehouse, period: Period) -> list[Untagged]:
    """
    Return the ads with spend on the accounts' local days whose addresses hold no utm_* or click id.

    Spend is in the account's currency. Parameters of the ad group or campaign count for the ad.
    """
    principal.require(Scope.read)
    with warehouses.snapshot(warehouse, principal=principal).connect("facts", "entities") as reader:
        rows = tags.ads_with_spend(reader, period)
    return [
        Untagged(
            connector=connector,
            account_id=account_id,
            entity_id=entity_id,
            name=name or "",
            campaign_id=campaign_id or "",
            final_url=tagging.address(attributes[0]),
            spend=spend,
            currency=currency,
        )
        for connector, account_id, entity_id, campaign_id, currency, spend, name, *attributes in (
            rows
        )
        if not tagging.is_tagged(attributes)
    ]
