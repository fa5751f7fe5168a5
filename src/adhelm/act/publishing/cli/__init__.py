"""`adhelm plan`, `approve`, `apply`, `undo` and the like; campaigns onto their platforms."""

from adhelm.act.publishing.cli.deciding import apply, approve, reject, undo
from adhelm.act.publishing.cli.launching import launching
from adhelm.act.publishing.cli.looking import history, log
from adhelm.act.publishing.cli.planning import plan

__all__ = ["apply", "approve", "history", "launching", "log", "plan", "reject", "undo"]
