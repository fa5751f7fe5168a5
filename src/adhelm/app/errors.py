"""The single table from the kind of an error to the exit code, and how an error is shown."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from types import MappingProxyType

import click

from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.terminal import Finish, Outcome, Terminal, plain
from adhelm.core.terminal.formats import as_line

OK = 0
INTERRUPTED = 130

EXIT_CODES: Mapping[Kind | Outcome, int] = MappingProxyType(
    {
        Kind.internal: 1,
        Kind.usage: 2,
        Kind.not_found: 3,
        Kind.unauthenticated: 4,
        Kind.forbidden: 4,
        Kind.invalid: 5,
        Outcome.findings: 6,
        Kind.blocked: 7,
        Kind.approval: 8,
        Outcome.partial: 9,
        Kind.conflict: 10,
        Kind.unavailable: 75,
    }
)
MEANINGS: Mapping[int, str] = MappingProxyType(
    {
        OK: "ok",
        1: "error",
        2: "usage: the command line or a setting is wrong",
        3: "not found",
        4: "not allowed: sign in, or ask for the permission",
        5: "validation: the data or the request breaks a rule",
        6: "findings present (only with --fail-on)",
        7: "blocked by a guardrail",
        8: "approval required",
        9: "partial success",
        10: "drift or conflict: the state of things forbids it now",
        75: "temporary: try again later",
        INTERRUPTED: "interrupted",
    }
)


def exit_code(error: BaseException) -> int:
    """Return the exit code of whatever ended a command."""
    if isinstance(error, Finish):
        return EXIT_CODES[error.outcome]
    if isinstance(error, AdhelmError):
        return EXIT_CODES[error.kind]
    if isinstance(error, click.ClickException):
        return error.exit_code
    if isinstance(error, (click.Abort, KeyboardInterrupt, EOFError)):
        return INTERRUPTED
    return EXIT_CODES[Kind.internal]


def body(error: BaseException, *, request_id: str) -> dict[str, object]:
    """Return an error as JSON: `code`, `message`, `hint`, `request_id`, and its facts."""
    shown: dict[str, object] = {"code": _code(error), "message": message(error)}
    if hint := _hint(error):
        shown["hint"] = hint
    if isinstance(error, AdhelmError) and error.facts:
        shown["facts"] = plain(error.facts)
    return {**shown, "request_id": request_id}


def problem(error: BaseException, *, request_id: str) -> dict[str, object] | None:
    """Return an error as JSON; None where a command ended on purpose and said what it had to."""
    return None if isinstance(error, Finish) else body(error, request_id=request_id)


def show(error: BaseException, *, terminal: Terminal, request_id: str, debug: bool = False) -> None:
    """Say on standard error what went wrong and what would be right."""
    if isinstance(error, Finish):
        return
    if terminal.structured:
        terminal.stderr.write(as_line(body(error, request_id=request_id)))
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        terminal.stderr.write(f"{error.format_message()}\n")
    else:
        hint = _hint(error)
        terminal.stderr.write(f"error: {message(error)}\n" + (f"  hint: {hint}\n" if hint else ""))
    if debug:
        terminal.stderr.write("".join(traceback.format_exception(error)))
    terminal.stderr.flush()


def message(error: BaseException) -> str:
    """Return one line that says what went wrong."""
    if isinstance(error, AdhelmError):
        return error.message
    if isinstance(error, click.ClickException):
        return error.format_message()
    if exit_code(error) == INTERRUPTED:
        return "interrupted"
    text = " ".join(str(error).split())
    return f"unexpected {type(error).__name__}{': ' + text if text else ''}"


def _code(error: BaseException) -> str:
    if isinstance(error, AdhelmError):
        return error.code
    if isinstance(error, click.ClickException):
        return "usage"
    return "interrupted" if exit_code(error) == INTERRUPTED else "internal"


def _hint(error: BaseException) -> str:
    if isinstance(error, AdhelmError):
        return error.hint
    if isinstance(error, click.UsageError):
        return f"{error.ctx.command_path} --help" if error.ctx else "adhelm --help"
    if isinstance(error, Exception) and exit_code(error) == EXIT_CODES[Kind.internal]:
        return "run it again with --debug to see where"
    return ""
