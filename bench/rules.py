"""A rule replayed over ninety days as each was known, beside looking at it live day by day.

Every morning brings the last days anew, the youngest grown up; right after, the rule is looked at
once by itself. In the end it is replayed over all the days, and has to give the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.measure import Contender, Ratio, at_most, compete, keep
from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    from adhelm.core.clock import SetClock

_DAYS, _FEW = 90, 8
_WHOLE = 50
"""Campaigns from which on ninety days are played."""
_BACK, _AGAIN = 32, 8
_BEGIN = date(2026, 3, 1)
_RULE = """\
name: Cut what loses money
if: platform_conversion_value(7d) < 0.9 × spend(7d) and spend(7d) > 100
then: [{cut_budget: {by: 20%}}]
"""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Play the mornings of `rows` campaigns, and replay them `repeats` times."""
    data.mkdir(parents=True, exist_ok=True)
    days = _DAYS if rows >= _WHOLE else _FEW
    what = {"campaigns": rows, "days": days, "repeats": repeats}
    found = compete([Contender("replay", "bench.rules:replayed", what)], repeats=1)
    told = found["replay"].as_json(rows * days)
    return keep(
        name, parts={"rules": {"replay": told}}, ratios=_ratios(told), settings=what,
        folder=results,
    )  # fmt: skip


def _ratios(told: dict[str, Any]) -> list[Ratio]:
    if "failed" in told:
        return []
    return [
        at_most("replay by looking at each day live", told["replay_s"] / told["live_s"], 1.0, "x"),
        at_most("firings that differ", told["differing"], 0, ""),
    ]


# What follows runs in a process of its own.


def replayed(campaigns: int, days: int, repeats: int) -> dict[str, Any]:
    """Sync and look each morning; then replay them all."""
    from adhelm.decide import rules

    with _shop() as (parts, clock):
        rule = rules.validate(**parts, text=_RULE).rule
        live: set[tuple[Any, ...]] = set()
        looks: list[float] = []
        for n in range(days):
            today = _BEGIN + timedelta(days=n)
            clock.set(datetime.combine(today, time(9), UTC))
            _sync(parts, campaigns, today, first=n == 0)
            began = perf_counter()
            seen = rules.dry_run(**parts, rule=rule)
            looks.append(perf_counter() - began)
            live |= {
                (today, one.entity.entity_id)
                for one in seen.findings
                if one.verdict is rules.Verdict.fires
            }
        times = []
        with Stopwatch() as watch:
            for _ in range(repeats):
                began = perf_counter()
                told = rules.replay(**parts, rule=rule, days=days)
                times.append(perf_counter() - began)
    again = {(one.day, one.finding.entity.entity_id) for one in told.firings}
    return {
        **watch.figures,
        "replay_s": round(median(times), 3),
        "live_s": round(sum(looks), 3),
        "one_look_ms": round(median(looks) * 1000, 1),
        "one_replayed_ms": round(median(times) / days * 1000, 1),
        "firings": len(again),
        "differing": len(again ^ live),
    }


@contextmanager
def _shop() -> Iterator[tuple[dict[str, Any], SetClock]]:
    from adhelm.app.migrations import migrate
    from adhelm.core.clock import SetClock
    from adhelm.core.db import Database
    from adhelm.core.principal import local
    from adhelm.observe.warehouse import open_warehouse

    clock = SetClock(datetime.combine(_BEGIN, time(9), UTC))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/adhelm.db")
        migrate(database)
        warehouse = open_warehouse(
            location=f"{folder}/warehouse", database=database, clock=clock, memory_limit="1GB",
            threads=2,
        )  # fmt: skip
        yield {
            "principal": local("bench"), "database": database, "warehouse": warehouse,
            "clock": clock,
        }, clock  # fmt: skip
        database.close()


def _sync(parts: dict[str, Any], campaigns: int, today: date, *, first: bool) -> None:
    """Bring the last days as they are known by now: sales a third each day."""
    import polars as pl

    from adhelm.observe import warehouse as warehouses
    from adhelm.observe.warehouse.types import Batch, Replace

    start = today - timedelta(days=_BACK if first else _AGAIN)
    days = [start + timedelta(days=n) for n in range((today - start).days + 1)]
    ids = [f"c{n}" for n in range(campaigns)]
    whose = {"connector": "meta", "platform": "meta", "account_id": "1", "level": "campaign"}
    facts = [
        {
            **whose, "entity_id": key, "campaign_id": key, "date": day, "breakdown": "",
            "breakdown_key": "", "currency": "EUR", "account_tz": "UTC", "impressions": 1000,
            "clicks": 20, "spend": 100.0, "platform_conversion_value": _sold(n, day, today),
        }
        for n, key in enumerate(ids)
        for day in days
    ]  # fmt: skip
    entities = [
        {**whose, "entity_id": key, "campaign_id": key, "name": key, "status": "ACTIVE",
         "attributes": '{"daily_budget": "120.00"}'}
        for key in ids
    ]  # fmt: skip
    covered = [{
        **{name: value for name, value in whose.items() if name != "level"}, "level": "campaign",
        "breakdown": "", "grain": "day", "start_date": days[0], "end_date": days[-1],
        "fields": "impressions,clicks,spend,platform_conversion_value",
    }]  # fmt: skip
    batch = Batch(
        id=f"batch-{today}", source_id="api", replace=Replace.window, allow_vanishing=True
    )
    with warehouses.staging(parts["warehouse"], batch_id=batch.id) as area:
        for table, rows in (("facts", facts), ("entities", entities), ("coverage", covered)):
            area.register("given", pl.DataFrame(rows).to_arrow())
            names = ", ".join(f'"{column}"' for column in rows[0])
            area.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM given")
            area.unregister("given")
        warehouses.publish(
            parts["warehouse"], principal=parts["principal"], staging=area, batch=batch
        )


def _sold(number: int, day: date, today: date) -> float:
    """Return what a campaign is known to have sold: each loses money for some weeks of its own."""
    bad = (day.toordinal() + 11 * number) % 60 < 12
    known = min((today - day).days + 1, 3)
    return (40.0 if bad else 300.0) * known / 3
