"""Limits, freezes and protections from the command line."""

from adhelm.govern.compliance.cli.limits import limits
from adhelm.govern.compliance.cli.stops import freeze, protect, unfreeze

__all__ = ["freeze", "limits", "protect", "unfreeze"]
