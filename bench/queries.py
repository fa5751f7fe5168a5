"""Questions over many million rows: the product against hand-written SQL, polars and pandas.

Each contender answers one question in a process of its own: once cold, then several times warm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench import facts, homes
from bench.measure import Contender, Figures, Ratio, at_most, compete, keep
from bench.stopwatch import Stopwatch

QUESTIONS = ("28 days by platform and day", "year by campaign, top 100", "rolling ROAS")
_WARM = 5
_MEASURES = ("spend", "impressions", "clicks", "platform_conversions", "platform_conversion_value")
_VALUE = "platform_conversion_value"


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure three questions over about `rows` rows."""
    homes.build(rows, data)
    size, home = homes.size_of(rows), homes.path_of(rows, data)
    files = locate(str(home))
    parts: dict[str, dict[str, Any]] = {}
    ratios: list[Ratio] = []
    for question, title in enumerate(QUESTIONS):
        found = compete(_contenders(question, size, home, files), repeats=repeats)
        parts[title] = {each: figures.as_json(size.rows) for each, figures in found.items()}
        ratios += _ratios(title, found)
    settings = {"rows": size.rows, "repeats": repeats, "warm_runs": _WARM, "files": len(files)}
    return keep(name, parts=parts, ratios=ratios, settings=settings, folder=results)


def asked(question: int, size: facts.Size) -> dict[str, Any]:
    """Return the number of a question and the days it is about."""
    last = size.last_day
    first = last - timedelta(days=min(28, size.days) - 1) if question == 0 else facts.FIRST_DAY
    return {"question": question, "first": first.isoformat(), "last": last.isoformat()}


def _contenders(question: int, size: facts.Size, home: Path, files: list[str]) -> list[Contender]:
    common = asked(question, size)
    engines: dict[str, dict[str, Any]] = {"adhelm": {"home": home}, "duckdb": {"files": files}}
    if question == 2:  # the same with a frame of rows: right only if no day is missing
        engines["duckdb_rows"] = {"files": files}
    engines |= {"polars": {"files": files}, "pandas": {"files": files}}
    return [
        Contender(engine, f"bench.queries:with_{engine}", {**common, **own})
        for engine, own in engines.items()
    ]


def _ratios(title: str, found: dict[str, Figures]) -> list[Ratio]:
    by_hand = [
        found[name].median_s
        for name in ("duckdb", "duckdb_rows")
        if name in found and found[name].seconds
    ]
    own = found["adhelm"]
    if not by_hand or not own.seconds:
        return []
    limit = 1.3 * min(by_hand) + 0.05
    return [at_most(f"{title}: seconds (1.3 x by hand + 0.05)", own.median_s, limit)]


# What follows runs in a process of its own.


def locate(home: str) -> list[str]:
    """Return the Parquet files of the facts that readers of the home see."""
    from adhelm.app.wiring import open_services
    from adhelm.observe.warehouse import Warehouse, snapshot

    services, principal = open_services(home=Path(home))
    try:
        return snapshot(services.get(Warehouse), principal=principal).files("facts")
    finally:
        services.close()


def with_adhelm(home: str, question: int, first: str, last: str) -> dict[str, Any]:
    """Ask the product."""
    import adhelm

    questions: list[dict[str, Any]] = [
        {
            "metrics": ["spend", "impressions", "clicks", "conversions", "ctr", "cpa", "roas"],
            "by": ["platform", "date"],
        },
        {
            "metrics": ["spend", "conversion_value", "roas"],
            "by": ["campaign_id"], "sort": ["-roas"], "limit": 100,
        },
        {"metrics": ["roas.7d", "roas.28d"], "by": ["campaign_id", "date"]},
    ]  # fmt: skip
    with adhelm.open(home) as helm:

        def ask() -> int:
            answer = helm.query(
                **questions[question], range=f"{first}..{last}", conversions="platform"
            )
            return int(answer.arrow().num_rows) if question == 2 else len(list(answer.rows))

        return _timed(ask)


def with_duckdb(
    files: list[str], question: int, first: str, last: str, frame: str = "RANGE"
) -> dict[str, Any]:
    """Ask DuckDB in SQL written by hand."""
    import duckdb

    connection = duckdb.connect()
    days = f"level = 'ad' AND date BETWEEN DATE '{first}' AND DATE '{last}'"
    table = f"read_parquet({files!r})"
    sql = (_BY_PLATFORM, _TOP_CAMPAIGNS, _ROLLING[frame])[question].format(table=table, days=days)

    def ask() -> int:
        if question == 2:
            return int(connection.sql(sql).to_arrow_table().num_rows)
        return len(connection.execute(sql).fetchall())

    return _timed(ask)


def with_duckdb_rows(files: list[str], question: int, first: str, last: str) -> dict[str, Any]:
    """Ask DuckDB with a frame of rows, which takes every day for granted."""
    return with_duckdb(files, question, first, last, frame="ROWS")


