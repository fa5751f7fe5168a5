"""Notes on days: what somebody on the team knows. Those for staff alone are hidden from clients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.plans.logic import reaching
from adhelm.observe.plans.service.writing import (
    author,
    changing,
    check_days,
    expect,
    new_id,
    none_such,
    note,
)
from adhelm.observe.plans.store import days as kept
from adhelm.observe.plans.types import BadPlan, Note, Reach

_LONGEST = 10_000


def list_notes(
    *,
    principal: Principal,
    database: Database,
    days: tuple[date | None, date | None] = (None, None),
    platform: str = "",
    account: str = "",
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Note]:
    """Return notes that share a day with `days` (both included), by first day and id."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return kept.notes(
            connection,
            principal.workspace_id,
            days=days,
            wanted={"platform": platform, "account": account},
            staff=principal.staff,
            accounts=principal.accounts,
            after=after,
            limit=limit,
        )


def get_note(*, principal: Principal, database: Database, note_id: str) -> Note:
    """
    Return one note.

    :raises NoSuchPlan: if there is none of that id in the workspace, or not for the principal.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _seen(connection, principal, note_id)


def add_note(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    text: str,
    first_day: date,
    last_day: date | None = None,
    reach: Reach | None = None,
    internal: bool = False,
) -> Note:
    """
    Write a note on a day, or on a range of them; its text is Markdown and kept as it is.

    :raises BadPlan: if the text is empty or too long, or the days are none.
    :raises StaffOnly: if one of a client's own people writes one for staff alone.
    """
    principal.require(Scope.write)
    now = clock.now()
    made = Note(
        id=new_id("note"),
        first_day=first_day,
        last_day=last_day or first_day,
        reach=reach or Reach(),
        text=text,
        internal=internal,
        author=author(principal),
        at=now,
        changed_at=now,
        version=1,
    )
    _check(principal, made)
    with changing(principal, database) as connection:
        kept.put_note(connection, principal.workspace_id, made, new=True)
        note(
            connection, principal, clock, action="add_note", subject=f"note:{made.id}",
            after=_told(made),
        )  # fmt: skip
    return made


def change_note(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    note_id: str,
    text: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    internal: bool | None = None,
    expected: int | None = None,
) -> Note:
    """
    Change what is given of a note.

    :raises NoSuchPlan: if there is none of that id in the workspace, or not for the principal.
    :raises Changed: if it is not at the version `expected` any more.
    :raises BadPlan: if the text is empty or too long, or the days are none.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        before = _seen(connection, principal, note_id)
        expect("note", before.version, expected)
        made = replace(
            before,
            text=before.text if text is None else text,
            first_day=first_day or before.first_day,
            last_day=last_day or before.last_day,
            internal=before.internal if internal is None else internal,
            changed_at=clock.now(),
            version=before.version + 1,
        )
        _check(principal, made)
        kept.put_note(connection, principal.workspace_id, made, new=False)
        note(
            connection, principal, clock, action="change_note", subject=f"note:{made.id}",
            before=_told(before), after=_told(made),
        )  # fmt: skip
    return made


def remove_note(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    note_id: str,
    expected: int | None = None,
) -> None:
    """
    Take a note away; the audit tells what it said.

    :raises NoSuchPlan: if there is none of that id in the workspace, or not for the principal.
    :raises Changed: if it is not at the version `expected` any more.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        before = _seen(connection, principal, note_id)
        expect("note", before.version, expected)
        reaching.require_reach(principal, before.reach)
        kept.remove_note(connection, principal.workspace_id, note_id)
        note(
            connection, principal, clock, action="remove_note", subject=f"note:{note_id}",
            before=_told(before),
        )  # fmt: skip


def _seen(connection: Connection, principal: Principal, note_id: str) -> Note:
    found = kept.find_note(connection, principal.workspace_id, note_id)
    hidden = found is not None and (
        (found.internal and not principal.staff)
        or not (found.reach.account == "" or reaching.is_within(principal, found.reach))
    )
    if found is None or hidden:
        raise none_such("note", note_id)
    return found


def _check(principal: Principal, made: Note) -> None:
    reaching.require_reach(principal, made.reach)
    check_days(made.first_day, made.last_day)
    reaching.encodable(made.text, what="note")
    if not made.text.strip() or len(made.text) > _LONGEST:
        raise BadPlan("a note needs a text", hint=f"1 to {_LONGEST:,} signs")
    if made.internal:
        principal.require_staff("a note for staff")


def _told(found: Note) -> dict[str, object]:
    return {
        "days": f"{found.first_day}..{found.last_day}",
        "reach": str(found.reach),
        "text": found.text,
        "internal": found.internal,
    }
