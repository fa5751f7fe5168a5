"""Plans that wait for a yes, actions that stand still or were done, and what is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from adhelm.act import publishing
from adhelm.act.alerts.service.sources import Scene, platform_name
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.act.publishing import Action, ActionState, Logged, Plan, PlanState
from adhelm.govern import compliance
from adhelm.govern.compliance import Stop, StopKind

_SHOWN = timedelta(days=3)
"""For so long what a person has to decide is told after it came to stand still."""
_DONE = timedelta(hours=1)
_PATIENCE = timedelta(minutes=10)
_EXPIRES = timedelta(hours=4)
_MOST = 500
_STUCK = {
    ActionState.held: ("is held: somebody else has changed the value", Severity.medium),
    ActionState.failed: ("failed, and the platform has the old value", Severity.medium),
    ActionState.unconfirmed: ("is not confirmed by the platform", Severity.high),
    ActionState.sent: ("was sent, and nobody knows whether it was taken", Severity.high),
}


def of_action(scene: Scene) -> Iterator[Signal]:
    """Yield changes that stand still, and those that were done in the last hour."""
    now = scene.clock.now()
    for state, (words, severity) in _STUCK.items():
        found = publishing.list_actions(
            principal=scene.principal, database=scene.database, where={"state": state.value},
            limit=_MOST,
        )  # fmt: skip
        for one in found:
            if _stands_still(one, now):
                yield _stuck(one, words, severity)
    done = publishing.applied_actions(
        principal=scene.principal, database=scene.database, since=now - _DONE
    )
    yield from map(_done, done)


def of_approval(scene: Scene) -> Iterator[Signal]:
    """Yield the plans that wait for somebody's yes, those that soon run out with more weight."""
    now = scene.clock.now()
    found, _ = publishing.list_plans(
        principal=scene.principal, database=scene.database, state=PlanState.waiting, limit=_MOST
    )
    for one in found:
        if one.expires_at > now:
            yield _waits(one, now)


def of_stop(scene: Scene) -> Iterator[Signal]:
    """Yield breakers that are open and freezes that hold."""
    for kind in (StopKind.breaker, StopKind.freeze):
        found = compliance.list_stops(
            principal=scene.principal, database=scene.database, clock=scene.clock, kind=kind,
            limit=_MOST,
        )  # fmt: skip
        yield from map(_stopped, found)


def _stands_still(one: Action, now: datetime) -> bool:
    if one.state in {ActionState.unconfirmed, ActionState.sent}:
        return one.sent_at is not None and now - one.sent_at >= _PATIENCE
    return one.settled_at is not None and now - one.settled_at <= _SHOWN


def _stuck(one: Action, words: str, severity: Severity) -> Signal:
    figures = [*_change(one)]
    if one.live is not None:
        figures.append(Figure("On the platform now", str(one.live)))
    return Signal(
        source=Source.action, detector=f"action_{one.state}", severity=severity,
        entity=_entity(one), metric=one.change.field.value, ref=one.id,
        claim=f"{_what(one)} {words}.", figures=tuple(figures), cause=one.message,
        path=f"/decisions/approvals?plan={one.plan_id}",
    )  # fmt: skip


def _done(one: Logged) -> Signal:
    action = one.action
    return Signal(
        source=Source.action, detector="action_done", severity=Severity.low,
        entity=_entity(action), metric=action.change.field.value, ref=action.id, momentary=True,
        claim=f"{_what(action)} was applied.", cause=one.reason,
        figures=(*_change(action), Figure("Proposed by", one.source)),
        path=f"/decisions/approvals?plan={action.plan_id}",
    )  # fmt: skip


def _waits(one: Plan, now: datetime) -> Signal:
    left = one.expires_at - now
    hours = left.total_seconds() / 3600
    soon = left <= _EXPIRES
    items = one.items
    first = items[0].change if items else None
    account = next(iter(sorted(one.accounts)), "")
    more = f" and {len(items) - 1} more" if len(items) > 1 else ""
    named = f"{first.field.value} of '{first.name or first.entity_id}'" if first else "a plan"
    return Signal(
        source=Source.approval, detector="approval_expiring" if soon else "approval_waiting",
        severity=Severity.high if soon else Severity.medium, ref=one.id, plan_id=one.id,
        entity=Entity(account.partition("/")[0], account, "plan", one.id, one.id),
        claim=f"A change of {named}{more} waits for approval, {hours:.0f} hours are left.",
        figures=(*_plan_figures(one),), cause=one.reason,
        path=f"/decisions/approvals?plan={one.id}",
        measure=Decimal(len(items)),
    )  # fmt: skip


def _plan_figures(one: Plan) -> Sequence[Figure]:
    shown = [
        Figure(
            f"{item.change.name or item.change.entity_id}: {item.change.field.value}",
            str(item.change.after), f"now {item.change.before}",
        )
        for item in one.items[:5]
    ]  # fmt: skip
    passes = "all limits pass" if one.allowed else "a limit forbids it"
    return [*shown, Figure("Limits", passes), Figure("Proposed by", one.proposer.id)]


def _stopped(one: Stop) -> Signal:
    place = one.place
    account = f"{place.connector}/{place.account_id}" if place.account_id else ""
    where = f"{platform_name(place.connector)} account {place.account_id}" if account else (
        "the workspace"
    )  # fmt: skip
    breaker = one.kind is StopKind.breaker
    claim = (
        f"The breaker of {where} is open: no raise passes." if breaker
        else f"{where[0].upper()}{where[1:]} is frozen: no raise, create or enable passes."
    )  # fmt: skip
    return Signal(
        source=Source.stop, detector=f"stop_{one.kind}",
        severity=Severity.high if breaker else Severity.medium, ref=one.id,
        entity=Entity(place.connector, account, place.sort, place.account_id, where),
        claim=claim, cause=one.reason, since=one.begun_at, path="/settings/limits",
        figures=(Figure("By", one.begun_by), Figure("Since", f"{one.begun_at:%Y-%m-%d %H:%M} UTC")),
    )  # fmt: skip


def _change(one: Action) -> Iterator[Figure]:
    change = one.change
    currency = f" {change.currency}" if change.currency else ""
    yield Figure(change.field.value, f"{change.after}{currency}", f"before {change.before}")


def _what(one: Action) -> str:
    change = one.change
    name = change.name or change.entity_id
    return f"{platform_name(change.connector)} '{name}': the change of {change.field.value}"


def _entity(one: Action) -> Entity:
    change = one.change
    return Entity(
        change.connector, change.account, change.level.value, change.entity_id,
        change.name or change.entity_id,
    )  # fmt: skip
