"""`adhelm report`: reports to open and to send, by hand and by schedule."""

from adhelm.act.reports.cli import exporting, keeping, making, sending
from adhelm.act.reports.cli.shared import report

__all__ = ["exporting", "keeping", "making", "report", "sending"]
