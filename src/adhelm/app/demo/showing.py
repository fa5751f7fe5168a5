"""Prints what a demo came to: figures, incidents, suggestions, and a report to open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.errors import AdhelmError, Kind

if TYPE_CHECKING:
    from adhelm.core.terminal import Shell
    from adhelm.decide.optimization import Advice
    from adhelm.understand.analysis import Findings

_SHOWN = 3
# What fits into 80 columns; the other formats and the report show all.
_NARROW = ("platform", "spend", "conversions", "cpa", "conversion_value", "roas")
_COLUMNS = ("spend", "impressions", "clicks", "ctr", "conversions", "cpa", "conversion_value",
            "roas")  # fmt: skip


class DemoBroken(AdhelmError):
    """What the demo needs could not be brought."""

    kind = Kind.internal
    code = "demo.broken"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo came to, for whoever wants to check it."""

    findings: Findings
    advice: Advice
    report: Path


def show(shell: Shell, *, out: Path, title: str, currency: str) -> Shown:
    """Print platforms, incidents and suggestions of the last 28 days; write the report to `out`."""
    from adhelm.act import reports
    from adhelm.core.clock import Clock
    from adhelm.core.settings import Settings
    from adhelm.observe.warehouse import Warehouse

    with shell.terminal.progress("working it out"):
        report = reports.build(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            title=title,
            currency=currency,
        )
        path = reports.write(report, out=out)
    span = f"{report.period}, all money in {currency}"
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
    home = shell.services.get(Settings).home
    shell.terminal.note(f"To look around in the browser: adhelm --home {home} up")
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
