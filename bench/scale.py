"""Fifty million rows, imported and queried on two cores within 4 GB."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bench import homes, queries
from bench.measure import Contender, at_most, compete, keep

_MOST_MIB = 4096


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Build the home anew and ask the three questions of it once."""
    home, size = homes.path_of(rows, data), homes.size_of(rows)
    shutil.rmtree(home, ignore_errors=True)
    built = homes.build(rows, data)
    assert built is not None
    asked = compete(
        [
            Contender(
                title,
                "bench.queries:with_adhelm",
                {"home": home, **queries.asked(number, size)},
            )
            for number, title in enumerate(queries.QUESTIONS)
        ],
        repeats=repeats,
    )
    parts: dict[str, dict[str, Any]] = {
        "import": {"adhelm": built.as_json(size.rows)},
        "query": {each: one.as_json(size.rows) for each, one in asked.items()},
    }
    ratios = [at_most("import: peak memory", max(built.peak_mib), _MOST_MIB, "MiB")]
    ratios += [
        at_most(f"{each}: peak memory", max(one.peak_mib), _MOST_MIB, "MiB")
        for each, one in asked.items()
        if one.seconds
    ]
    stored = sum(path.stat().st_size for path in home.rglob("*.parquet"))
    settings = {"rows": size.rows, "accounts": size.accounts, "stored_mib": round(stored / 2**20)}
    return keep(name, parts=parts, ratios=ratios, settings=settings, folder=results)
