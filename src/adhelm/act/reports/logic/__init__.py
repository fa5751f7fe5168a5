"""From the content of a report to one page of HTML that needs nothing else."""

from __future__ import annotations

from adhelm.act.reports.logic.page import page

__all__ = ["page"]
