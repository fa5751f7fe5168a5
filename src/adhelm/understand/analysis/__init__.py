"""What is odd in the figures: incidents with their money at stake, few false alarms."""

from __future__ import annotations

from adhelm.understand.analysis.service import incidents, read_range
from adhelm.understand.analysis.types import Findings, Incident, Sensitivity, Series, Severity

__all__ = ["Findings", "Incident", "Sensitivity", "Series", "Severity", "incidents", "read_range"]
