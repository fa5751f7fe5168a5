"""Reports to open and to send: one self-contained page of HTML."""

from __future__ import annotations

from adhelm.act.reports.service import NothingToReport, build, write
from adhelm.act.reports.types import Report

__all__ = ["NothingToReport", "Report", "build", "write"]
