"""A plan as a person reads it: what becomes what, what the limits say, who must approve."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from adhelm.act.publishing.logic.values import MONEY
from adhelm.act.publishing.types import Action, ActionState, Item, Plan, PlanState, Value
from adhelm.core.ads import minor_units
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Change, Direction, Field, Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_MARKS = MappingProxyType({Direction.up: "▲", Direction.down: "▼", Direction.neutral: "•"})
_COLOURS = MappingProxyType(
    {Direction.up: "green", Direction.down: "yellow", Direction.neutral: "cyan"}
)
_STATES = MappingProxyType(
    {
        ActionState.done: ("✓", "green"),
        ActionState.held: ("⏸", "magenta"),
        ActionState.refused: ("✗", "red"),
        ActionState.failed: ("✗", "red"),
        ActionState.dry_run: ("○", "cyan"),
        ActionState.sent: ("…", "yellow"),
        ActionState.queued: ("…", "yellow"),
        ActionState.unconfirmed: ("?", "yellow"),
    }
)
_AMOUNTS = MONEY | {Field.create}
# What a person wants to see the number of, however well it holds.
_NUMBERED = frozenset(
    {
        "max_raise", "max_cut", "max_raise_day", "raises_per_day", "ceiling", "floor",
        "bid_ceiling", "lifetime_ceiling", "exposure_cap", "max_data_age",
    }
)  # fmt: skip
_WIDTH = 100
_NAME = 36


def shown(plan: Plan, found: Sequence[Action], *, colours: bool, width: int = _WIDTH) -> str:
    """Return a plan as text, with the escape codes of a terminal if it may have colours."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, force_terminal=colours, no_color=not colours, width=max(width, 60),
        highlight=False, emoji=False, markup=False,
    )  # fmt: skip
    _head(console, plan)
    pairs = list(zip(plan.items, found, strict=True))
    for account, several in groupby(pairs, key=lambda pair: pair[0].change.account):
        mine = list(several)
        console.print()
        console.print(f"  {account} · {mine[0][0].change.currency}", style="bold")
        for item, action in mine:
            _line(console, item, action)
    console.print()
    _foot(console, plan)
    return out.getvalue()


def _head(console: Console, plan: Plan) -> None:
    console.print(_styled((f"Plan {plan.id}", "bold"), ("  ", ""), *_standing(plan)))
    console.print(f"  {plan.reason}", style="italic")
    made = f"proposed by {plan.proposer.hand} at {plan.made_at:%Y-%m-%d %H:%M} UTC"
    data = f" · data version {plan.data_version}" if plan.data_version is not None else ""
    console.print(f"  {made}{data}", style="dim")
    if plan.expected:
        console.print(f"  expected: {_expected(plan.expected)}", style="dim")


def _standing(plan: Plan) -> list[tuple[str, str]]:
    if plan.state is PlanState.waiting:
        left = plan.needed - len(plan.approvals)
        people = "approval" if left == 1 else "approvals"
        return [(f"waits for {left} {people}", "yellow")]
    colour = {PlanState.rejected: "red", PlanState.expired: "red", PlanState.applied: "green"}
    return [(plan.state.value, colour.get(plan.state, "cyan"))]


def _line(console: Console, item: Item, action: Action) -> None:
    change = item.change
    turn = compliance.direction(change)
    told: list[tuple[str, str]] = [
        (f"  {_MARKS[turn]} ", _COLOURS[turn]),
        (f"{_cut(change.name or change.entity_id):<{_NAME}} ", ""),
        (f"{change.field.value.replace('_', ' '):<15} ", "dim"),
        *_values(change, turn),
    ]
    console.print(_styled(*told))
    if change.entity_id:
        console.print(f"      {change.level.value} {change.entity_id}", style="dim")
    for verdict in item.verdicts:
        if not verdict.allowed:
            console.print(_styled(("      ✗ ", "red"), (_against(verdict), "red")))
            if verdict.hint:
                console.print(f"        {verdict.hint}", style="dim")
    passed = [one for one in item.verdicts if one.allowed]
    if passed:
        console.print(_styled(("      ✓ ", "green"), (_held(passed), "dim")))
    if action.state is not ActionState.planned:
        mark, colour = _STATES[action.state]
        after = f": {action.message}" if action.message else ""
        console.print(_styled((f"      {mark} {action.state.value}{after}", colour)))


