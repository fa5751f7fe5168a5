"""Targets: what a metric is to reach. Each change makes a version; all of them stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from adhelm.core.ads import currency
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.plans.logic import carrying, reaching
from adhelm.observe.plans.service.writing import (
    author,
    changing,
    check_days,
    expect,
    new_id,
    none_such,
    note,
    why_of,
)
from adhelm.observe.plans.store import targets as kept
from adhelm.observe.plans.types import (
    AlreadyPlanned,
    BadPlan,
    Goal,
    Target,
    TargetRow,
    TargetVersion,
    Unit,
)


def list_targets(
    *,
    principal: Principal,
    database: Database,
    days: tuple[date | None, date | None] = (None, None),
    metric: str = "",
    platform: str = "",
    account: str = "",
    group: str = "",
    at: datetime | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Target]:
    """
    Return targets that share a day with `days` (both included), by first day and id.

    `at` asks for them as they were at an instant.
    """
    principal.require(Scope.read)
    asked: dict[str, Any] = {
        "days": days,
        "wanted": {
            "metric": metric, "platform": platform, "account": account, "campaign_group": group,
        },
        "accounts": principal.accounts,
        "after": after,
        "limit": limit,
    }  # fmt: skip
    with database.reading() as connection:
        if at is not None:
            return kept.held_at(connection, principal.workspace_id, at=at, **asked)
        return kept.page(connection, principal.workspace_id, **asked)


def get_target(*, principal: Principal, database: Database, target_id: str) -> Target:
    """
    Return one target, also one that was removed.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _seen(connection, principal, target_id)


def target_history(
    *, principal: Principal, database: Database, target_id: str
) -> list[TargetVersion]:
    """
    Return all versions of a target, the newest first.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        target = _seen(connection, principal, target_id)
        return kept.versions(connection, principal.workspace_id, target.id)


def create_target(
    *, principal: Principal, database: Database, clock: Clock, row: TargetRow
) -> Target:
    """
    Set a target where there is none.

    :raises AlreadyPlanned: if that metric, reach and range of days has one.
    :raises BadPlan: if days, value or currency cannot be.
    :raises OutOfReach: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.write)
    wanted = checked(principal, row)
    with changing(principal, database) as connection:
        there = kept.of_aims(connection, principal.workspace_id, [wanted.aim]).get(wanted.aim)
        if there and there.current.goal.value is not None:
            raise AlreadyPlanned(
                f"{wanted.aim.metric} has a target for {wanted.aim.reach}: {there.id}",
                hint="change that one",
            )
        (made,) = write(connection, principal, clock, [(there, wanted)])
        _noted(connection, principal, clock, made, before=None)
    return made


def change_target(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    target_id: str,
    goal: Goal,
    why: str = "",
    expected: int | None = None,
) -> Target:
    """
    Give a target another goal; the same goal makes no new version.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if it is not at the version `expected` any more.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        target = _in_use(_seen(connection, principal, target_id))
        expect("target", target.current.version, expected)
        wanted = checked(principal, TargetRow(target.aim, goal, why))
        if is_said(target, wanted):
            return target
        (made,) = write(connection, principal, clock, [(target, wanted)])
        _noted(connection, principal, clock, made, before=target)
    return made


def remove_target(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    target_id: str,
    why: str = "",
    expected: int | None = None,
) -> None:
    """
    Take a target away; its versions stay.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if it is not at the version `expected` any more.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        target = _in_use(_seen(connection, principal, target_id))
        expect("target", target.current.version, expected)
        gone = replace(target.current.goal, value=None)
        row = TargetRow(target.aim, gone, why_of(why))
        (made,) = write(connection, principal, clock, [(target, row)])
        _noted(connection, principal, clock, made, before=target)


def checked(principal: Principal, row: TargetRow) -> TargetRow:
    """
    Return what is wanted, as it is kept.

    :raises BadPlan: if metric, days, value or currency cannot be.
    :raises OutOfReach: if the principal is narrowed to other accounts.
    """
    reaching.require_reach(principal, row.aim.reach)
    reaching.metric(row.aim.metric)
    check_days(row.aim.first_day, row.aim.last_day)
    goal = row.goal
    if (goal.unit is Unit.money) != bool(goal.currency):
        raise BadPlan("money needs a currency, and nothing else has one", hint="EUR")
    if goal.value is None or not goal.value.is_finite() or not 0 <= goal.value < 10**15:
        raise BadPlan("a target needs a value", hint='such as "4.5"')
    code = currency(goal.currency) if goal.currency else ""
    value = carrying.exact(goal.value, code) if code else round(goal.value, 6)
    if value != goal.value:
        raise BadPlan(f"{goal.value} has too many digits", hint="at most 6 behind the point")
    kept_goal = replace(goal, value=value, currency=code)
    return replace(row, goal=kept_goal, why=why_of(row.why))


def is_said(target: Target | None, row: TargetRow) -> bool:
    """Return whether a target says so already."""
    return target is not None and target.current.goal == row.goal


def write(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    rows: Sequence[tuple[Target | None, TargetRow]],
    *,
    source: str = "",
) -> list[Target]:
    """Add a version to each target; one that is None is made."""
    new, made = [], []
    for target, row in rows:
        version = TargetVersion(
            target.current.version + 1 if target else 1,
            row.goal, row.why, source, author(principal), clock.now(),
        )  # fmt: skip
        if target is None:
            new.append(Target(new_id("tgt"), row.aim, version))
        else:
            made.append(replace(target, current=version))
    kept.keep(connection, principal.workspace_id, new)
    kept.add(connection, principal.workspace_id, [*new, *made])
    kept.point(connection, principal.workspace_id, made)
    return [*new, *made]


def _seen(connection: Connection, principal: Principal, target_id: str) -> Target:
    target = kept.find(connection, principal.workspace_id, target_id)
    if target is None or not reaching.is_within(principal, target.aim.reach):
        raise none_such("target", target_id)
    return target


def _in_use(target: Target) -> Target:
    if target.current.goal.value is None:
        raise none_such("target", target.id)
    return target


def _noted(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    target: Target,
    *,
    before: Target | None,
) -> None:
    note(
        connection, principal, clock, action="set_target", subject=f"target:{target.id}",
        before=_told(before), after=_told(target), reason=target.current.why,
    )  # fmt: skip


def _told(target: Target | None) -> dict[str, object] | None:
    if target is None or target.current.goal.value is None:
        return None
    goal = target.current.goal
    return {
        "version": target.current.version,
        "comparator": goal.comparator,
        "value": goal.value,
        "unit": goal.unit,
        "currency": goal.currency,
    }
