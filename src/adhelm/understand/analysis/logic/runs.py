"""From suspicious days to runs of days: one event of one entity, whatever it shows in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from adhelm.understand.analysis.logic.detect import Cell
from adhelm.understand.analysis.logic.panel import RANK, Panel
from adhelm.understand.analysis.logic.shifts import LEVEL_SHIFT
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY

ROBUST_Z = "robust_z"
_DETECTORS = (ZERO_DELIVERY, TRACKING_BREAK, ROBUST_Z, LEVEL_SHIFT)
# An event may look ordinary on a day in between.
_GAP = 2
PACING = {"google_ads": 1.0, "linkedin": 0.5, "meta": 0.25, "instagram": 0.25, "x": 0.2}
"""How far platforms let a day's spend stray from its budget and make up for it on others."""
_LEAST_LEFT = 0.05
_VOLUMES = frozenset({"spend", "impressions", "clicks", "conversions"})
_STAYS = 5
"""Days in a row from which a change is a new level."""


@dataclass(frozen=True, slots=True)
class Run:
    """The lead cells of one series on days in a row."""

    series: int
    cells: tuple[Cell, ...]
    also: frozenset[str]
    first: int
    last: int

    @property
    def peak(self) -> Cell:
        """Return the oddest day of the metric to name: found most surely, nearest to the cause."""
        lead = min(_lead_order(cell) for cell in self.cells)
        led = [cell for cell in self.cells if _lead_order(cell) == lead]
        return max(led, key=lambda cell: (abs(cell.z), -cell.day))

    @property
    def names(self) -> frozenset[str]:
        """Return all metrics that moved."""
        return self.also | {cell.metric.name for cell in self.cells}

    @property
    def detector(self) -> str:
        """Return what found it; a change that stays is a new level."""
        found = self.peak.detector
        stays = found == ROBUST_Z and self.last - self.first + 1 >= _STAYS
        return LEVEL_SHIFT if stays else found


def runs(
    kept: Iterable[Cell], weaker: Mapping[tuple[int, str, int], Cell], panel: Panel
) -> list[Run]:
    """
    Return the runs that days make which are no chance.

    `weaker` are days that begin nothing on their own but may carry on what has begun.
    """
    by_series: dict[int, list[Cell]] = {}
    for cell in kept:
        by_series.setdefault(cell.series, []).append(cell)
    return [
        run
        for index in sorted(by_series)
        for run in _of_one(index, by_series[index], weaker, panel)
        if not _is_pacing(run, panel)
    ]


def _of_one(
    index: int,
    kept: Sequence[Cell],
    weaker: Mapping[tuple[int, str, int], Cell],
    panel: Panel,
) -> list[Run]:
    by_day: dict[int, list[Cell]] = {}
    for cell in kept:
        by_day.setdefault(cell.day, []).append(cell)
    found: list[Run] = []
    for day in sorted(by_day):
        lead = min(by_day[day], key=_lead_order)
        also = frozenset(cell.metric.name for cell in by_day[day]) - {lead.metric.name}
        run = _begun(index, lead, also, weaker, panel)
        at = next((n for n in reversed(range(len(found))) if _joins(found[n], run)), None)
        if at is None:
            found.append(run)
        else:
            found[at] = _joined(found[at], run)
    return found


def _lead_order(cell: Cell) -> tuple[int, int]:
    return _DETECTORS.index(cell.detector), RANK[cell.metric.name]


def _begun(
    index: int,
    lead: Cell,
    also: frozenset[str],
    weaker: Mapping[tuple[int, str, int], Cell],
    panel: Panel,
) -> Run:
    """Return a run of one day, and the days beside it that are like it though not so clearly."""
    first = lead.since if lead.since is not None else lead.day
    last = _silent_until(panel, index, lead.day) if lead.detector == ZERO_DELIVERY else lead.day
    cells = [lead]
    if lead.detector == ROBUST_Z:
        for step in (-1, 1):
            day = lead.day + step
            while (like := weaker.get((index, lead.metric.name, day))) and _alike(like, lead):
                cells.append(like)
                first, last, day = min(first, day), max(last, day), day + step
    return Run(index, tuple(cells), also, first, last)


def _alike(one: Cell, lead: Cell) -> bool:
    return (one.effect > 0) == (lead.effect > 0)


def _silent_until(panel: Panel, index: int, day: int) -> int:
    while day + 1 < int(panel.ends[index]) and panel.impressions[index, day + 1] == 0:
        day += 1
    return day


def _joins(run: Run, later: Run) -> bool:
    if later.first > run.last + _GAP or later.last < run.first:
        return False
    lead, other = run.cells[0], later.cells[0]
    if lead.detector == other.detector == ZERO_DELIVERY:
        return later.first <= run.last + 1
    if TRACKING_BREAK in {lead.detector, other.detector}:
        return bool({"conversions", "cvr", "cpa"} & run.names & later.names) or _same_way(
            lead, other
        )
    return _same_way(lead, other) or bool(run.names & later.names and _agree(lead, other))


def _same_way(one: Cell, other: Cell) -> bool:
    return one.metric.numerator == other.metric.numerator and _alike(one, other)


def _agree(one: Cell, other: Cell) -> bool:
    """Say whether two metrics that both moved may show one event."""
    return one.metric.name == other.metric.name or one.metric.numerator != other.metric.numerator


def _joined(run: Run, later: Run) -> Run:
    days = {(cell.day, cell.detector): cell for cell in (*later.cells, *run.cells)}
    names = run.names | later.names
    cells = tuple(days[each] for each in sorted(days))
    # A window over several days says less of when it began than the days themselves.
    spans = [one for one in (run, later) if not _is_window(one)] or [run, later]
    joined = Run(
        run.series, cells, names, min(one.first for one in spans), max(one.last for one in spans)
    )
    return replace(joined, also=names - {joined.peak.metric.name})


def _is_window(run: Run) -> bool:
    return all(cell.detector == LEVEL_SHIFT for cell in run.cells)


def _is_pacing(run: Run, panel: Panel) -> bool:
    """Say whether a single day strays no further than the platform lets a day stray."""
    if run.last > run.first or run.peak.detector != ROBUST_Z or run.peak.metric.name == "cvr":
        return False
    one, day = panel.series[run.series], run.first
    allowed = PACING.get(one.platform, 0.0)
    moved = next((cell for cell in run.cells if cell.metric.name in _VOLUMES), None)
    if not allowed or moved is None or run.names & {"cpm", "ctr", "cvr", "cpc", "cpa"}:
        return False
    shown = panel.impressions[run.series, day]
    ratio = moved.counted / moved.usual if moved.usual else 0.0
    return bool(shown > 0 and max(1 - allowed, _LEAST_LEFT) <= ratio <= 1 + allowed)
