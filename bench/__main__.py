"""`python -m bench WHAT… [--rows N] …`: measure some parts, or all, and keep the figures."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bench import (
    alerts,
    allocation,
    api,
    attribution,
    decisions,
    export,
    imports,
    incidents,
    maturity,
    pacing,
    prediction,
    queries,
    replacing,
    rules,
    sandbox,
    scale,
    series,
    starting,
    syncing,
    web,
)
from bench.measure import DATA, RESULTS, note, stay_together

_ROWS = {
    "import": 5_000_000,
    "scale": 50_000_000,
    "query": 50_000_000,
    "export": 1_000_000,
    "replace": 50_000_000,
    "sync": 1_000_000,
    "sandbox": 500_000,
    "api": 3_000_000,
    "attribution": 1_000_000,
    "series": 10_000,
    "allocation": 100_000,
    "prediction": 100_000,
    "maturity": 20_000,
    "pacing": 8_000,
    "incidents": 10_000,
    "decisions": 20,
    "rules": 50,
    "alerts": 2_000,
    "start": 1,
    "web": 3_000_000,
}
_MAINS: dict[str, Callable[..., Path]] = {
    "import": imports.main,
    "scale": scale.main,
    "query": queries.main,
    "export": export.main,
    "replace": replacing.main,
    "sync": syncing.main,
    "sandbox": sandbox.main,
    "api": api.main,
    "attribution": attribution.main,
    "series": series.main,
    "allocation": allocation.main,
    "prediction": prediction.main,
    "maturity": maturity.main,
    "pacing": pacing.main,
    "incidents": incidents.main,
    "decisions": decisions.main,
    "rules": rules.main,
    "alerts": alerts.main,
    "start": starting.main,
    "web": web.main,
}


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("which", nargs="*", default="all", choices=[*_ROWS, "all"])
    parser.add_argument("--rows", type=int, help="instead of 5 million (import) and 50 million")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--data", type=Path, default=DATA, help="folder for what is generated")
    parser.add_argument("--together", action="store_true", help="one process: a smoke test")
    parser.add_argument("--no-dlt", action="store_true", help="leave out what is installed apart")
    chosen = parser.parse_args()
    if chosen.together:
        stay_together()
    for which in _ROWS if "all" in chosen.which else chosen.which:
        rows = chosen.rows or _ROWS[which]
        name = which if rows == _ROWS[which] else f"{which}-{rows}"
        note(f"{which}: {rows:,} rows")
        more = {"with_dlt": not chosen.no_dlt} if which in {"import", "sync"} else {}
        if which in {"attribution", "allocation"}:
            more["with_peers"] = not chosen.no_dlt
        path = _MAINS[which](
            rows=rows,
            repeats=chosen.repeats,
            data=chosen.data.resolve(),
            results=chosen.results,
            name=name,
            **more,
        )
        note(f"kept in {path.name}")


if __name__ == "__main__":
    main()
