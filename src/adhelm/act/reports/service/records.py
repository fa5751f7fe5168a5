"""Reports on what people do: budgets and where they land, changes on platforms, the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from adhelm.act import publishing
from adhelm.act.publishing.types import Logged
from adhelm.act.reports import store
from adhelm.act.reports.logic.summary import platform
from adhelm.act.reports.service.asking import Desk
from adhelm.act.reports.types import Asked, Block, Cell, Column, Document, Item, Items, Table
from adhelm.core.ads import Period
from adhelm.core.principal import Scope
from adhelm.govern import audit
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.understand import pacing
from adhelm.understand.metrics import period
from adhelm.understand.pacing import Pace

_USUAL = "28d"
_PAGE = 1000
_MOST = 20_000
_STATES = {
    "over": ("high", "over budget"), "under": ("medium", "under budget"), "on_track": ("", ""),
    "unknown": ("low", "not known yet"),
}  # fmt: skip
_BUDGET = (
    Column("budget", "Budget"), Column("month", "Month"), Column("currency", "Currency"),
    Column("basis", "Basis"), Column("planned", "Planned", "exact"),
    Column("available", "Available", "exact"), Column("spent", "Spent", "exact"),
    Column("used", "Used", "share"), Column("bar", "", "bar"),
    Column("projected", "Lands at", "exact"), Column("low", "At least", "exact"),
    Column("high", "At most", "exact"), Column("daily_needed", "Needed a day", "exact"),
    Column("through", "Known through", "date"), Column("state", "State"),
)  # fmt: skip
_CHANGES = (
    Column("at", "When, UTC", "time"), Column("platform", "Platform"), Column("account", "Account"),
    Column("thing", "What"), Column("field", "Field"), Column("before", "Before"),
    Column("after", "After"), Column("by", "By"), Column("state", "State"),
)  # fmt: skip
_INTERNAL = (Column("who", "Who"), Column("reason", "Why"))
_AUDIT = (
    Column("number", "No.", "count"), Column("at", "When, UTC", "time"), Column("who", "Who"),
    Column("action", "What"), Column("outcome", "Outcome"), Column("subject", "Of what"),
    Column("reason", "Why"), Column("hash", "Hash"),
)  # fmt: skip


def budget_of(desk: Desk, asked: Asked) -> Document:
    """Return the budgets of the month in which the range ends, those that need a hand first."""
    wanted = _days(desk, asked)
    # Of relative days the last is yesterday: on the first of a month that is the month before.
    month = (wanted.last if asked.range else desk.clock.now().date()).replace(day=1)
    found = pacing.pacing(
        **desk.parts, database=desk.database, asked=pacing.Asked(month=month, as_of=asked.as_of)
    )
    rows = [_budget_row(one) for one in found.rows]
    items = [item for one in found.rows if (item := _budget_item(one)) is not None]
    blocks: list[Block] = []
    if items:
        blocks.append(Items("hands", "What needs a hand", "Nine of ten landings are between low "
                            "and high.", items))  # fmt: skip
    blocks.append(
        Table("budgets", "Budgets of the month", _BUDGET, rows,
              note="Landings are estimates; amounts are in each budget's own currency and basis.")
    )  # fmt: skip
    following = (month + timedelta(days=32)).replace(day=1)
    facts = {name: str(value) for name, value in found.provenance.items() if value not in ("", ())}
    facts["Warnings"] = "; ".join(found.warnings) or "none"
    version = int(found.provenance.get("data_version") or 0)
    return _document(desk, asked, Period(month, following), blocks, facts, version=version)


def changes_of(desk: Desk, asked: Asked) -> Document:
    """Return every change of the days on record: ours, other people's and the platforms'."""
    days = _days(desk, asked)
    start, end = _instants(days)
    ours = [_our_row(one, staff=desk.principal.staff) for one in _ours(desk, start, end)]
    pinned = warehouses.snapshot(desk.warehouse, principal=desk.principal, as_of=asked.as_of)
    theirs = store.platform_changes(pinned, start=start, end=end, most=_MOST)
    currencies = {
        (one.account.connector, one.account.account.id): one.account.account.currency
        for one in ingest.reached_accounts(principal=desk.principal, database=desk.database)
    }
    rows = [*ours, *(_their_row(one, currencies, staff=desk.principal.staff) for one in theirs)]
    rows.sort(key=lambda row: str(row[0]), reverse=True)
    columns = [*_CHANGES, *(_INTERNAL if desk.principal.staff else ())]
    note = "Of others what the platforms' own histories tell, as of the last sync."
    table = Table("changes", "Changes", columns, rows[:_MOST], note=note)
    facts = {"Data version": str(pinned.version.version), "Changes": f"{len(rows):,}"}
    return _document(desk, asked, days, [table], facts, version=pinned.version.version)


def audit_of(desk: Desk, asked: Asked) -> Document:
    """
    Return the entries of the audit of some UTC days, with their hashes.

    :raises Forbidden: if the reader may not administer.
    :raises StaffOnly: if the reader is of the client's own people.
    """
    desk.principal.require(Scope.admin)
    desk.principal.require_staff("the audit")
    days = _days(desk, asked)
    found = list(_entries(desk, *_instants(days)))
    rows: list[list[Cell]] = [
        [one.number, one.at, f"{one.actor}:{one.actor_id}", one.action, one.outcome.value,
         one.subject, one.reason, one.hash[:16]]
        for one in found
    ]  # fmt: skip
    refused = sum(1 for one in found if one.outcome is audit.Outcome.refused)
    facts = {
        "Entries": f"{len(found):,}, of them {refused:,} refused",
        "Head": found[0].hash if found else "",
        "Check it": "adhelm audit export, then adhelm audit verify FILE",
    }
    note = "Each entry is linked to the one before by its hash."
    return _document(desk, asked, days, [Table("audit", "Entries", _AUDIT, rows, note=note)], facts)


def _days(desk: Desk, asked: Asked) -> Period:
    found = period(asked.range or _USUAL, clock=desk.clock)
    if found is None:
        return Period(date(2000, 1, 1), desk.clock.now().date() + timedelta(days=1))
    return found


def _instants(days: Period) -> tuple[datetime, datetime]:
    return (
        datetime.combine(days.start, time(), tzinfo=UTC),
        datetime.combine(days.end, time(), tzinfo=UTC),
    )


def _budget_row(one: Pace) -> list[Cell]:
    used = None
    if one.spent is not None and one.available:
        used = (one.spent / one.available).quantize(Decimal("0.0001"))
    return [
        str(one.reach), f"{one.month:%Y-%m}", one.currency, one.basis.value, one.planned,
        one.available, one.spent, used, used, one.projected, one.low, one.high, one.daily_needed,
        one.through, one.state.value.replace("_", " "),
    ]  # fmt: skip


def _budget_item(one: Pace) -> Item | None:
    level, word = _STATES.get(one.state.value, ("", ""))
    if not level:
        return None
    lands = ""
    if one.projected is not None and one.available:
        share = one.projected / one.available
        lands = f"lands at {share:.0%} of {one.available:,.2f} {one.currency}"
    return Item(
        claim=f"{one.reach}: {word}" + (f", {lands}" if lands else ""),
        text=one.why,
        meta=f"known through {one.through}" if one.through else "no day is known yet",
        level=level,
    )


def _ours(desk: Desk, start: datetime, end: datetime) -> Iterator[Logged]:
    before = (end, "")
    seen = 0
    while seen < _MOST:
        found = publishing.logs(**desk.records, before=before, limit=_PAGE)
        for one in found:
            at = one.action.settled_at
            if at is not None and at < start:
                return
            if at is not None and at < end:
                yield one
        if len(found) < _PAGE or found[-1].action.settled_at is None:
            return
        seen += len(found)
        before = (found[-1].action.settled_at, found[-1].action.id)


def _our_row(one: Logged, *, staff: bool) -> list[Cell]:
    change = one.action.change
    row: list[Cell] = [
        one.action.settled_at, platform(change.platform), change.account_id,
        change.name or change.entity_id, change.field.value, _worded(change.before),
        _worded(change.after), "ours", one.action.state.value,
    ]  # fmt: skip
    return [*row, one.who.hand, one.reason] if staff else row


def _their_row(
    one: Sequence[Any], currencies: Mapping[tuple[str, str], str], *, staff: bool
) -> list[Cell]:
    at, connector, name, account, thing, field, old, new, actor = one
    said = publishing.plainly(field, old, new, currency=currencies.get((connector, account), ""))
    row: list[Cell] = [at, platform(name), account, thing, *said, "platform", "told"]
    return [*row, actor, ""] if staff else row


def _worded(value: Decimal | str | None) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value


def _entries(desk: Desk, start: datetime, end: datetime) -> Iterator[audit.Entry]:
    before: int | None = None
    seen = 0
    while seen < _MOST:
        found = audit.list_entries(**desk.records, before=before, limit=_PAGE)
        for one in found:
            if one.at < start:
                return
            if one.at < end:
                yield one
        if len(found) < _PAGE:
            return
        seen += len(found)
        before = found[-1].number


def _document(
    desk: Desk,
    asked: Asked,
    days: Period,
    blocks: Sequence[Block],
    facts: dict[str, str],
    *,
    version: int = 0,
) -> Document:
    made_at = desk.clock.now()
    workspace = desk.principal.workspace_id
    return Document(
        sort=asked.sort,
        title=asked.title,
        workspace_id=workspace,
        period=str(days),
        first_day=days.start,
        last_day=days.last,
        compared="",
        currency="",
        made_at=made_at,
        data_version=version,
        blocks=blocks,
        facts={**facts, "Made": f"{made_at:%Y-%m-%d %H:%M} UTC for workspace '{workspace}'"},
    )
