"""What the platforms claim for the same days, and the rates of the conversions' currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.understand import metrics
from adhelm.understand.attribution.logic.models import PLACES
from adhelm.understand.attribution.types import Asked, By

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_COUNT, _VALUE = "platform_conversions", "platform_conversion_value"
_CUTS: Mapping[By, tuple[str, ...]] = {
    By.channel: ("platform",),
    By.platform: ("platform",),
    By.campaign: ("platform", "campaign_id"),
}


@dataclass(frozen=True, slots=True)
class Claims:
    """Claimed conversions and value by name; None is not reported."""

    by_name: Mapping[str, tuple[Decimal | None, Decimal | None]]
    provenance: Mapping[str, Any]
    total: Decimal | None = None
    warnings: tuple[str, ...] = field(default=())


def claims(
    *, principal: Principal, warehouse: Warehouse, clock: Clock, asked: Asked, currency: str
) -> Claims:
    """Return what the platforms claim; values only where they are in one currency."""
    told: dict[str, Any] = {"principal": principal, "warehouse": warehouse, "clock": clock}
    cut = _CUTS[asked.by]
    counted = metrics.ask(
        **told, question=metrics.Question(metrics=(_COUNT,), by=cut, period=asked.period)
    )
    question = metrics.Question(
        metrics=(_VALUE,), by=cut, period=asked.period, currency=currency or None
    )
    warnings: tuple[str, ...] = ()
    worth: dict[str, Any] = {}
    try:
        worth = {_name(row): row[_VALUE] for row in metrics.ask(**told, question=question).dicts()}
    except (metrics.MixedCurrencies, metrics.NoRate) as error:
        warnings = (f"no claimed values: {error.message}",)
    found = {_name(row): row[_COUNT] for row in counted.dicts()}
    known = [each for each in map(_decimal, found.values()) if each is not None]
    return Claims(
        {name: (_decimal(count), _decimal(worth.get(name))) for name, count in found.items()},
        asdict(counted.provenance),
        sum(known, Decimal(0)) if known else None,
        (*counted.provenance.warnings, *warnings),
    )


def rates(
    *,
    principal: Principal,
    warehouse: Warehouse,
    quote: str,
    bases: Sequence[str],
    period: Period,
) -> dict[tuple[str, date], Decimal]:
    """Return what one unit of each base costs in `quote`, by base and day."""
    pinned = warehouses.snapshot(warehouse, principal=principal, as_of=None)
    found = warehouses.rates(pinned, quote=quote, bases=bases, period=period)
    return {(one.base, one.date): one.rate for one in found}


def _name(row: Mapping[str, Any]) -> str:
    platform, campaign = row.get("platform") or "", row.get("campaign_id")
    return f"{platform}/{campaign}" if campaign else str(platform)


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else round(Decimal(number), PLACES)