_SUMS = """
    sum(spend) AS spend, sum(impressions) AS impressions, sum(clicks) AS clicks,
    sum(platform_conversions) AS conversions, sum(platform_conversion_value) AS value
"""
_BY_PLATFORM = f"""
    SELECT platform, date, spend, impressions, clicks, conversions,
           clicks / nullif(impressions, 0) AS ctr, spend / nullif(conversions, 0) AS cpa,
           value / nullif(spend, 0) AS roas
    FROM (SELECT platform, date, {_SUMS} FROM {{table}} WHERE {{days}} GROUP BY ALL)
    ORDER BY platform, date
"""
_TOP_CAMPAIGNS = """
    SELECT campaign_id, sum(spend) AS spend, sum(platform_conversion_value) AS value,
           sum(platform_conversion_value) / nullif(sum(spend), 0) AS roas
    FROM {table} WHERE {days} GROUP BY campaign_id
    ORDER BY roas DESC NULLS LAST LIMIT 100
"""
_WINDOWS = {
    "RANGE": ("INTERVAL 6 DAYS", "INTERVAL 27 DAYS"),
    "ROWS": ("6", "27"),
}
_ROLLING = {
    frame: f"""
        WITH daily AS (
            SELECT campaign_id, date, sum(spend) AS spend,
                   sum(platform_conversion_value) AS value
            FROM {{table}} WHERE {{days}} GROUP BY ALL
        )
        SELECT campaign_id, date,
               sum(value) OVER week / nullif(sum(spend) OVER week, 0) AS roas_7d,
               sum(value) OVER weeks / nullif(sum(spend) OVER weeks, 0) AS roas_28d
        FROM daily
        WINDOW week AS (PARTITION BY campaign_id ORDER BY date
                        {frame} BETWEEN {short} PRECEDING AND CURRENT ROW),
               weeks AS (PARTITION BY campaign_id ORDER BY date
                         {frame} BETWEEN {long} PRECEDING AND CURRENT ROW)
    """
    for frame, (short, long) in _WINDOWS.items()
}


def with_polars(files: list[str], question: int, first: str, last: str) -> dict[str, Any]:
    """Ask polars, lazily."""
    from datetime import date

    import polars as pl

    start, end = date.fromisoformat(first), date.fromisoformat(last)
    rows = pl.scan_parquet(files).filter(
        (pl.col("level") == "ad") & pl.col("date").is_between(start, end)
    )
    sums = [pl.col(name).sum() for name in _MEASURES]
    roas = pl.col(_VALUE) / pl.col("spend")

    def by_platform() -> Any:
        return rows.group_by("platform", "date").agg(sums).with_columns(roas=roas)

    def top() -> Any:
        grouped = rows.group_by("campaign_id").agg(pl.col("spend").sum(), pl.col(_VALUE).sum())
        return grouped.with_columns(roas=roas).top_k(100, by="roas")

    def rolling() -> Any:
        daily = rows.group_by("campaign_id", "date").agg(
            pl.col("spend").sum().cast(pl.Float64), pl.col(_VALUE).sum().cast(pl.Float64)
        )
        sums = [
            pl.col(name)
            .rolling_sum_by("date", f"{days}d")
            .over("campaign_id")
            .alias(f"{name}{days}")
            for days in (7, 28)
            for name in ("spend", _VALUE)
        ]
        return (
            daily.sort("campaign_id", "date")
            .select("campaign_id", "date", *sums)
            .with_columns(
                roas_7d=pl.col(f"{_VALUE}7") / pl.col("spend7"),
                roas_28d=pl.col(f"{_VALUE}28") / pl.col("spend28"),
            )
        )

    query = (by_platform, top, rolling)[question]
    return _timed(lambda: query().collect().height)


def with_pandas(files: list[str], question: int, first: str, last: str) -> dict[str, Any]:
    """Ask pandas; amounts become floats, or fifty million of them would not fit."""
    from datetime import date

    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    start, end = date.fromisoformat(first), date.fromisoformat(last)
    keys = (["platform", "date"], ["campaign_id"], ["campaign_id", "date"])[question]
    measures = _MEASURES if question == 0 else ("spend", _VALUE)

    def read() -> Any:
        rows = ds.dataset(files)
        chosen = (pc.field("date") >= start) & (pc.field("date") <= end)
        columns: dict[str, Any] = {
            name: pc.field(name).cast(pa.dictionary(pa.int32(), pa.string()))
            if name != "date" else pc.field(name)
            for name in keys
        }  # fmt: skip
        columns |= {name: pc.field(name).cast(pa.float64()) for name in measures}
        table = rows.to_table(columns=columns, filter=chosen)
        return table.unify_dictionaries().to_pandas(date_as_object=False, self_destruct=True)

    def ask() -> int:
        sums = read().groupby(keys, observed=True, sort=question == 2)[list(measures)].sum()
        if question == 2:
            sums = _rolled(sums)
        else:
            sums["roas"] = sums[_VALUE] / sums["spend"]
        return len(sums.nlargest(100, "roas") if question == 1 else sums)

    def _rolled(daily: Any) -> Any:
        flat = daily.reset_index(level="campaign_id")
        shown = {}
        for days in (7, 28):
            window = flat.groupby("campaign_id", observed=True)[["spend", _VALUE]].rolling(
                f"{days}D"
            )
            sums = window.sum()
            shown[f"roas_{days}d"] = sums[_VALUE] / sums["spend"]
        return pd.DataFrame(shown)

    return _timed(ask, warm=1)


def _timed(ask: Callable[[], int], *, warm: int = _WARM) -> dict[str, Any]:
    with Stopwatch() as cold:
        rows = ask()
    watches = []
    for _ in range(warm):
        with Stopwatch() as watch:
            ask()
        watches.append(watch)
    return {
        "seconds": median(watch.seconds for watch in watches),
        "cpu_s": median(watch.cpu_s for watch in watches),
        "cold_s": round(cold.seconds, 4),
        "answer_rows": rows,
    }