def _values(change: Change, turn: Direction) -> list[tuple[str, str]]:
    before, after = _value(change, change.before), _value(change, change.after)
    if change.field is Field.create:
        made = f" with {after} a day" if change.after is not None else ""
        return [(f"create {change.level.value}{made}, paused", "bold")]
    if change.field is Field.negative_keywords:
        return [(f"+ {after}", "bold")]
    told = [(f"{before} ", "dim"), ("→ ", _COLOURS[turn]), (after, "bold")]
    if isinstance(change.before, Decimal) and isinstance(change.after, Decimal) and change.before:
        more = change.after - change.before
        share = more / change.before
        told.append((f"  {_signed(change, more)} ({share:+.1%})", _COLOURS[turn]))
    return told


def _value(change: Change, value: Value) -> str:
    if value is None:
        return "none"
    if not isinstance(value, Decimal):
        return value
    return _amount(change, value) if change.field in _AMOUNTS else f"{value:f}"


def _signed(change: Change, more: Decimal) -> str:
    sign = "+" if more > 0 else ""
    return sign + (_amount(change, more) if change.field in _AMOUNTS else f"{more:f}")


def _amount(change: Change, value: Decimal) -> str:
    """Return an amount with all digits of its currency, and more where it has more."""
    digits = max(minor_units(change.currency), -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{digits}f}"


def _held(passed: Sequence[Verdict]) -> str:
    """Return the limits that hold: those with a number first, the others counted."""
    told = [
        f"{one.limit.replace('_', ' ')} {one.asked} of {one.value}"
        for one in passed
        if one.limit in _NUMBERED
    ]
    others = len(passed) - len(told)
    return " · ".join([*told, *([f"{others} more hold"] if others else [])])


def _against(verdict: Verdict) -> str:
    return verdict.message or f"{verdict.limit} is {verdict.value}, asked: {verdict.asked}"


def _foot(console: Console, plan: Plan) -> None:
    verdicts = [one for item in plan.items for one in item.verdicts]
    against = sum(not one.allowed for one in verdicts)
    counted = f"{len(plan.items)} change{'s' * (len(plan.items) != 1)}"
    limits = f"{len(verdicts)} limits checked, {against} against"
    console.print(_styled((f"  {counted}", "bold"), (f" · {_moved(plan.items)}{limits}", "")))
    why = f" ({'; '.join(plan.needed_why)})" if plan.needed_why else ""
    console.print(f"  approvals: {len(plan.approvals)} of {plan.needed}{why}", style="dim")
    for one in plan.approvals:
        ends = f"{one.expires_at:%Y-%m-%d %H:%M} UTC"
        console.print(f"    {one.who.hand} at {one.at:%Y-%m-%d %H:%M}, until {ends}", style="dim")
    undo = (
        "sets back each value" if any(item.undo for item in plan.items) else "nothing to set back"
    )
    console.print(f"  undo: {undo} (adhelm undo {plan.id})", style="dim")
    console.print(f"  hash: {plan.hash}", style="dim")


def _moved(items: Iterable[Item]) -> str:
    sums: dict[str, Decimal] = {}
    for item in items:
        one = item.change
        if (
            one.field is Field.daily_budget
            and isinstance(one.after, Decimal)
            and isinstance(one.before, Decimal)
        ):
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.after - one.before
    told = ", ".join(f"{amount:+,f} {currency} a day" for currency, amount in sorted(sums.items()))
    return f"{told} · " if told else ""


def _expected(told: Mapping[str, object]) -> str:
    if "expected" not in told:
        return ", ".join(f"{name} {value}" for name, value in told.items())
    low, high = told.get("low"), told.get("high")
    between = f" ({low} to {high})" if low is not None and high is not None else ""
    return f"{told['expected']} {told.get('metric', '')} a day{between}"


def _cut(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _styled(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
