"""`adhelm approve`, `reject`, `apply` and `undo`: what moves a plan on, or ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from adhelm.act import publishing
from adhelm.act.publishing.cli.shared import desk, known, show
from adhelm.act.publishing.logic import bodies
from adhelm.act.publishing.service import showing
from adhelm.act.publishing.types import SETTLED, Action, ActionState, BadPlanFile, Plan, PlanState
from adhelm.core.terminal import Outcome, Shell, command

_ID = click.argument("plan_id", metavar="ID")
_REASON = click.option("--reason", default="", help="Why.")
_READING = "reading the accounts anew"


@command("approve", consent=True)
@click.argument("plan_ids", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--hash", "digests", multiple=True,
    help="Of the plan as it was read (default: asked); once for each plan, in their order.",
)  # fmt: skip
@click.option("--apply", "at_once", is_flag=True, help="Apply it too, if that is all it needs.")
def approve(
    shell: Shell, *, plan_ids: tuple[str, ...], digests: tuple[str, ...], at_once: bool
) -> None:
    """
    Approve a plan that somebody else proposed, after its accounts were read anew.

    Several at once have to be of one kind: the same fields, the same way, in one account. Each is
    approved as it was read, and one that is refused stops none.
    """
    if digests and len(digests) != len(plan_ids):
        raise click.BadParameter("as many as there are plans, in their order", param_hint="--hash")
    found = [publishing.get_plan(**known(shell), plan_id=one) for one in plan_ids]
    if not digests:
        _asked(shell, found)
    plans = list(zip(plan_ids, digests or [one.hash for one in found], strict=True))
    if len(plans) > 1:
        _together(shell, plans, at_once=at_once)
        return
    ((plan_id, digest),) = plans
    with shell.terminal.progress(_READING):
        approved = publishing.approve(
            principal=shell.principal, desk=desk(shell), plan_id=plan_id, digest=digest
        )
    shell.terminal.note(f"approved: {len(approved.approvals)} of {approved.needed}")
    if at_once and approved.state is PlanState.approved:
        _applied(shell, approved, approved.hash)
    elif digests or shell.terminal.output != "table":
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


def _asked(shell: Shell, found: Sequence[Plan]) -> None:
    # A program has one answer, which says what became of them.
    if shell.terminal.output == "table":
        for one in found:
            show(shell, one)
    whole = f" of {len(found)} plans" if len(found) > 1 else ""
    shell.confirm(f"approve these {sum(len(one.items) for one in found)} changes{whole}?")


def _together(shell: Shell, plans: Sequence[tuple[str, str]], *, at_once: bool) -> None:
    with shell.terminal.progress(_READING):
        told = publishing.approve_several(
            principal=shell.principal, desk=desk(shell), plans=plans, apply=at_once
        )
    released = [one.plan for one in told if one.plan and one.plan.released_at]
    _write(shell, released)
    acted = publishing.actions_of_plans(**known(shell), plan_ids=[one.id for one in released])
    rows = [showing.outcome_body(one) for one in told]
    for row in (row for row in rows if row["plan_id"] in acted):
        row["state"] = publishing.get_plan(**known(shell), plan_id=row["plan_id"]).state
    shell.terminal.rows(rows)
    if acted:
        _say(shell, [action for several in acted.values() for action in several])
    if any(one.error for one in told):
        shell.finish(Outcome.partial)


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
    _write(shell, [plan])
    show(shell, publishing.get_plan(**known(shell), plan_id=plan.id))
    found = publishing.actions_of_plans(**known(shell), plan_ids=[plan.id])[plan.id]
    _say(shell, found)


def _write(shell: Shell, plans: Sequence[Plan]) -> None:
    """Write what was released, account by account."""
    changes = [(one.workspace_id, item.change) for one in plans for item in one.items]
    touched = sorted({(whose, one.connector, one.account_id) for whose, one in changes})
    if not touched:
        return
    with shell.terminal.progress("writing") as tick:
        for done, (workspace_id, connector, account_id) in enumerate(touched):
            tick(done, len(touched), f"{connector} {account_id}")
            publishing.write(
                principal=publishing.publisher(workspace_id), desk=desk(shell),
                connector=connector, account_id=account_id,
            )  # fmt: skip


def _say(shell: Shell, found: list[Action]) -> None:
    counted = Counter(one.state for one in found)
    told = ", ".join(f"{count} {state.value}" for state, count in sorted(counted.items()))
    shell.terminal.note(told)
    if any(one.state not in SETTLED for one in found):
        shell.terminal.note("what is open is settled by the worker: adhelm worker")
    good = {ActionState.done, ActionState.dry_run}
    if set(counted) - good:
        shell.finish(Outcome.partial)
