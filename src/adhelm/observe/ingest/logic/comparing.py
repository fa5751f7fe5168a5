"""Holds a file's figures against the warehouse's, per account and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from adhelm.observe.ingest.types import Difference

MEASURES = (
    "impressions", "clicks", "spend", "platform_conversions", "platform_conversion_value",
)  # fmt: skip
_ROUNDED = {"spend", "platform_conversions", "platform_conversion_value"}
_PER_ROW = Decimal("0.01")

Key = tuple[str, str, str, str]
"""Platform, account, month (YYYY-MM), currency."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Exact sums of one account and month; None where nothing was reported."""

    rows: int = 0
    of: Mapping[str, Decimal | None] = field(default_factory=dict)

    def plus(self, other: Sums) -> Sums:
        """Return both together."""
        summed = {name: _add(self.of.get(name), other.of.get(name)) for name in MEASURES}
        return Sums(self.rows + other.rows, summed)


def differences(file: Mapping[Key, Sums], warehouse: Mapping[Key, Sums]) -> list[Difference]:
    """Return one line per account, month and measure that either side reports."""
    nothing = Sums()
    return [
        difference
        for key in sorted({*file, *warehouse})
        for difference in _of_key(key, file.get(key, nothing), warehouse.get(key, nothing))
    ]


def _of_key(key: Key, file: Sums, warehouse: Sums) -> Iterable[Difference]:
    platform, account_id, month, currency = key
    for measure in MEASURES:
        ours, theirs = file.of.get(measure), warehouse.of.get(measure)
        if ours is None and theirs is None:
            continue
        rows = max(file.rows, warehouse.rows)
        yield Difference(
            platform=platform,
            account_id=account_id,
            month=month,
            currency=currency,
            measure=measure,
            file=ours,
            warehouse=theirs,
            rows=rows,
            verdict=_verdict(measure, ours, theirs, rows),
        )


def _verdict(measure: str, file: Decimal | None, warehouse: Decimal | None, rows: int) -> str:
    if file is None or warehouse is None:
        return "absent"
    apart = abs(file - warehouse)
    if apart == 0:
        return "ok"
    return "rounding" if measure in _ROUNDED and apart <= _PER_ROW * rows else "unexplained"


def _add(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
