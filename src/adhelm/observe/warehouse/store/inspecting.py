"""The checks over what readers see: freshness, volume, uniqueness, reconciliation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from adhelm.core.tables import FACTS
from adhelm.observe.warehouse.logic import checks, reconciling, sql
from adhelm.observe.warehouse.logic.checks import Check
from adhelm.observe.warehouse.types import CheckResult, Reconciliation, Run

if TYPE_CHECKING:
    import duckdb

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at: a connection with a view per table, and what the files hold."""

    connection: duckdb.DuckDBPyConnection
    runs: Sequence[Run]
    today: date


def inspect(scene: Scene) -> list[CheckResult]:
    """Return the verdict of every check over published data."""
    return [_FUNCTIONS[check.function](scene, check) for check in checks.over("published")]


def reconcile(connection: duckdb.DuckDBPyConnection) -> list[Reconciliation]:
    """Hold every level against the next one below, over the days that have both."""
    ranks = "".join(f" WHEN '{name}' THEN {i}" for i, name in enumerate(reconciling.LEVELS))
    sums = ", ".join(f"sum({field}) AS {field}" for field in reconciling.FIELDS)
    below = ", ".join(f"lead({f}) OVER days AS below_{f}" for f in reconciling.FIELDS)
    pairs = ", ".join(f"sum({f}), sum(below_{f})" for f in reconciling.FIELDS)
    listed = ", ".join(sql.text(level) for level in reconciling.LEVELS)
    rows = connection.execute(
        f"""
        WITH levels AS (
            SELECT platform, account_id, source_id, month, level, date, count(*) AS n, {sums}
            FROM facts WHERE breakdown = '' AND level IN ({listed}) GROUP BY ALL
        ), steps AS (
            SELECT *, lead(level) OVER days AS child, lead(n) OVER days AS child_rows, {below}
            FROM levels
            WINDOW days AS (
                PARTITION BY platform, account_id, source_id, date
                ORDER BY CASE level{ranks} END
            )
        )
        SELECT platform, account_id, source_id, month, level, child, sum(child_rows), {pairs}
        FROM steps WHERE child IS NOT NULL GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    return reconciling.reconciliations(rows)


def _freshness(scene: Scene, check: Check) -> CheckResult:
    newest: dict[tuple[str, str], date] = {}
    for run in scene.runs:
        key = (run.platform, run.account_id)
        newest[key] = max(newest.get(key, run.end), run.end)
    stale = {
        who: day
        for who, day in newest.items()
        if (scene.today - day).days > check.limits["stale_days"]
    }
    detail = _some([f"{platform} {account} ends {day}" for (platform, account), day in
                    sorted(stale.items())])  # fmt: skip
    return check.result(len(stale), detail=detail)


def _volume(scene: Scene, check: Check) -> CheckResult:
    days, factor = check.limits["days"], check.limits["factor"]
    rows = scene.connection.execute(
        f"""
        WITH recent AS (
            SELECT platform, account_id, source_id, level, breakdown, date, count(*) AS n
            FROM facts WHERE date > (SELECT max(date) FROM facts) - {2 * days} GROUP BY ALL
        ), usual AS (
            SELECT *, median(n) OVER (
                PARTITION BY platform, account_id, source_id, level, breakdown
                ORDER BY date ROWS BETWEEN {days} PRECEDING AND 1 PRECEDING
            ) AS usual FROM recent
        )
        SELECT platform, account_id, level, date, n, CAST(usual AS BIGINT) FROM usual
        WHERE usual >= {check.limits["least_rows"]}
            AND (n * {factor} < usual OR n > usual * {factor})
            AND date > (SELECT max(date) FROM facts) - {days}
        ORDER BY date DESC, platform, account_id, level
        """
    ).fetchall()
    told = [f"{row[0]} {row[1]} {row[2]} on {row[3]}: {row[4]} rows, usually {row[5]}"
            for row in rows]  # fmt: skip
    return check.result(len(rows), detail=_some(told))


def _uniqueness(scene: Scene, check: Check) -> CheckResult:
    key = sql.names((*FACTS.key, "source_id"))
    accounts = sorted({(run.connector, run.account_id) for run in scene.runs})
    found = 0
    # Account by account: the keys of one fit into memory where those of all may not.
    for connector, account in accounts:
        found += scene.connection.execute(
            f"SELECT count(*) - count(DISTINCT hash({key})) FROM facts "
            f"WHERE connector = {sql.text(connector)} AND account_id = {sql.text(account)}"
        ).fetchall()[0][0]
    return check.result(found)


def _reconciliation(scene: Scene, check: Check) -> CheckResult:
    odd = [one for one in reconcile(scene.connection) if one.verdict == "unexplained"]
    told = [
        f"{one.platform} {one.account_id} {one.month}: {one.field} of {one.child} lacks "
        f"{one.remainder.normalize():f} to {one.parent}"
        for one in odd
    ]
    return check.result(len(odd), detail=_some(told))


def _some(told: Sequence[str]) -> str:
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more


_FUNCTIONS: Mapping[str, Callable[[Scene, Check], CheckResult]] = MappingProxyType(
    {
        "freshness": _freshness,
        "volume": _volume,
        "uniqueness": _uniqueness,
        "reconciliation": _reconciliation,
    }
)
