"""Run contenders in turn, each in its own process, and keep what came out."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from bench import worker

ROOT = Path(__file__).parent
DATA = ROOT / "data"
RESULTS = ROOT / "results"
_together = False
_SHOWN = ("duckdb", "deltalake", "pyarrow", "polars", "pandas", "numpy")


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the job: `module:function` and its arguments, run by `python`."""

    name: str
    target: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    python: str = sys.executable
    repeats: int | None = None
    """Fewer than the others where one run takes minutes."""


@dataclass(slots=True)
class Figures:
    """What the runs of one contender came to."""

    seconds: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    failed: str = ""

    @property
    def median_s(self) -> float:
        return median(self.seconds)

    def as_json(self, rows: int) -> dict[str, Any]:
        if not self.seconds:
            return {"failed": self.failed}
        return {
            "median_s": round(self.median_s, 4),
            "seconds": [round(each, 4) for each in self.seconds],
            "cpu_s": round(median(self.cpu_s), 4),
            "rows_per_s": round(rows / self.median_s) if self.median_s else None,
            "peak_mib": round(max(self.peak_mib)),
            **self.more,
        }


def stay_together() -> None:
    """Run contenders in this process from now on: quick, and their memory means nothing."""
    global _together  # noqa: PLW0603 - one switch of one program
    _together = True


def compete(
    contenders: Sequence[Contender],
    *,
    repeats: int,
    stage: Callable[[], AbstractContextManager[Mapping[str, Any]]] = lambda: nullcontext({}),
) -> dict[str, Figures]:
    """
    Run all contenders in turn, `repeats` times over.

    `stage` sets up what each run is to find fresh, and yields arguments that tell of it.
    """
    found = {each.name: Figures() for each in contenders}
    for turn in range(repeats):
        for each in contenders:
            figures = found[each.name]
            if figures.failed or turn >= (each.repeats or repeats):
                continue
            with stage() as more:
                answer = run(replace(each, arguments={**each.arguments, **more}))
            figures.failed = answer.pop("failed", "")
            if not figures.failed:
                figures.seconds.append(answer.pop("seconds"))
                figures.cpu_s.append(answer.pop("cpu_s"))
                figures.peak_mib.append(answer.pop("peak_mib"))
                figures.more |= answer
            note(f"  {each.name}: {figures.failed or f'{figures.seconds[-1]:.3f} s'}")
    return found


def run(contender: Contender) -> dict[str, Any]:
    """Run one contender once, alone in a process (or, for a smoke test, in this one)."""
    if _together and contender.python == sys.executable:
        return worker.run(contender.target, contender.arguments)
    command = [contender.python, "-m", "bench.worker", contender.target]
    done = subprocess.run(
        command,
        input=json.dumps(dict(contender.arguments), default=str),
        capture_output=True,
        text=True,
        cwd=ROOT.parent,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        sys.stderr.write(done.stderr)
        return {"failed": last[0]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@dataclass(frozen=True, slots=True)
class Ratio:
    """How two figures compare, and what the target says."""

    name: str
    value: float
    target: str
    met: bool

    def as_json(self) -> dict[str, Any]:
        value = round(self.value, 3)
        return {"name": self.name, "value": value, "target": self.target, "met": self.met}


def at_least(name: str, value: float, target: float, unit: str = "x") -> Ratio:
    return Ratio(name, value, f">= {target} {unit}", value >= target)


def at_most(name: str, value: float, target: float, unit: str = "s") -> Ratio:
    return Ratio(name, value, f"<= {round(target, 4)} {unit}", value <= target)


def keep(
    name: str,
    *,
    parts: Mapping[str, Mapping[str, Any]],
    ratios: Sequence[Ratio],
    settings: Mapping[str, Any],
    folder: Path,
) -> Path:
    """Print figures and ratios, and write them down."""
    body = {
        "benchmark": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251 - of the measurement
        "machine": machine(),
        "settings": dict(settings),
        "figures": parts,
        "ratios": [ratio.as_json() for ratio in ratios],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(parts, ratios)
    return path


def machine() -> dict[str, Any]:
    """Return what the figures depend on; neither host nor paths."""
    versions = {"adhelm": "adhelm", **{name: name for name in _SHOWN}}
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_1m": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in versions},
    }


def note(text: str) -> None:
    """Say on standard error what is going on."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _print(parts: Mapping[str, Mapping[str, Any]], ratios: Sequence[Ratio]) -> None:
    for part, figures in parts.items():
        print(f"\n{part}")
        for name, each in figures.items():
            if "median_s" not in each:
                print(f"  {name:<24} {each.get('failed', 'not run')}")
                continue
            speed = f"{each['rows_per_s']:>12,} rows/s" if each.get("rows_per_s") else ""
            time = f"{each['median_s']:>10.3f} s {each['cpu_s']:>9.3f} cpu s"
            print(f"  {name:<24} {time} {speed:>19} {each['peak_mib']:>8,} MiB")
    print()
    for ratio in ratios:
        mark = "met   " if ratio.met else "MISSED"
        print(f"  {mark} {ratio.name}: {ratio.value:.2f} (target {ratio.target})")
