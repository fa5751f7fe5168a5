"""The command `adhelm`: lists what there is without loading it; errors become exit codes."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from adhelm.app import errors
from adhelm.app.memory import sparing
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.principal import Principal
from adhelm.core.request import current, working_on
from adhelm.core.services import Services
from adhelm.core.terminal import Group, Session, Shell, Terminal

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "init": ("adhelm.app.setup:init", "Make the home folder, its settings and its database."),
        "doctor": ("adhelm.app.doctor:doctor", "Check this machine and explain the settings."),
        "demo": (
            "adhelm.app.demo.cli:demo",
            "Show the whole loop on platforms played here.",
        ),
        "source": ("adhelm.observe.ingest.cli:source", "Import the platforms' own files."),
        "query": ("adhelm.understand.metrics.cli:query", "Ask for metrics by dimension."),
        "metric": ("adhelm.understand.metrics.cli:metric", "List, explain and check metrics."),
        "quality": ("adhelm.observe.warehouse.cli:quality", "See what the checks found."),
        "forecast": (
            "adhelm.understand.forecasting.cli:forecast",
            "See what is expected of the days to come.",
        ),
        "anomaly": ("adhelm.understand.analysis.cli:anomaly", "See what is odd."),
        "attribution": (
            "adhelm.understand.attribution.cli:attribution",
            "Which channel earned a conversion, model by model.",
        ),
        "maturity": (
            "adhelm.understand.maturity.cli:maturity",
            "What recent days will come to once all is known.",
        ),
        "pace": ("adhelm.understand.pacing.cli:pace", "Where the budgets of a month land."),
        "score": (
            "adhelm.decide.prediction.cli:score",
            "Which campaigns and ads will beat their target.",
        ),
        "rec": ("adhelm.decide.optimization.cli:rec", "See what to change, and why."),
        "limits": ("adhelm.govern.compliance.cli:limits", "How far money may be moved."),
        "freeze": ("adhelm.govern.compliance.cli:freeze", "Stop all raises at once."),
        "unfreeze": ("adhelm.govern.compliance.cli:unfreeze", "Allow raises again."),
        "protect": ("adhelm.govern.compliance.cli:protect", "Let nobody touch a campaign."),
        "outcomes": ("adhelm.learn.outcomes.cli:outcomes", "Did it work, and who was right."),
        "rule": ("adhelm.decide.rules.cli:rule", "If this, then that: decision rules."),
        "campaign": (
            "adhelm.act.campaigns.cli:campaign",
            "Our own campaigns above the platforms'.",
        ),
        "plan": ("adhelm.act.publishing.cli:plan", "Plan changes on platforms, with their limits."),
        "approve": ("adhelm.act.publishing.cli:approve", "Approve a plan of somebody else."),
        "reject": ("adhelm.act.publishing.cli:reject", "Reject a plan, or withdraw one's own."),
        "apply": ("adhelm.act.publishing.cli:apply", "Write an approved plan to the platforms."),
        "undo": ("adhelm.act.publishing.cli:undo", "Plan to set back what a plan has changed."),
        "history": ("adhelm.act.publishing.cli:history", "Who changed a thing, and to what."),
        "log": ("adhelm.act.publishing.cli:log", "What was done, refused or held, and why."),
        "alert": ("adhelm.act.alerts.cli:alert", "What is wrong now, and who hears of it."),
        "report": ("adhelm.act.reports.cli:report", "Reports to open and to send."),
        "feed": ("adhelm.act.feeds.cli:feed", "Send what changed to the team's own warehouse."),
        "convention": (
            "adhelm.observe.conventions.cli:convention",
            "Say how campaigns are named, what counts as a conversion, and what fees apply.",
        ),
        "budget": ("adhelm.observe.plans.cli:budget", "What may be spent, approved by month."),
        "target": ("adhelm.observe.plans.cli:target", "What metrics are to reach."),
        "note": ("adhelm.observe.plans.cli:note", "What the team knows of a day."),
        "calendar": (
            "adhelm.observe.plans.cli:calendar",
            "Promotions, holidays and outages.",
        ),
        "fx": ("adhelm.observe.warehouse.cli:fx", "Load and list exchange rates."),
        "warehouse": ("adhelm.observe.warehouse.cli:warehouse", "Versions, authority, upkeep."),
        "admin": ("adhelm.govern.accounts.cli:admin", "People, workspaces, roles, keys."),
        "audit": ("adhelm.govern.audit.cli:audit", "What was done, by whom and why."),
        "sandbox": ("adhelm.sandbox.cli:sandbox", "Play the ad platforms on this machine."),
        "api": ("adhelm.app.calling:api", "Send one request to the API."),
        "up": ("adhelm.app.up:up", "Serve the API and run the jobs."),
        "job": ("adhelm.app.jobs.cli:job", "Work that waits, runs or has ended."),
        "schedule": ("adhelm.app.jobs.cli:schedule", "Work that is asked for again and again."),
        "worker": ("adhelm.app.worker:worker", "Run the jobs that are due."),
        "backup": ("adhelm.app.backup.cli:backup", "Copy the whole installation while it runs."),
        "restore": ("adhelm.app.backup.cli:restore", "Put a backup back into an empty home."),
        "completion": ("adhelm.app.setup:completion", "Print the completion for a shell."),
        "version": ("adhelm.app.setup:version", "Print the version."),
    }
)
ALSO: Mapping[str, str] = MappingProxyType({"campaign": "adhelm.act.publishing.cli:launching"})
"""Groups to which a slice further on adds its steps."""


class Root(Group):
    """The top of the tree; a command's module is imported when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names in reading order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        found = _imported(COMMANDS[cmd_name][0])
        if cmd_name in ALSO and isinstance(found, click.Group):
            more = _imported(ALSO[cmd_name])
            for each in more.commands.values() if isinstance(more, click.Group) else ():
                found.add_command(each)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt one is answered with the nearest names."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with their line of help, none of them imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,
    ) -> Any:
        """Run one command line; the process ends with its exit code."""
        if os.environ.get("_ADHELM_COMPLETE", "").startswith("powershell"):  # noqa: TID251 - a protocol
            import_module("adhelm.app.completion")
        words = list(sys.argv[1:] if args is None else args)
        session = extra.pop("obj", None) or Session(
            open=_open, refused=_write_down, request_id=uuid.uuid4().hex
        )
        code = errors.OK
        failure: BaseException | None = None
        try:
            with working_on(session.request_id):
                ended = super().main(
                    words,
                    prog_name or "adhelm",
                    complete_var,
                    standalone_mode=False,
                    obj=session,
                    **extra,
                )
            code = ended if isinstance(ended, int) else errors.OK
        except BrokenPipeError:
            _leave_pipe_alone()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last door
            failure, code = error, errors.exit_code(error)
        _say_goodbye(session, failure, code=code, words=words)
        if standalone_mode:
            sys.exit(code)
        return code


