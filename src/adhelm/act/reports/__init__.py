"""Documents to open and to send: reports of what was, what changed and why, on paper and as files.

Asks the metrics, the findings and the plans, and keeps what was sent, so that the same report can
be made again to the byte. `make` keeps and sends one; schedules do so by the clock.
"""

from __future__ import annotations

from adhelm.act.reports.service import NothingToReport, build, write
from adhelm.act.reports.service.archiving import again, make, run
from adhelm.act.reports.service.narrating import Narrator
from adhelm.act.reports.service.press import Press
from adhelm.act.reports.types import Asked, Form, Made, Report, Sort

__all__ = [
    "Asked",
    "Form",
    "Made",
    "Narrator",
    "NothingToReport",
    "Press",
    "Report",
    "Sort",
    "again",
    "build",
    "make",
    "run",
    "write",
]
