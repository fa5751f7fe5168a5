"""Says what a difference between a level and the level below it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from adhelm.observe.warehouse.types import Reconciliation

LEVELS = ("account", "campaign", "ad_group", "ad")
FIELDS = ("spend", "impressions", "clicks")
_ROUNDING = Decimal("0.01")


def verdict(field: str, remainder: Decimal, rows: int) -> str:
    """Return 'ok', 'rounding' (money, at most 0.01 per row) or 'unexplained'."""
    if not remainder:
        return "ok"
    return "rounding" if field == "spend" and abs(remainder) <= _ROUNDING * rows else "unexplained"


def reconciliations(rows: Iterable[Sequence[object]]) -> list[Reconciliation]:
    """Make reconciliations of rows: who, month, levels, child rows, then a pair per field."""
    found = []
    for platform, account, source, month, parent, child, count, *pairs in rows:
        for field, above, below in zip(FIELDS, pairs[::2], pairs[1::2], strict=True):
            if above is None or below is None:
                continue
            parent_sum, child_sum = Decimal(str(above)), Decimal(str(below))
            found.append(
                Reconciliation(
                    platform=str(platform),
                    account_id=str(account),
                    source_id=str(source),
                    month=str(month),
                    parent=str(parent),
                    child=str(child),
                    field=field,
                    parent_sum=parent_sum,
                    child_sum=child_sum,
                    rows=int(str(count)),
                    verdict=verdict(field, parent_sum - child_sum, int(str(count))),
                )
            )
    return found
