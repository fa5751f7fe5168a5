"""What the calendar had coming: a promotion brings more, a holiday another sort of day."""

from __future__ import annotations

from adhelm.understand.analysis.logic.panel import Panel
from adhelm.understand.analysis.logic.runs import Run
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY

_PROMOTION, _HOLIDAY = "promotion", "holiday"
# A change up to so many times the one that was told to expect is what was expected.
_ROOM = 2.0


def is_planned(run: Run, panel: Panel) -> bool:
    """Say whether the calendar explains all days of a run, and the way in which they changed."""
    if run.peak.detector in {ZERO_DELIVERY, TRACKING_BREAK}:
        return False
    one = panel.series[run.series]
    span = range(panel.day(run.first, run.series), panel.day(run.last, run.series) + 1)
    days = [one.day(index) for index in span]
    if any(day not in one.calendar for day in days):
        return False
    told = {one.calendar[day].split(" ", 1)[0] for day in days}
    if told == {_HOLIDAY}:
        return True
    return told <= {_PROMOTION, _HOLIDAY} and _more(run) and _within(run, panel)


def _more(run: Run) -> bool:
    """Say whether there was more: of what is counted, or of what a thousand showings cost."""
    return run.peak.effect > 0 or run.peak.metric.inverted


def _within(run: Run, panel: Panel) -> bool:
    one, peak = panel.series[run.series], run.peak
    told = one.effects.get(one.day(panel.day(peak.day, run.series)))
    if told is None or peak.usual <= 0:
        return True
    return peak.counted / peak.usual - 1 <= _ROOM * float(told)
