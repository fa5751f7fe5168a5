"""Make series from rows of days: 0 is a covered day without delivery, None one nobody told of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis.types import Series
from adhelm.understand.metrics import Provenance, Question, ask

METRICS = ("spend", "impressions", "clicks", "conversions")
ACCOUNT = ("platform", "account_id", "currency")
# As the platforms write it; a campaign that is meant to be silent raises no alarm.
STOPPED = {"paused", "removed", "ended", "completed", "archived", "deleted", "disabled"}


@dataclass(frozen=True, slots=True)
class Source:
    """Whom and what to ask, and which rows are wanted."""

    principal: Principal
    warehouse: Warehouse
    clock: Clock
    platform: str
    as_of: date | datetime | int | None

    def rows(
        self,
        by: tuple[str, ...],
        period: Period | None,
        metrics: tuple[str, ...] = METRICS,
    ) -> tuple[list[dict[str, Any]], Provenance]:
        """Return the rows of a question, and where they come from."""
        question = Question(
            metrics=metrics,
            by=by,
            where=f"platform = {self.platform}" if self.platform else "",
            period=period,
            as_of=self.as_of,
        )
        answer = ask(
            principal=self.principal,
            warehouse=self.warehouse,
            question=question,
            clock=self.clock,
        )
        return list(answer.dicts()), answer.provenance


def read_series(
    accounts: Iterable[Mapping[str, Any]],
    campaigns: Iterable[Mapping[str, Any]],
    *,
    period: Period,
) -> list[Series]:
    """
    Return the series of accounts and campaigns from rows of their days.

    A day on which an account has rows is covered: a campaign without a row then did not deliver.
    A day without any row of the account is a day nobody reported.
    """
    by_account = _grouped(accounts, ACCOUNT)
    covered = {key: {row["date"] for row in rows} for key, rows in by_account.items()}
    found = [
        _series(key, rows, covered[key], period, entity=None) for key, rows in by_account.items()
    ]
    for key, rows in _grouped(campaigns, (*ACCOUNT, "campaign_id")).items():
        if key[3] is None:
            continue
        days = {day for day in covered.get(key[:3], set()) if day >= min(r["date"] for r in rows)}
        found.append(_series(key[:3], rows, days, period, entity=key[3]))
    return found


def over(
    rows: Iterable[Mapping[str, Any]], ended: Mapping[tuple[str, str], date]
) -> list[Mapping[str, Any]]:
    """Leave out days that still run where the account is."""
    return [row for row in rows if row["date"] <= ended[row["platform"], row["account_id"]]]


def _grouped(
    rows: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def _series(
    account: tuple[Any, ...],
    rows: Sequence[Mapping[str, Any]],
    covered: set[date],
    period: Period,
    *,
    entity: str | None,
) -> Series:
    by_day = {row["date"]: row for row in rows}
    last = max(covered | set(by_day))
    days = [day for day in period if day <= last]
    columns = [_column(by_day, name, days, covered) for name in METRICS]
    platform, account_id, currency = account
    latest = by_day[max(by_day)]
    return Series(
        platform=platform,
        account_id=account_id,
        level="campaign" if entity else "account",
        entity_id=entity or account_id,
        entity=str(latest.get("campaign") or entity or account_id),
        currency=currency,
        first=period.start,
        spend=columns[0],
        impressions=columns[1],
        clicks=columns[2],
        conversions=columns[3],
        active=str(latest.get("campaign_status") or "").lower() not in STOPPED,
    )


def _column(
    by_day: Mapping[date, Mapping[str, Any]], name: str, days: Sequence[date], covered: set[date]
) -> tuple[Any, ...]:
    # Exports leave a cell empty on a day without conversions: where the column is filled on other
    # days, empty is nought. A column that is never filled was not reported.
    reported = any(row[name] is not None for row in by_day.values())
    nothing = Decimal(0) if name in {"spend", "conversions"} else 0
    values: list[Any] = []
    for day in days:
        value = by_day[day][name] if day in by_day else None
        known = reported and (day in by_day or day in covered)
        values.append(nothing if value is None and known else value)
    return tuple(values)
