"""A million rows into a file: CSV, XLSX and Parquet, beside DuckDB's own COPY of the same rows.

Each row is an ad's day with spend, impressions, clicks, conversions and what a conversion cost.
The bare limit is what DuckDB takes to write the stored columns, which nobody has named, checked
or made exact quotients of.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from bench import homes
from bench.measure import Contender, Ratio, at_most, compete, keep
from bench.stopwatch import Stopwatch

METRICS = ("spend", "impressions", "clicks", "conversions", "cpa")
_FORMS = ("csv", "xlsx", "parquet")
_LIMITS = {"csv": 10.0, "xlsx": 60.0, "parquet": 60.0}
_MEMORY_MIB = 286  # 300 MB, of a million bytes each
_MILLION = 1_000_000


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Export about `rows` rows of days in each form."""
    homes.build(rows, data)
    size, home = homes.size_of(rows), homes.path_of(rows, data)
    folder = data / "exported"
    folder.mkdir(parents=True, exist_ok=True)
    how = {"home": str(home), "folder": str(folder)}
    contenders = [
        Contender(form, "bench.export:exported", {**how, "form": form}) for form in _FORMS
    ]
    contenders.append(Contender("DuckDB COPY, CSV", "bench.export:copied", how))
    found = compete(contenders, repeats=repeats)
    share = size.rows / _MILLION
    ratios: list[Ratio] = []
    for form, limit in _LIMITS.items():
        if not found[form].seconds:
            continue
        # Starting up and planning take a second, however few rows there are.
        allowed = limit * max(share, 0.1)
        ratios.append(at_most(f"{form}: seconds", found[form].median_s, allowed))
        peak = max(found[form].peak_mib)
        ratios.append(at_most(f"{form}: memory", peak, _MEMORY_MIB, " MiB"))
    shown = {each: one.as_json(size.rows) for each, one in found.items()}
    settings = {"rows": size.rows, "repeats": repeats, "metrics": list(METRICS)}
    for path in folder.iterdir():
        path.unlink()
    return keep(name, parts={"export": shown}, ratios=ratios, settings=settings, folder=results)


# What follows runs in a process of its own.


def exported(home: str, folder: str, form: str) -> dict[str, Any]:
    """Write all ads' days of a home as one file."""
    from adhelm.act.reports import Press
    from adhelm.act.reports.service import export
    from adhelm.app.wiring import open_services
    from adhelm.understand.metrics import Question

    services, principal = open_services(home=Path(home))
    path, rows = Path(folder) / f"all.{form}", 0

    def told(done: int, _total: int | None) -> None:
        nonlocal rows
        rows = done

    try:
        desk = services.get(Press).desk(principal)
        question = Question(metrics=METRICS, by=("date", "ad_id"))
        with Stopwatch() as watch, path.open("wb") as out:
            for piece in export(desk, question=question, form=form, progress=told).pieces:
                out.write(piece)
    finally:
        services.close()
    return {**watch.figures, "written_rows": rows, "mib": round(path.stat().st_size / 2**20, 1)}


def copied(home: str, folder: str) -> dict[str, Any]:
    """Let DuckDB write the stored columns of the same rows."""
    import duckdb

    from bench.queries import locate

    files = locate(home)
    path = Path(folder) / "copied.csv"
    with Stopwatch() as watch, duckdb.connect() as connection:
        connection.execute(f"SET threads = {min(os.cpu_count() or 1, 2)}")
        connection.execute(
            "COPY (SELECT date, entity_id, spend, impressions, clicks, platform_conversions, "
            "spend / nullif(platform_conversions, 0) FROM read_parquet($files) ORDER BY 1, 2) "
            f"TO '{path}' (FORMAT csv)",
            {"files": files},
        )
    return {**watch.figures, "mib": round(path.stat().st_size / 2**20, 1)}
