"""`adhelm budget`, `target`, `note` and `calendar`: what the team planned and knows."""

from adhelm.observe.plans.cli.budgets import budget
from adhelm.observe.plans.cli.calendar import calendar
from adhelm.observe.plans.cli.notes import note
from adhelm.observe.plans.cli.targets import target

__all__ = ["budget", "calendar", "note", "target"]
