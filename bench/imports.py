"""Import: the product against DuckDB's copy, pandas with the same cleaning, and dlt."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import exports, facts
from bench.measure import Contender, Figures, Ratio, at_least, compete, keep, note
from bench.stopwatch import Stopwatch

_WHAT = {
    "adhelm": "keeps the file (SHA-256, zstd), recognises it, reads it, checks rows, keys and "
    "totals, publishes Parquet (zstd) in a Delta table, all on disk; an empty home is open before",
    "duckdb": "COPY (SELECT * FROM read_csv(file)) TO Parquet, with its defaults",
    "pandas": "read_csv and the same cleaning of this one layout: ids as texts, days, whole "
    "numbers, amounts as Decimal (pandas has no exact type of its own), totals row held against "
    "the sums, rows and keys checked, campaigns apart, Parquet (zstd); recognises nothing and "
    "keeps no copy of the file",
    "pandas_arrow": "the same, its amounts cast to decimals by pyarrow",
    "pandas_floats": "read_csv with its own options for German numbers: money becomes floats, "
    "nothing is checked; Parquet",
    "dlt_dicts": "a pipeline of typed dicts into DuckDB, as dlt's own sources make them",
    "dlt_arrow": "a pipeline of Arrow tables of pyarrow's CSV reader into DuckDB",
}
"""What each contender does; the modules of all are loaded before the clock runs."""
Part = tuple[str, int, dict[str, Figures], list[Ratio]]
"""Title, rows, figures and ratios."""


def main(
    *, rows: int, repeats: int, data: Path, results: Path, name: str, with_dlt: bool = True
) -> Path:
    """Measure imports of `rows` canonical rows and a fifth of that of real formats."""
    fewer = max(rows // 5, 500)
    parts: dict[str, dict[str, Figures]] = {}
    counts: dict[str, int] = {}
    ratios: list[Ratio] = []
    for part in (_canonical, _export, *((_against_dlt,) if with_dlt else ())):
        title, count, found, compared = part(rows if part is _canonical else fewer, repeats, data)
        parts[title], counts[title] = found, count
        ratios += compared
    shown = {
        title: {each: figures.as_json(counts[title]) for each, figures in found.items()}
        for title, found in parts.items()
    }
    settings = {"rows": counts, "repeats": repeats, "what": _WHAT}
    return keep(name, parts=shown, ratios=ratios, settings=settings, folder=results)


def _canonical(rows: int, repeats: int, data: Path) -> Part:
    path, count = canonical_file(rows, data)
    found = compete(
        [
            _adhelm(path),
            Contender("duckdb", "bench.imports:copy_with_duckdb", {"path": path}),
        ],
        repeats=repeats,
    )
    return "canonical CSV", count, found, _faster(found, {"duckdb": 0.5}, "canonical")


def _export(rows: int, repeats: int, data: Path) -> Part:
    path = data / f"kampagnen-{rows}.csv"
    count = rows // 365 * 365 if rows >= 365 else rows
    if not path.exists():
        note(f"writing {path.name}")
        count = exports.write_german_export(path, rows)
    found = compete(
        [
            _adhelm(path, timezone="Europe/Berlin"),
            Contender("pandas", "bench.imports:clean_with_pandas", {"path": path}),
            Contender("pandas_arrow", "bench.imports:clean_with_arrow", {"path": path}),
            Contender("pandas_floats", "bench.imports:read_with_pandas", {"path": path}),
        ],
        repeats=repeats,
    )
    # Floats are not the same cleaning: they are shown, and no target.
    targets = {"pandas": 3.0, "pandas_arrow": 3.0}
    return "German Google Ads export", count, found, _faster(found, targets, "German export")


def _against_dlt(rows: int, repeats: int, data: Path) -> Part:
    path, count = canonical_file(rows, data)
    python = dlt_python(data)
    dlt = [
        Contender("dlt_dicts", "bench.dlt_load:load_dicts", {"path": path}, python, 1),
        Contender("dlt_arrow", "bench.dlt_load:load_arrow", {"path": path}, python),
    ]
    found = compete(
        [_adhelm(path), *dlt],
        repeats=repeats,
    )
    targets = {"dlt_dicts": 10.0, "dlt_arrow": 1.0}
    return "against dlt", count, found, _faster(found, targets, "dlt")


def canonical_file(rows: int, data: Path) -> tuple[Path, int]:
    """Return a CSV of one account with about `rows` rows, and how many they are."""
    size = facts.Size.of(rows, accounts=1)
    path = data / f"canonical-{size.rows}.csv"
    if not path.exists():
        note(f"writing {path.name}")
        facts.write_csv(facts.rows_sql(size, [0]), path)
    return path, size.rows


def dlt_python(data: Path) -> str:
    """Return a Python that has dlt, in an environment of its own beside the data."""
    folder = data / "dlt-venv"
    python = folder / "bin" / "python"
    if not python.exists():
        note("making an environment for dlt")
        uv = shutil.which("uv") or "uv"
        subprocess.run([uv, "venv", "-q", "-p", sys.executable, folder], check=True)
        wanted = ["dlt[duckdb]", "pyarrow"]
        subprocess.run([uv, "pip", "install", "-q", "-p", python, *wanted], check=True)
    return str(python)


def _adhelm(path: Path, **hints: str) -> Contender:
    arguments = {"path": path, "hints": hints}
    return Contender("adhelm", "bench.imports:import_with_adhelm", arguments)


def _faster(found: dict[str, Figures], targets: dict[str, float], what: str) -> list[Ratio]:
    own = found["adhelm"]
    return [
        at_least(f"{what}: speed against {name}", found[name].median_s / own.median_s, target)
        for name, target in targets.items()
        if own.seconds and found[name].seconds
    ]


# What follows runs in a process of its own.


def import_with_adhelm(path: str, hints: dict[str, Any]) -> dict[str, Any]:
    """Import a file into an empty home, from its bytes to a published version."""
    import deltalake  # noqa: F401 - loaded before the clock runs, as for the others
    import duckdb  # noqa: F401 - same
    import pyarrow.compute  # noqa: F401 - same

    import adhelm

    beside = Path(path).parent
    with tempfile.TemporaryDirectory(dir=beside) as home, adhelm.open(home) as helm:
        helm.import_files([])
        with Stopwatch() as watch:
            (imported,) = helm.import_files([path], **hints)
    if imported.published is None or imported.staged is None:
        raise SystemExit(f"not loaded: {imported.state} {imported.error or imported.questions}")
    return {**watch.figures, "added": imported.published.added}


def copy_with_duckdb(path: str) -> dict[str, Any]:
    """Copy a CSV to Parquet as DuckDB does it by itself."""
    import duckdb

    with (
        tempfile.TemporaryDirectory(dir=Path(path).parent) as folder,
        duckdb.connect() as connection,
    ):
        sql = f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder}/copy.parquet' (FORMAT parquet)"
        with Stopwatch() as watch:
            connection.execute(sql)
    return watch.figures


_SUMMED = ("Klicks", "Impr.", "Kosten", "Conversions", "Conv.-Wert")


def clean_with_pandas(path: str) -> dict[str, Any]:
    """Clean the export as the product does: the same columns, exact, checked, and written."""
    return _clean(path, _as_decimals)


def clean_with_arrow(path: str) -> dict[str, Any]:
    """Clean the export in the same way, with pyarrow's decimals in pandas' columns."""
    return _clean(path, _as_arrow)


def _clean(path: str, exact: Callable[[Any], Any]) -> dict[str, Any]:
    import pandas as pd  # noqa: F401 - loaded before the clock runs
    import pyarrow.parquet  # noqa: F401 - same

    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder, Stopwatch() as watch:
        facts, campaigns = _cleaned(path, exact)
        facts.to_parquet(f"{folder}/facts.parquet", compression="zstd")
        campaigns.to_parquet(f"{folder}/campaigns.parquet", compression="zstd")
    return watch.figures


def read_with_pandas(path: str) -> dict[str, Any]:
    """Read with pandas' own options for German numbers: quick, and money becomes a float."""
    import pandas as pd
    import pyarrow.parquet  # noqa: F401 - loaded before the clock runs

    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder, Stopwatch() as watch:
        frame = pd.read_csv(
            path, sep="\t", encoding="utf-16", skiprows=2, decimal=",", thousands=".",
            na_values=[" --"], dtype={"Kundennummer": str, "Kampagnen-ID": str, "Tag": str},
        )  # fmt: skip
        frame = frame[~frame["Tag"].str.startswith("Gesamt")]
        frame["Tag"] = pd.to_datetime(frame["Tag"], format="%d.%m.%Y")
        frame.to_parquet(f"{folder}/clean.parquet")
    return watch.figures


