"""The whole loop on bundled files of an invented advertiser, by the same services as the product.

The files are written by `tools/make_demo_data.py`; `data/truth.json` says what was planted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.errors import AdhelmError, Kind

if TYPE_CHECKING:
    from adhelm.connectors.contract import Hints, Progress
    from adhelm.core.terminal import Shell
    from adhelm.decide.optimization import Advice
    from adhelm.understand.analysis import Findings

TITLE = "Fjordlight Coffee"
CURRENCY = "EUR"
_SHOWN = 3
# What fits into 80 columns; the other formats and the report show all.
_NARROW = ("platform", "spend", "conversions", "cpa", "conversion_value", "roas")
_COLUMNS = ("spend", "impressions", "clicks", "ctr", "conversions", "cpa", "conversion_value",
            "roas")  # fmt: skip


class DemoBroken(AdhelmError):
    """A bundled file could not be loaded."""

    kind = Kind.internal
    code = "demo.broken"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo came to, for whoever wants to check it."""

    findings: Findings
    advice: Advice
    report: Path


def run(shell: Shell, *, home: Path, out: Path) -> Shown:
    """
    Import the bundled exports, then print figures, incidents and suggestions and write a report.

    `home` is where the demo's data live; a second run finds everything there already.

    :raises DemoBroken: if a bundled file could not be loaded.
    """
    shell.terminal.note(f"{TITLE}: an invented advertiser, six platforms, 90 days; data in {home}")
    with as_file(files("adhelm.app.demo").joinpath("data")) as folder:
        with shell.terminal.progress("importing") as progress:
            _import(shell, folder, progress)
        _load_rates(shell, folder / "fx_rates.csv")
        _load_naming(shell, folder / "naming.yaml")
    return _show(shell, out)


def _import(shell: Shell, folder: Path, progress: Progress) -> None:
    from adhelm.connectors.contract import FileReader
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.observe.ingest import import_paths
    from adhelm.observe.warehouse import Warehouse

    listed = list(_files(folder))
    for number, (path, hints) in enumerate(listed):
        progress(number, len(listed), path.name)
        imported = import_paths(
            principal=shell.principal,
            database=shell.services.get(Database),
            warehouse=shell.services.get(Warehouse),
            reader=shell.services.get(FileReader),  # type: ignore[type-abstract]  # the key
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            paths=[str(path)],
            hints=hints,
        )
        for one in imported:
            if one.state not in {"loaded", "unchanged"}:
                why = one.error or [question.text for question in one.questions]
                raise DemoBroken(f"{one.file}: {one.state}: {why}")
    progress(len(listed), len(listed), "files")


def _files(folder: Path) -> Iterator[tuple[Path, Hints]]:
    """Yield each bundled export with what a person would say of it."""
    import yaml

    from adhelm.connectors.contract import Hints

    for entry in yaml.safe_load((folder / "files.yaml").read_text(encoding="utf-8")):
        path = folder / entry.pop("file")
        yield path, Hints(**entry)


def _load_rates(shell: Shell, path: Path) -> None:
    from adhelm.observe.warehouse import Warehouse, load_rates

    load_rates(
        shell.services.get(Warehouse), principal=shell.principal, batch_id="demo-rates", path=path
    )


def _load_naming(shell: Shell, path: Path) -> None:
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.observe import conventions

    conventions.load(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
        paths=[path],
    )


def _show(shell: Shell, out: Path) -> Shown:
    from adhelm.act import reports
    from adhelm.core.clock import Clock
    from adhelm.observe.warehouse import Warehouse

    with shell.terminal.progress("working it out"):
        report = reports.build(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            title=TITLE,
            currency=CURRENCY,
        )
        path = reports.write(report, out=out)
    span = f"{report.period}, all money in {CURRENCY}"
    lines = [*report.lines, report.total]
    shell.terminal.rows(
        [{"platform": line.platform or "total", **_shown(line.values)} for line in lines],
        columns=_NARROW if shell.terminal.output == "table" else ("platform", *_COLUMNS),
        title=f"By platform, {span}",
        provenance={"data_version": report.provenance.data_version, "report": str(path)},
    )
    shell.terminal.rows(_incidents(report.findings), title="Incidents")
    shell.terminal.rows(_moves(report.advice), title="Suggestions")
    shell.terminal.note(f"The report, to open in a browser: {path}")
    return Shown(report.findings, report.advice, path)


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    return {name: values.get(name) for name in _COLUMNS}


def _incidents(findings: Findings) -> list[dict[str, object]]:
    return [
        {
            "severity": one.severity.value, "at_stake": f"{one.at_stake:,.2f} {one.currency}",
            "what": one.reason,
        }
        for one in findings.incidents
    ]  # fmt: skip


def _moves(advice: Advice) -> list[dict[str, object]]:
    return [{"platform": one.platform, "suggestion": one.reason} for one in advice.moves[:_SHOWN]]
