"""`adhelm approve`, `reject`, `apply` and `undo`: what moves a plan on, or ends it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from adhelm.act import publishing
from adhelm.act.publishing.cli.shared import desk, known, show
from adhelm.act.publishing.logic import bodies
from adhelm.act.publishing.types import SETTLED, Action, ActionState, BadPlanFile, Plan, PlanState
from adhelm.core.terminal import Outcome, Shell, command

_ID = click.argument("plan_id", metavar="ID")
_REASON = click.option("--reason", default="", help="Why.")


@command("approve", consent=True)
@_ID
@click.option("--hash", "digest", default="", help="Of the plan as it was read (default: asked).")
@click.option("--apply", "at_once", is_flag=True, help="Apply it too, if that is all it needs.")
def approve(shell: Shell, *, plan_id: str, digest: str, at_once: bool) -> None:
    """Approve a plan that somebody else proposed, after its accounts were read anew."""
    found = publishing.get_plan(**known(shell), plan_id=plan_id)
    if not digest:
        show(shell, found)
        shell.confirm(f"approve these {len(found.items)} changes?")
    with shell.terminal.progress("reading the accounts anew"):
        approved = publishing.approve(
            principal=shell.principal, desk=desk(shell), plan_id=plan_id,
            digest=digest or found.hash,
        )  # fmt: skip
    shell.terminal.note(f"approved: {len(approved.approvals)} of {approved.needed}")
    if at_once and approved.state is PlanState.approved:
        _applied(shell, approved, approved.hash)
    elif digest:
        show(shell, approved)


@command("reject")
@_ID
@_REASON
def reject(shell: Shell, *, plan_id: str, reason: str) -> None:
    """Reject a plan, or withdraw one's own: it never applies."""
    ended = publishing.reject(
        principal=shell.principal, desk=desk(shell), plan_id=plan_id, reason=reason
    )
    show(shell, ended)


@command("apply", consent=True)
@click.argument("plan", metavar="PLAN.JSON|ID")
@click.option("--no-wait", is_flag=True, help="Leave the writing to the worker.")
def apply(shell: Shell, *, plan: str, no_wait: bool) -> None:
    """
    Apply an approved plan: each change is compared with the platform, set, and read back.

    Needs --yes and the approvals. A file that was touched since it was written is refused.
    """
    plan_id, digest = _meant(plan)
    found = publishing.get_plan(**known(shell), plan_id=plan_id)
    shell.confirm(f"apply {len(found.items)} changes of plan {plan_id}?")
    if no_wait:
        released = publishing.release(
            principal=shell.principal, desk=desk(shell), plan_id=plan_id, digest=digest
        )
        show(shell, released)
        return
    _applied(shell, found, digest)


@command("undo")
@_ID
@_REASON
def undo(shell: Shell, *, plan_id: str, reason: str) -> None:
    """Plan to set back what a plan has changed; what others have set since is held."""
    made = publishing.undo(
        principal=shell.principal, desk=desk(shell), plan_id=plan_id, reason=reason
    )
    show(shell, made)
    shell.terminal.note(f"somebody else approves it: adhelm approve {made.id}")


def _meant(plan: str) -> tuple[str, str]:
    path = Path(plan)
    if not path.exists():
        return plan, ""
    try:
        return bodies.opened(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadPlanFile(f"{path.name} cannot be read", hint="a plan is JSON") from error


def _applied(shell: Shell, plan: Plan, digest: str) -> None:
    publishing.release(principal=shell.principal, desk=desk(shell), plan_id=plan.id, digest=digest)
    touched = sorted({(one.change.connector, one.change.account_id) for one in plan.items})
    with shell.terminal.progress("writing") as tick:
        for done, (connector, account_id) in enumerate(touched):
            tick(done, len(touched), f"{connector} {account_id}")
            publishing.write(
                principal=publishing.publisher(plan.workspace_id), desk=desk(shell),
                connector=connector, account_id=account_id,
            )  # fmt: skip
    show(shell, publishing.get_plan(**known(shell), plan_id=plan.id))
    found = publishing.actions_of_plans(**known(shell), plan_ids=[plan.id])[plan.id]
    _say(shell, found)


def _say(shell: Shell, found: list[Action]) -> None:
    counted = Counter(one.state for one in found)
    told = ", ".join(f"{count} {state.value}" for state, count in sorted(counted.items()))
    shell.terminal.note(told)
    if any(one.state not in SETTLED for one in found):
        shell.terminal.note("what is open is settled by the worker: adhelm worker")
    good = {ActionState.done, ActionState.dry_run}
    if set(counted) - good:
        shell.finish(Outcome.partial)
