"""`adhelm alert`: what is wrong now, who hears of it, and whether messages arrive."""

from adhelm.act.alerts.cli import channels, inbox, ruling
from adhelm.act.alerts.cli.inbox import alert

__all__ = ["alert", "channels", "inbox", "ruling"]
