"""Where an answer comes from: enough to repeat it and to doubt it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import Slice, StoredCheck
from adhelm.understand.metrics.service.asking import Asking, Found, Rate
from adhelm.understand.metrics.types import Provenance

_FILES, _ACCOUNTS = "file_totals", "account_totals"
_MOST_TOLD = 10


def provenance(
    asking: Asking, found: Found, *, read_at: datetime, reconciliation: Mapping[str, Any]
) -> Provenance:
    """Put together what is known of an answer."""
    question, version = asking.question, asking.desk.snapshot.version
    maturity = _maturity(asking, found)
    return Provenance(
        metrics={
            name: asking.catalogue.version(name, question.conversions) for name in question.metrics
        },
        sql=tuple(found.sql),
        engine=asking.engine.name,
        data_version=version.version,
        known_at=version.known_at,
        read_at=read_at,
        period=str(found.period or ""),
        compare_period=str(found.earlier or ""),
        currency=found.currency,
        rates=_rates(found.rates, found.currency),
        conversions=question.conversions,
        maturity=maturity,
        reconciliation=reconciliation,
        sources=tuple(map(_source, found.slices)),
        warnings=tuple(dict.fromkeys([*found.warnings, *_warnings(found, maturity)])),
    )


def reconciled(checks: Iterable[StoredCheck], found: Found, version: int) -> dict[str, Any]:
    """Return what the platforms' own totals, in files or asked for, said of an answer's rows."""
    accounts = {each.account_id for each in found.slices}
    behind: dict[tuple[str, str], StoredCheck] = {}
    for each in sorted(checks, key=lambda one: one.at):
        known = each.version is None or each.version <= version
        if not known or not accounts & set(each.result.scope.split()):
            continue
        if each.result.check == _FILES:
            behind[each.batch_id, each.result.scope] = each
        elif each.result.check == _ACCOUNTS:
            # A later comparison of the account knows better than an earlier one.
            behind[_ACCOUNTS, each.result.scope] = each
    return _verdict(list(behind.values()))


def _verdict(behind: list[StoredCheck]) -> dict[str, Any]:
    failing = [each.result.message for each in behind if not each.result.passed]
    rounded = any("(rounding)" in each.result.message for each in behind)
    good = "rounding" if rounded else "ok"
    state = "unexplained" if failing else good if behind else "not checked"
    return {"state": state, "checks": len(behind), "unexplained": failing[:_MOST_TOLD]}


def _maturity(asking: Asking, found: Found) -> dict[str, Any]:
    if found.period is None:
        return {}
    told: dict[str, Any] = {}
    for platform in sorted({each.platform for each in found.slices}):
        lookback = asking.catalogue.lookback(platform)
        days = {"spend": lookback.spend, "conversions": lookback.conversions}
        open_days = {what: _provisional(found.period, asking.today, n) for what, n in days.items()}
        told[platform] = {
            "lookback_days": days,
            "provisional": {what: span for what, span in open_days.items() if span},
        }
    return told


def _provisional(period: Period, today: date, lookback: int) -> str:
    first = max(period.start, today - timedelta(days=lookback))
    return f"{first}..{period.last}" if first <= period.last else ""


def _rates(rates: Sequence[Rate], quote: str) -> tuple[Mapping[str, str], ...]:
    """Return the rates used, consecutive days of one fixing as one line."""
    told = []
    for (base, rate, source), days in groupby(
        sorted((each for each in rates if each.rate != 1), key=lambda each: (each.base, each.day)),
        key=lambda each: (each.base, each.rate, each.source),
    ):
        run = list(days)
        told.append(
            {
                "base": base,
                "quote": quote,
                "rate": f"{rate:f}",
                "first_day": str(run[0].day),
                "last_day": str(run[-1].day),
                "fixed_on": str(run[0].fixed_on),
                "source": source,
            }
        )
    return tuple(told)


def _source(each: Slice) -> Mapping[str, str]:
    return {
        "connector": each.connector,
        "platform": each.platform,
        "account_id": each.account_id,
        "level": each.level,
        "breakdown": each.breakdown,
        "source": each.source_id,
        "first_day": str(each.start),
        "last_day": str(each.end),
    }


def _warnings(found: Found, maturity: Mapping[str, Any]) -> list[str]:
    told = []
    if found.period and found.extent and found.period.last > found.extent.last:
        told.append(f"the data end on {found.extent.last}: the range {found.period} goes further")
    if found.period and found.extent and found.period.start < found.extent.start:
        told.append(f"the data begin on {found.extent.start}: the range {found.period} is longer")
    open_days = [name for name, each in maturity.items() if "conversions" in each["provisional"]]
    if open_days:
        told.append(f"conversions may still move: {', '.join(open_days)}")
    return told
