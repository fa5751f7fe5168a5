"""What every command shares: its common options, the shell it is handed, and what it prints.

Data goes to standard output in the format asked for; notes, warnings, progress and errors go to
standard error.
"""

from adhelm.core.terminal.commands import (
    AsOf,
    ConsentMissing,
    Finish,
    Group,
    Outcome,
    Session,
    Shell,
    command,
    group,
)
from adhelm.core.terminal.formats import FORMATS, plain
from adhelm.core.terminal.output import OutputRefused, Terminal

__all__ = [
    "FORMATS",
    "AsOf",
    "ConsentMissing",
    "Finish",
    "Group",
    "Outcome",
    "OutputRefused",
    "Session",
    "Shell",
    "Terminal",
    "command",
    "group",
    "plain",
]
