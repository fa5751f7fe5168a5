"""Replace a 28-day window of about a million rows among fifty million."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import facts, homes
from bench.measure import Contender, Figures, at_most, compete, keep, note
from bench.stopwatch import Stopwatch


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure restating the last 28 days of every account of one platform (a quarter of them)."""
    homes.build(rows, data)
    size, home = homes.size_of(rows), homes.path_of(rows, data)
    accounts = list(range(0, size.accounts, len(facts.PLATFORMS)))
    days = min(28, size.days)
    first = size.last_day - timedelta(days=days - 1)
    count = size.ads * len(accounts) // size.accounts * days
    copied = data / "home-replaced"
    common = {"home": copied}
    published, imported = [], []
    for turn in range(1, repeats + 1):
        path = data / f"window-{size.rows}-{turn}.csv"
        if not path.exists():
            note(f"writing {path.name}")
            sql = facts.rows_sql(size, accounts, first=first, days=days, restated=turn)
            facts.write_csv(sql, path)
        arguments = {**common, "path": path}
        published.append(Contender("adhelm_publish", "bench.replacing:publish", arguments))
        imported.append(Contender("adhelm_import", "bench.replacing:restate", arguments))
    found: dict[str, Figures] = {}
    for runs in (published, imported):
        homes.copy(home, copied)
        for one in runs:
            answer = compete([one], repeats=1)[one.name]
            if one.name in found:
                found[one.name].seconds += answer.seconds
                found[one.name].cpu_s += answer.cpu_s
                found[one.name].peak_mib += answer.peak_mib
                found[one.name].more |= answer.more
            else:
                found[one.name] = answer
    shutil.rmtree(copied)
    ratios = [
        at_most(f"replace {count:,} rows ({what}): seconds", found[each].median_s, 5.0)
        for each, what in (("adhelm_publish", "publish"), ("adhelm_import", "whole import"))
        if found[each].seconds
    ]
    parts = {"28-day window": {each: one.as_json(count) for each, one in found.items()}}
    settings = {"rows": size.rows, "window_rows": count, "repeats": repeats}
    return keep(name, parts=parts, ratios=ratios, settings=settings, folder=results)


# What follows runs in a process of its own.


def restate(home: str, path: str) -> dict[str, Any]:
    """Import the window's file and let it replace the window."""
    import adhelm

    with adhelm.open(home) as helm, Stopwatch() as watch:
        (imported,) = helm.import_files([path], replace_window=True)
    if imported.published is None:
        raise SystemExit(f"not loaded: {imported.state} {imported.error or imported.questions}")
    return {**watch.figures, "changed": imported.published.changed}


def publish(home: str, path: str) -> dict[str, Any]:
    """Publish the window from a staging area that holds it already."""
    from adhelm.app.wiring import open_services
    from adhelm.connectors.contract import FileReader, Hints, silent
    from adhelm.observe.warehouse import Warehouse, publish, staging
    from adhelm.observe.warehouse.types import Batch, Replace

    services, principal = open_services(home=Path(home))
    warehouse = services.get(Warehouse)
    reader: FileReader = services.get(FileReader)  # type: ignore[type-abstract]  # the key
    batch = Batch(id=f"bench-{Path(path).stem}", source_id="files", replace=Replace.window)
    with staging(warehouse, batch_id=batch.id) as staged:
        reader.stage(Path(path), into=staged, hints=Hints(), progress=silent)
        with Stopwatch() as watch:
            published = publish(warehouse, principal=principal, staging=staged, batch=batch)
    services.close()
    return {**watch.figures, "changed": published.changed}
