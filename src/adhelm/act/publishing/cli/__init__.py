"""`adhelm plan`, `approve`, `reject`, `apply`, `undo`, `history` and `log`."""

from adhelm.act.publishing.cli.deciding import apply, approve, reject, undo
from adhelm.act.publishing.cli.looking import history, log
from adhelm.act.publishing.cli.planning import plan

__all__ = ["apply", "approve", "history", "log", "plan", "reject", "undo"]