@click.group(cls=Root, name="adhelm", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="Folder of the data.")
@click.option("--workspace", metavar="ID", help="Workspace to act in.")
@click.option("--debug", is_flag=True, help="Show the trace of an unexpected error.")
@click.pass_obj
def cli(session: Session, *, home: Path | None, workspace: str | None, debug: bool) -> None:
    """
    Adhelm: from the platforms' own files to numbers one can trust and a first advice.

    Start with `adhelm demo`, then `adhelm source import FILE…`.
    """
    session.home, session.workspace, session.debug = home, workspace, debug


def main() -> None:
    """Run the command line of this process."""
    sparing()
    cli.main()


def _imported(target: str) -> click.Command | None:
    module, attribute = target.split(":")
    found = getattr(import_module(module), attribute)
    return found if isinstance(found, click.Command) else None


def _open(home: Path | None, workspace: str | None) -> tuple[Services, Callable[[], Principal]]:
    from adhelm.app import wiring

    services, _ = wiring.open_services(home=home, workspace=workspace)
    return services, partial(wiring.acting, services, workspace)


def _write_down(shell: Shell, error: AdhelmError, words: str) -> None:
    """Keep in the audit that a command was refused to who asks, unless its service has."""
    if error.kind is not Kind.forbidden or current().refusals:
        return
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.govern import audit

    with suppress(AdhelmError):
        audit.record_refusal(
            shell.services.get(Database),
            principal=shell.principal,
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
            action=words.replace("adhelm", "cli", 1).replace(" ", "."),
            subject=f"command:{words}",
            reason=error.message,
        )


def _say_goodbye(
    session: Session, failure: BaseException | None, *, code: int, words: Sequence[str]
) -> None:
    terminal = session.terminal or Terminal(output="json" if _wants_json(words) else "table")
    problem = None
    if failure is not None:
        debug = session.debug or "--debug" in words
        errors.show(failure, terminal=terminal, request_id=session.request_id, debug=debug)
        problem = errors.problem(failure, request_id=session.request_id)
    terminal.result(code, problem)


def _wants_json(words: Sequence[str]) -> bool:
    asked = {"json", "ndjson"}
    return "--json" in words or any(
        first in {"-o", "--output"} and second in asked for first, second in pairwise(words)
    )


def _leave_pipe_alone() -> None:
    # `adhelm … | head` closes the pipe: nothing went wrong, and Python must not flush into it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
