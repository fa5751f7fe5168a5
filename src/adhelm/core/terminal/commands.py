"""Click commands with the options that all of them share.

A command is a function whose first argument is the `Shell`; `command` adds the common options,
opens the services on first use and closes them at the end.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import click

from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.core.terminal.formats import FORMATS
from adhelm.core.terminal.output import Terminal

Moment: TypeAlias = date | datetime | int
Acting: TypeAlias = Principal | Callable[[], Principal]
"""Who acts, or how that is found out when it is first needed."""
Opener: TypeAlias = Callable[[Path | None, str | None], tuple[Services, Acting]]
Body: TypeAlias = Callable[..., Any]


class Outcome(StrEnum):
    """An end that is neither success nor an error; `app/errors.py` gives each its exit code."""

    findings = "findings"
    partial = "partial"


class Finish(Exception):
    """The command is done, with an outcome worth an exit code of its own."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


class ConsentMissing(AdhelmError):
    """The command wants a yes, and nobody can be asked."""

    kind = Kind.usage
    code = "consent.missing"


@dataclass(slots=True)
class Session:
    """One run of the program: how its services are opened, and what its command left behind."""

    open: Opener
    refused: Callable[[Shell, AdhelmError, str], None] | None = None
    """Told of an error that ended a command, and the command's words."""
    request_id: str = ""
    home: Path | None = None
    workspace: str | None = None
    debug: bool = False
    terminal: Terminal | None = None


@dataclass(slots=True)
class Shell:
    """What a command is handed: the services, the terminal, and who is asking."""

    services: Services
    terminal: Terminal
    acting: Acting
    yes: bool = False
    no_input: bool = False
    dry_run: bool = False
    as_of: Moment | None = None
    request_id: str = ""

    @property
    def principal(self) -> Principal:
        """Who acts."""
        if not isinstance(self.acting, Principal):
            self.acting = self.acting()
        return self.acting

    def confirm(self, question: str) -> None:
        """
        Ask a person for a yes; `--yes` has said it already.

        :raises ConsentMissing: if nobody can be asked, or the answer is no.
        """
        if self.yes:
            return
        if self.no_input or not sys.stdin.isatty():
            raise ConsentMissing(question, hint="say yes with --yes")
        if not click.confirm(question, err=True):
            raise ConsentMissing("nothing was changed", hint="answer yes, or add --yes")

    def finish(self, outcome: Outcome) -> NoReturn:
        """
        End the command with `outcome`.

        :raises Finish: always.
        """
        raise Finish(outcome)


class AsOf(click.ParamType[Any]):
    """A data version, a local day or an instant: `12`, `2026-03-01`, `2026-03-01T09:00Z`."""

    name = "VERSION|DATE|INSTANT"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Moment:
        """Read the text of `--as-of`."""
        if isinstance(value, (int, date)):
            return value
        text = str(value)
        if text.isdecimal():
            return int(text)
        try:
            return date.fromisoformat(text) if "T" not in text else self._instant(text)
        except ValueError:
            self.fail(
                f"'{text}' is no data version (12), day (2026-03-01) or instant with its "
                "time zone (2026-03-01T09:00Z)",
                param,
                ctx,
            )

    @staticmethod
    def _instant(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment


class Group(click.Group):
    """A group of commands, listed in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names in reading order."""
        return list(self.commands)


def group(name: str, *, help: str = "") -> Group:  # noqa: A002 - click's own word
    """Return an empty group of commands; fill it with `@command(…, parent=that_group)`."""
    return Group(name, help=help)


def command(
    name: str,
    *,
    parent: click.Group | None = None,
    dry_run: bool = False,
    as_of: bool = False,
    consent: bool = False,
    **settings: Any,
) -> Callable[[Body], click.Command]:
    """
    Make a command of a function whose first argument is the `Shell`.

    `dry_run`, `as_of` and `consent` add `--dry-run`, `--as-of` and `--yes`; an option the function
    has already said itself is not added twice. `settings` go to click.
    """

    def decorate(body: Body) -> click.Command:
        make: Callable[[Body], click.Command] = click.command(name, **settings)
        made = make(_run(body))
        taken = {param.name for param in made.params}
        made.params += [
            option
            for option in _common(dry_run=dry_run, as_of=as_of, consent=consent)
            if option.name not in taken
        ]
        if parent is not None:
            parent.add_command(made)
        return made

    return decorate


def _run(body: Body) -> Body:
    own = set(inspect.signature(body).parameters)

    @functools.wraps(body)
    def run(**values: Any) -> Any:
        context = click.get_current_context()
        session = context.find_object(Session)
        if session is None:
            raise click.UsageError("this command runs inside the program 'adhelm'")
        session.debug = session.debug or bool(values.get("debug"))
        terminal = session.terminal = _terminal(values, own)
        services, acting = session.open(
            values.get("home") or session.home, values.get("workspace") or session.workspace
        )
        shell = _shell(values, services, terminal, acting, session.request_id)
        try:
            return body(shell, **{key: kept for key, kept in values.items() if key in own})
        except AdhelmError as error:
            if session.refused is not None:
                session.refused(shell, error, context.command_path)
            raise
        finally:
            terminal.close()
            services.close()

    return run


def _terminal(values: dict[str, Any], own: set[str]) -> Terminal:
    fields = values.get("fields") or ""
    return Terminal(
        output="json" if values.get("as_json") else values.get("output") or "table",
        fields=[] if "fields" in own else [name for name in fields.split(",") if name],
        limit=None if "limit" in own else values.get("limit"),
        out=values.get("out") if "out" not in own else None,
        quiet=bool(values.get("quiet")),
        verbose=int(values.get("verbose") or 0),
    )


def _shell(
    values: dict[str, Any],
    services: Services,
    terminal: Terminal,
    acting: Acting,
    request_id: str,
) -> Shell:
    return Shell(
        services=services,
        terminal=terminal,
        acting=acting,
        yes=bool(values.get("yes")),
        no_input=bool(values.get("no_input")),
        dry_run=bool(values.get("dry_run")),
        as_of=values.get("as_of"),
        request_id=request_id,
    )


def _common(*, dry_run: bool, as_of: bool, consent: bool) -> list[click.Option]:
    path = click.Path(path_type=Path)
    positive = click.IntRange(min=1)
    chosen = [
        click.Option(
            ["-o", "--output", "output"],
            type=click.Choice(FORMATS),
            default="table",
            help="Format of the data on standard output.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Short for -o json."),
        click.Option(["--out"], type=path, help="Write the data to this file."),
        click.Option(["--fields"], metavar="A,B", help="Only these fields, in this order."),
        click.Option(["--limit"], type=positive, help="At most so many rows."),
        click.Option(["-q", "--quiet"], is_flag=True, help="Only data, warnings and errors."),
        click.Option(["-v", "--verbose"], count=True, help="Say more."),
        click.Option(["--debug"], is_flag=True, help="Show the trace of an unexpected error."),
        click.Option(["--no-input"], is_flag=True, help="Never ask; fail instead."),
        click.Option(["--home"], type=path, help="Folder of the data (default: ./.adhelm)."),
        click.Option(["--workspace"], metavar="ID", help="Workspace (default: default)."),
    ]
    if consent:
        chosen.append(click.Option(["--yes"], is_flag=True, help="Say yes to all questions."))
    if dry_run:
        chosen.append(click.Option(["--dry-run"], is_flag=True, help="Show, change nothing."))
    if as_of:
        chosen.append(
            click.Option(["--as-of"], type=AsOf(), help="Answer from the data as it was then.")
        )
    return chosen
