"""Make plans of wishes: complete them, hold them against limits, and fix what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adhelm.act.publishing.logic import bodies, values
from adhelm.act.publishing.service import books as known
from adhelm.act.publishing.service import facts, finding, judging
from adhelm.act.publishing.service.books import Books
from adhelm.act.publishing.service.desk import Desk, new_id, see_to_it, who, whole
from adhelm.act.publishing.service.ending import OPEN, close
from adhelm.act.publishing.service.judging import Case
from adhelm.act.publishing.store import actions, events, plans
from adhelm.act.publishing.store.values import Thing
from adhelm.act.publishing.types import (
    Action,
    ApprovalMissing,
    BadChange,
    Blocked,
    Drifted,
    Item,
    NoSuchThing,
    NotNow,
    Plan,
    PlanState,
    Who,
    Wish,
    target_of,
)
from adhelm.core.ads import PLATFORMS
from adhelm.core.db import Connection
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide import optimization
from adhelm.govern import audit, compliance
from adhelm.govern.compliance.types import REMOVED, Approvals, Change, Field, Proposed, Undo

MOST_ITEMS = 5000
VALID_FOR = timedelta(hours=24)
"""How long a plan waits for people, and an approval for being applied."""
_MOST_REASON = 2000


def propose(
    *,
    principal: Principal,
    desk: Desk,
    changes: Sequence[Change | Wish],
    reason: str,
    source: str = "person",
    recommendation_id: str = "",
    expected: Mapping[str, Any] | None = None,
    data_version: int | None = None,
    undo_of: str = "",
    subject: str = "",
    unattended: bool = False,
    replaces: Plan | None = None,
) -> Plan:
    """
    Make a plan of changes: nothing is written to a platform by it.

    Of a change, the platform, the name and the value before are looked up where they are left
    out; the new value is absolute, in the account's currency. With `recommendation_id` the advice
    counts as taken. The plan that it `replaces` is ended in the same step.

    :raises NoSuchThing: if the data know no such thing in an account that the principal sees.
    :raises BadChange: if a value cannot be one of its field, or is of another currency.
    :raises Drifted: if a value that is said to be there is not.
    :raises ApprovalMissing: if it is to be `unattended`, and a person is needed.
    :raises Blocked: if it is to be `unattended`, and a limit forbids it.
    """
    principal.require(Scope.propose)
    wishes = [one if isinstance(one, Wish) else Wish(one) for one in changes]
    _check_size(wishes, reason)
    books = known.load(desk, principal, changes=[wish.change for wish in wishes])
    items = [_item(principal, books, wish) for wish in wishes]
    cases = judged_by(desk, principal, books, items)
    told = judging.verdicts(desk, principal, cases)
    items = [replace(item, verdicts=one) for item, one in zip(items, told, strict=True)]
    proposer = _proposer(principal, desk, items, recommendation_id)
    now = desk.clock.now()
    approvals = _approvals(
        desk, principal, books, cases, proposer, unattended=unattended, replaces=replaces
    )
    plan = Plan(
        id=new_id("pln"),
        workspace_id=principal.workspace_id,
        made_at=now,
        expires_at=now + VALID_FOR,
        proposer=proposer,
        reason=reason.strip(),
        source=source,
        items=tuple(items),
        needed=approvals.needed,
        needed_why=approvals.reasons,
        recommendation_id=recommendation_id,
        expected=dict(expected or {}),
        data_version=books.snapshot.version.version if data_version is None else data_version,
        undo_of=undo_of,
        subject=subject,
    )
    return _keep(desk, principal, plan, replaces, unattended=unattended)


def _refuse_attended(desk: Desk, principal: Principal, plan: Plan) -> None:
    against = judging.blocking(plan)
    if against:
        raise Blocked(judging.said(against[:3]), hint=against[0].hint)
    if plan.needed:
        raise ApprovalMissing(
            "; ".join(plan.needed_why), hint="propose it, and let a person approve"
        )
    if desk.trust is None:
        return
    for field in sorted({item.change.field for item in plan.items}):
        if why := desk.trust(principal=whole(principal), source=plan.source, field=field):
            raise ApprovalMissing(
                f"{plan.source} has not earned to act alone: {why}",
                hint="its record is in `adhelm outcomes record`; let a person approve",
            )


def judged_by(desk: Desk, principal: Principal, books: Books, items: Sequence[Item]) -> list[Case]:
    """Return what each item is judged by now, without asking the platform."""
    if not items:
        return []
    now = desk.clock.now()
    undos = _undos(desk, principal, books, items)
    workspace, hour = principal.workspace_id, timedelta(hours=1)
    with desk.database.reading() as connection:
        places = {books.place(item.change) for item in items}
        rules = compliance.rules_for(
            connection, principal=whole(principal), clock=desk.clock, things=places
        )
        targets = {target_of(item.change) for item in items}
        writes = events.writes_since(connection, workspace, targets, since=now - hour)
    cases = []
    for item in items:
        change = item.change
        holds = rules[books.place(change)]
        situation = facts.situation(
            books, change, holds.limits, holds.stops, now=now,
            writes=writes.get(target_of(change), ()), undo=undos.get(item.undoes),
        )  # fmt: skip
        cases.append(Case(change, situation, holds.limits))
    return cases


def _proposer(
    principal: Principal, desk: Desk, items: Sequence[Item], recommendation_id: str
) -> Who:
    """Return whose proposal it is: advice that is taken as it is was proposed by who gave it."""
    if not recommendation_id:
        return who(principal)
    advice = optimization.recommendation(
        principal=principal, database=desk.database, clock=desk.clock,
        recommendation_id=recommendation_id,
    )  # fmt: skip
    advised = {_aim(change) for change in advice.changes}
    if advised != {_aim(item.change) for item in items}:
        return who(principal)
    return Who(Actor.engine.value, advice.source)


def _aim(change: Change) -> tuple[str, ...]:
    value = change.after.normalize() if isinstance(change.after, Decimal) else change.after
    return target_of(change), change.field.value, str(value)


def _check_size(wishes: Sequence[Wish], reason: str) -> None:
    if not wishes:
        raise BadChange("a plan changes something", hint="name at least one change")
    if len(wishes) > MOST_ITEMS:
        raise BadChange(f"{len(wishes)} changes are too many", hint=f"at most {MOST_ITEMS}")
    if not reason.strip() or len(reason) > _MOST_REASON:
        raise BadChange("a plan says why", hint=f"a reason of up to {_MOST_REASON} characters")


def _item(principal: Principal, books: Books, wish: Wish) -> Item:
    change = _complete(principal, books, wish)
    values.check(change)
    undo = ""
    if change.field in values.SETTABLE and change.after != REMOVED:
        undo = f"{change.field} back to {values.as_text(change.before) or 'none'}"
    elif change.field is Field.create:
        undo = "paused; what was made stays on the platform"
    return Item(
        change=change, bid=wish.bid, detail=wish.detail, under=wish.under, undoes=wish.undoes,
        undo=undo,
    )  # fmt: skip


def _complete(principal: Principal, books: Books, wish: Wish) -> Change:
    change = wish.change
    account = books.accounts.get((change.connector, change.account_id))
    if account is None or not principal.sees(change.connector, change.account_id):
        raise _unknown(change)
    if change.currency and change.currency != account.currency:
        raise BadChange(
            f"account {change.account} is in {account.currency}, not in {change.currency}",
            hint="say amounts in the account's currency",
        )
    change = replace(change, currency=account.currency)
    if change.field is Field.create:
        return replace(change, before=None)
    thing = known.thing_of(change)
    found = books.things.get(thing)
    if found is None:
        raise _unknown(change)
    return replace(
        change,
        platform=change.platform or found.platform or _platform(change.connector),
        name=change.name or found.name,
        # What takes a change back starts from what that change has set: else it is held.
        before=change.before if wish.undoes else _base(books, change, thing),
    )


def _base(books: Books, change: Change, thing: Thing) -> Decimal | str | None:
    """Return the value that a change starts from: what was last seen."""
    if change.field is Field.negative_keywords:
        return None
    current = books.current(thing, change.field)
    if change.before is not None and not values.same(change.before, current):
        told = values.as_text(current) or "none"
        raise Drifted(
            f"{change.field} of {change.name or change.entity_id} is {told}, "
            f"not {values.as_text(change.before)}",
            hint="look at it again, then propose anew",
        )
    return current


def _unknown(change: Change) -> NoSuchThing:
    return NoSuchThing(
        f"the data know no {change.level} '{change.entity_id}' in '{change.account}'",
        hint="sync the account first; ids as in `adhelm query … by campaign_id`",
    )


def _platform(connector: str) -> str:
    return next((one.id for one in PLATFORMS.values() if one.connector == connector), connector)


def _undos(
    desk: Desk, principal: Principal, books: Books, items: Sequence[Item]
) -> dict[str, Undo]:
    ids = sorted({item.undoes for item in items if item.undoes})
    if not ids:
        return {}
    with desk.database.reading() as connection:
        found = [actions.find(connection, principal.workspace_id, one) for one in ids]
    return {one.id: undo_of(books, one) for one in found if one and one.settled_at}


def undo_of(books: Books, action: Action) -> Undo:
    """Return the facts about taking back an action that is done."""
    at = action.settled_at or action.sent_at
    if at is None:
        raise BadChange("only what was applied can be taken back")
    change = action.change
    seen = books.history.get((known.thing_of(change), change.field.value), [])
    texts = [values.of_text(change.field, one.value) for one in seen]
    ours = [n for n, one in enumerate(seen) if one.ours and texts[n] == change.after]
    after = ours[-1] + 1 if ours else len(seen)
    foreign = any(not one.ours for one in seen[after:])
    return Undo(applied_at=at, restores=change.before, foreign_change=foreign)


def _approvals(
    desk: Desk,
    principal: Principal,
    books: Books,
    cases: Sequence[Case],
    proposer: Who,
    *,
    unattended: bool,
    replaces: Plan | None,
) -> Approvals:
    """Return how many must approve, of this batch and what else its proposer moved in 24 hours."""
    now = desk.clock.now()
    with desk.database.reading() as connection:
        recent = plans.since(connection, principal.workspace_id, now - timedelta(hours=24))
    over = replaces.id if replaces else ""
    quote = next((one.limits.currency for one in cases if one.limits.currency), "")
    currencies = {one.situation.currency for one in cases}
    mine = [
        item
        for plan in recent
        if plan.proposer.hand == proposer.hand and _counts(plan) and plan.id != over
        for item in plan.items
        if _is_comparable(books, item.change, quote, currencies)
    ]
    earlier = judged_by(desk, principal, books, mine)
    before = [(one.change, one.situation, one.limits) for one in earlier]
    moved = compliance.moved(before)
    whole_budget = _workspace_budget(books, quote, currencies, now)
    proposed = Proposed(
        workspace_budget=None if moved is None else whole_budget,
        moved=moved or Decimal(0),
        entities=compliance.touched(before),
        unattended=unattended,
    )
    asked = [(one.change, one.situation, one.limits) for one in cases]
    return compliance.approvals_needed(asked, proposed)


def _is_comparable(books: Books, change: Change, quote: str, currencies: Collection[str]) -> bool:
    account = books.accounts.get((change.connector, change.account_id))
    return account is not None and (bool(quote) or account.currency in currencies)


def _counts(plan: Plan) -> bool:
    return plan.state not in {PlanState.rejected, PlanState.expired}


def _workspace_budget(
    books: Books, quote: str, currencies: Collection[str], now: datetime
) -> Decimal | None:
    """
    Return all daily budgets in force, in one currency; None if they cannot be added up.

    Where no currency is agreed on, those in the batch's own: less than all, so never too lax.
    """
    if not quote and len(currencies) > 1:
        return None
    total = Decimal(0)
    for account, budget in books.budgets():
        own = books.accounts[account].currency if account in books.accounts else ""
        if not own or (not quote and own not in currencies):
            continue
        rate = books.rate(own, quote, now.date())
        if rate is None:
            return None
        total += facts.in_force_now(books, budget, now=now) * rate
    return total


def _keep(
    desk: Desk, principal: Principal, plan: Plan, replaces: Plan | None, *, unattended: bool
) -> Plan:
    if unattended:
        _refuse_attended(desk, principal, plan)
    text = bodies.text_of(plan)
    plan = replace(plan, hash=bodies.hash_of(text))
    told: dict[str, Any] = {"hash": plan.hash, "reason": plan.reason, "source": plan.source,
            "changes": len(plan.items), "needed": plan.needed}  # fmt: skip
    with desk.database.durable() as connection:
        if replaces is not None:
            _end(connection, principal, desk, replaces, by=plan)
            told["replaces"] = replaces.id
        plans.insert(connection, plan, text)
        by, now = who(principal), plan.made_at
        events.happened_to_plan(
            connection, plan.workspace_id, plan.id, at=now, who=by, kind="proposed",
            data={"hash": plan.hash},
        )  # fmt: skip
        begun = [_begun(plan, place, item) for place, item in enumerate(plan.items)]
        events.begun(connection, plan.workspace_id, begun, at=now, who=by)
        if plan.recommendation_id:
            optimization.take(
                principal=principal, connection=connection, clock=desk.clock,
                recommendation_id=plan.recommendation_id, plan_id=plan.id,
            )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=desk.clock, action="publishing.propose",
            subject=f"plan:{plan.id}", after=told, reason=plan.reason,
        )  # fmt: skip
        see_to_it(connection, plan.workspace_id, now)
    return plan


def _end(
    connection: Connection, principal: Principal, desk: Desk, replaced: Plan, *, by: Plan
) -> None:
    plans.lock(connection, principal.workspace_id, replaced.id)
    found = finding.plan(connection, principal, replaced.id)
    if found.state not in OPEN:
        raise NotNow(f"the plan is {found.state}", hint="only what waits can be replaced")
    why = f"replaced by {by.id}: {by.reason}"[:_MOST_REASON]
    close(connection, principal, desk, found, state=PlanState.rejected, reason=why)


def _begun(plan: Plan, place: int, item: Item) -> tuple[Action, dict[str, Any]]:
    """Return an action of a plan, and what its first event tells."""
    action = Action(
        id=f"act_{plan.id[4:]}_{place}",
        plan_id=plan.id,
        place=place,
        change=item.change,
        recommendation_id=plan.recommendation_id,
    )
    told = {
        "place": place,
        "change": bodies.change_record(item.change),
        "recommendation_id": plan.recommendation_id,
    }
    return action, told