def _cleaned(path: str, exact: Callable[[Any], Any]) -> tuple[Any, Any]:
    import pandas as pd

    frame = pd.read_csv(path, sep="\t", encoding="utf-16", skiprows=2, dtype=str, na_values=[" --"])
    total = frame["Tag"].str.startswith("Gesamt")
    stated, frame = (_numbers(frame[part].copy(), exact) for part in (total, ~total))
    for name in _SUMMED:
        if frame[name].sum() != stated[name].sum():
            raise SystemExit(f"the totals row contradicts the rows: {name}")
    frame["Tag"] = pd.to_datetime(frame["Tag"], format="%d.%m.%Y")
    frame["Kundennummer"] = frame["Kundennummer"].str.replace("-", "", regex=False)
    keys = ["Tag", "Kundennummer", "Kampagnen-ID"]
    sound = frame[keys].notna().all(axis=1) & frame["Währungscode"].isin(["EUR", "USD", "GBP"])
    sound &= (frame["Klicks"] >= 0) & (frame["Impr."] >= frame["Klicks"])
    frame = frame[sound]
    if frame.duplicated(keys).any():
        raise SystemExit("two rows are the same fact")
    who = ["Kundennummer", "Kampagnen-ID", "Kampagne"]
    return frame, frame[who].drop_duplicates(who[:2])


def _numbers(frame: Any, exact: Callable[[Any], Any]) -> Any:
    for name in _SUMMED:
        plain = frame[name].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        frame[name] = plain.astype("int64") if name in _SUMMED[:2] else exact(plain)
    return frame


def _as_decimals(text: Any) -> Any:
    return text.map(Decimal)


def _as_arrow(text: Any) -> Any:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    decimals = pc.cast(pa.array(text, pa.string()), pa.decimal128(38, 9))
    return pd.Series(pd.arrays.ArrowExtensionArray(decimals), index=text.index)
