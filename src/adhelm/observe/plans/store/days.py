"""Every query of notes and of the calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from adhelm.observe.plans.store import rows
from adhelm.observe.plans.tables import EVENT, NOTE
from adhelm.observe.plans.types import CalendarDay, DayKind, Note

Days = tuple[date | None, date | None]


class _OfAReach(Protocol):
    @property
    def id(self) -> str: ...


def find_note(connection: sa.Connection, workspace_id: str, note_id: str) -> Note | None:
    """Return one note."""
    row = connection.execute(NOTE.select().where(rows.is_one(NOTE, workspace_id, note_id))).first()
    return _note(row) if row else None


def notes(
    connection: sa.Connection,
    workspace_id: str,
    *,
    days: Days = (None, None),
    wanted: Mapping[str, str],
    staff: bool,
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Note]:
    """Return notes that share a day with `days`; those for staff alone only to `staff`."""
    open_to_all = [] if staff else [NOTE.c.internal.is_(False)]
    conditions = [*open_to_all, *_seen(NOTE, accounts)]
    query = _paged(
        NOTE, workspace_id, conditions, days=days, wanted=wanted, after=after, limit=limit
    )
    return [_note(row) for row in connection.execute(query)]


def put_note(connection: sa.Connection, workspace_id: str, note: Note, *, new: bool) -> None:
    """Write a note, over the one of its id where it is not new."""
    values = {
        **rows.columns_of(note.reach),
        "first_day": note.first_day,
        "last_day": note.last_day,
        "text": note.text,
        "internal": note.internal,
        "author": note.author,
        "at": note.at,
        "changed_at": note.changed_at,
        "version": note.version,
    }
    _put(connection, NOTE, workspace_id, [(note, values)], new=new)


def find_day(connection: sa.Connection, workspace_id: str, day_id: str) -> CalendarDay | None:
    """Return one entry of the calendar."""
    row = connection.execute(EVENT.select().where(rows.is_one(EVENT, workspace_id, day_id))).first()
    return _day(row) if row else None


def calendar(
    connection: sa.Connection,
    workspace_id: str,
    *,
    days: Days = (None, None),
    wanted: Mapping[str, str],
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[CalendarDay]:
    """Return entries of the calendar that share a day with `days`, by first day and id."""
    query = _paged(
        EVENT, workspace_id, _seen(EVENT, accounts), days=days, wanted=wanted, after=after,
        limit=limit,
    )  # fmt: skip
    return [_day(row) for row in connection.execute(query)]


def of_source(
    connection: sa.Connection, workspace_id: str, source: str, uids: Iterable[str]
) -> dict[str, CalendarDay]:
    """Return what was imported from a source before, by its id there."""
    this = (EVENT.c.workspace_id == workspace_id) & (EVENT.c.source == source)
    found = (_day(row) for row in connection.execute(EVENT.select().where(this)))
    wanted = set(uids)
    return {each.uid: each for each in found if each.uid in wanted}


def put_days(
    connection: sa.Connection, workspace_id: str, days: Sequence[CalendarDay], *, new: bool
) -> None:
    """Write entries of the calendar, over those of their ids where they are not new."""
    written: list[tuple[_OfAReach, dict[str, Any]]] = [
        (
            each,
            {
                **rows.columns_of(each.reach),
                "kind": each.kind.value,
                "name": each.name,
                "first_day": each.first_day,
                "last_day": each.last_day,
                "effect": rows.text_of(each.effect),
                "source": each.source,
                "uid": each.uid,
                "author": each.author,
                "at": each.at,
                "version": each.version,
            },
        )
        for each in days
    ]
    _put(connection, EVENT, workspace_id, written, new=new)


def remove_note(connection: sa.Connection, workspace_id: str, note_id: str) -> None:
    """Take a note away."""
    connection.execute(NOTE.delete().where(rows.is_one(NOTE, workspace_id, note_id)))


def remove_day(connection: sa.Connection, workspace_id: str, day_id: str) -> None:
    """Take an entry of the calendar away."""
    connection.execute(EVENT.delete().where(rows.is_one(EVENT, workspace_id, day_id)))


def _seen(table: sa.Table, accounts: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    # What is known of all accounts is known of each.
    return [] if accounts is None else [table.c.account.in_(["", *sorted(accounts)])]


def _paged(
    table: sa.Table,
    workspace_id: str,
    conditions: list[sa.ColumnElement[bool]],
    *,
    days: Days,
    wanted: Mapping[str, str],
    after: tuple[date, str] | None,
    limit: int | None,
) -> sa.Select[Any]:
    found = [table.c.workspace_id == workspace_id, *conditions]
    found += rows.having(table, wanted) + rows.on_days(table, *days)
    if after is not None:
        found.append(sa.tuple_(table.c.first_day, table.c.id) > sa.tuple_(*after))
    return table.select().where(*found).order_by(table.c.first_day, table.c.id).limit(limit)


def _put(
    connection: sa.Connection,
    table: sa.Table,
    workspace_id: str,
    written: Sequence[tuple[_OfAReach, dict[str, Any]]],
    *,
    new: bool,
) -> None:
    if not written:
        return
    if new:
        kept = [{"workspace_id": workspace_id, "id": one.id, **values} for one, values in written]
        connection.execute(table.insert(), kept)
    else:
        this = rows.is_one(table, workspace_id, sa.bindparam("one"))  # type: ignore[arg-type]
        changes = [{"one": one.id, **values} for one, values in written]
        connection.execute(table.update().where(this), changes)


def _note(row: Any) -> Note:
    return Note(
        row.id, row.first_day, row.last_day, rows.reach_of(row), row.text, row.internal,
        row.author, row.at, row.changed_at, row.version,
    )  # fmt: skip


def _day(row: Any) -> CalendarDay:
    return CalendarDay(
        row.id, DayKind(row.kind), row.name, row.first_day, row.last_day, rows.reach_of(row),
        rows.amount_of(row.effect), row.source, row.uid, row.author, row.at, row.version,
    )  # fmt: skip
