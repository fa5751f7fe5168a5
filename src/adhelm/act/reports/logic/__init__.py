"""From the content of a report to its pages, sheets and pictures."""

from __future__ import annotations

from adhelm.act.reports.logic.page import page
from adhelm.act.reports.logic.summary import document_of

__all__ = ["document_of", "page"]
