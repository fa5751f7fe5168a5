"""The imports as they are remembered. Every step is on disk before the next one begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from adhelm.connectors.contract import Hints, Question, StagedFile
from adhelm.core.db import Database
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.logic.records import all_from_json, from_json, to_json
from adhelm.observe.ingest.tables import IMPORT
from adhelm.observe.ingest.types import Decision, Imported, ImportState, UnknownImport
from adhelm.observe.warehouse.types import Published, Replace


@dataclass(frozen=True, slots=True)
class Entry:
    """One import and how it was asked for."""

    imported: Imported
    request: str
    replace: Replace
    hints: Hints
    raw_uri: str
    actor: str
    job_id: str = ""
    """The job that loads what was uploaded; '' without one."""

    def now(self, **changes: Any) -> Entry:
        """Return the entry with its import changed."""
        return replace(self, imported=replace(self.imported, **changes))


def write(
    database: Database, workspace_id: str, entry: Entry, *, finished_at: datetime | None = None
) -> None:
    """Write an import down, durably, in place of what was known of it."""
    with database.durable() as connection:
        connection.execute(IMPORT.delete().where(_is(workspace_id, entry.imported.id)))
        record = _record(entry)
        connection.execute(
            IMPORT.insert().values(workspace_id=workspace_id, finished_at=finished_at, **record)
        )


def forget(database: Database, workspace_id: str, import_id: str) -> None:
    """Remove an import that came to nothing."""
    with database.durable() as connection:
        connection.execute(IMPORT.delete().where(_is(workspace_id, import_id)))


def get(
    database: Database,
    workspace_id: str,
    import_id: str,
    *,
    accounts: Collection[str] | None = None,
) -> Entry:
    """
    Return one import, by its id or the unambiguous beginning of it; with `accounts`, of these.

    :raises UnknownImport: if there is none, or more than one.
    """
    begins = IMPORT.c.id.startswith(import_id, autoescape=True)
    mine = sa.and_(IMPORT.c.workspace_id == workspace_id, begins)
    with database.reading() as connection:
        query = IMPORT.select().where(mine)
        rows = connection.execute(query if accounts is not None else query.limit(2)).all()
    entries = [one for one in map(_entry, rows) if is_of(one.imported, accounts)]
    if len(entries) != 1 or not import_id:
        found = "more than one import begins with" if entries else "there is no import"
        raise UnknownImport(f"{found} '{import_id}'", hint="`adhelm source imports` lists them")
    return entries[0]


def latest(
    database: Database,
    workspace_id: str,
    *,
    limit: int,
    state: ImportState | None = None,
    job_id: str = "",
    before: tuple[datetime, str] | None = None,
    accounts: Collection[str] | None = None,
) -> list[Imported]:
    """
    Return the imports of a workspace, newest first; with `accounts`, those of these alone.

    `before` are `at` and `id` of the last one of the page that came before.
    """
    mine = IMPORT.select().where(IMPORT.c.workspace_id == workspace_id)
    if state is not None:
        mine = mine.where(IMPORT.c.state == state.value)
    if job_id:
        mine = mine.where(IMPORT.c.job_id == job_id)
    if before is not None:
        at, last = before
        same = sa.and_(IMPORT.c.at == at, IMPORT.c.id < last)
        mine = mine.where(sa.or_(IMPORT.c.at < at, same))
    newest = mine.order_by(IMPORT.c.at.desc(), IMPORT.c.id.desc())
    if accounts is None:
        newest = newest.limit(limit)
    with database.reading() as connection:
        found = (_entry(row).imported for row in connection.execute(newest))
        return list(islice((one for one in found if is_of(one, accounts)), limit))


def is_of(imported: Imported, accounts: Collection[str] | None) -> bool:
    """Say whether all that a file holds is of these 'connector/account's; None: of any."""
    if accounts is None:
        return True
    if imported.staged is None:
        return False
    report = imported.staged.report
    held = {"/".join(one) for one in _accounts(report.connector, report.account_id)}
    return bool(held) and held <= set(accounts)


def of_bytes(database: Database, workspace_id: str, sha256: str, request: str) -> list[Entry]:
    """Return the imports of the same bytes, asked for in the same way, newest first."""
    same = sa.and_(
        IMPORT.c.workspace_id == workspace_id,
        IMPORT.c.sha256 == sha256,
        IMPORT.c.request == request,
    )
    newest = IMPORT.select().where(same).order_by(IMPORT.c.at.desc(), IMPORT.c.id.desc())
    with database.reading() as connection:
        return [_entry(row) for row in connection.execute(newest)]


def was_overtaken(database: Database, workspace_id: str, entry: Entry) -> bool:
    """Say whether other bytes about the same account, level and days have been loaded since."""
    staged = entry.imported.staged
    if staged is None:
        return True
    report = IMPORT.c.staged["report"]
    later = (
        sa.select(report["connector"].as_string(), report["account_id"].as_string())
        .where(IMPORT.c.workspace_id == workspace_id)
        .where(IMPORT.c.at >= entry.imported.at, IMPORT.c.id != entry.imported.id)
        .where(IMPORT.c.state == ImportState.loaded.value)
        .where(report["level"].as_string() == staged.report.level.value)
        .where(_day("first_day", date.min) <= (staged.last_day or date.max).isoformat())
        .where(_day("last_day", date.max) >= (staged.first_day or date.min).isoformat())
    )
    mine = _accounts(staged.report.connector, staged.report.account_id)
    with database.reading() as connection:
        return any(mine & _accounts(*row) for row in connection.execute(later))


def _day(name: str, default: date) -> sa.ColumnElement[str]:
    return sa.func.coalesce(IMPORT.c.staged[name].as_string(), default.isoformat())


def _accounts(connectors: str, accounts: str) -> set[tuple[str, str]]:
    """Return the connectors and accounts of a file, which may hold several."""
    return {
        (connector, account)
        for connector in connectors.split(",")
        for account in accounts.split(",")
    }


def _is(workspace_id: str, import_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(IMPORT.c.workspace_id == workspace_id, IMPORT.c.id == import_id)


def _record(entry: Entry) -> Mapping[str, Any]:
    imported = entry.imported
    return {
        "id": imported.id,
        "file": imported.file,
        "sha256": imported.sha256,
        "bytes": imported.bytes,
        "request": entry.request,
        "state": imported.state.value,
        "replace": entry.replace.value,
        "hints": hint_rules.as_record(entry.hints),
        "raw_uri": entry.raw_uri,
        "actor": entry.actor,
        "job_id": entry.job_id,
        "staged": to_json(imported.staged) if imported.staged else None,
        "published": to_json(imported.published) if imported.published else None,
        "questions": [to_json(question) for question in imported.questions],
        "notes": list(imported.notes),
        "error": imported.error,
        "same_as": imported.same_as,
        "decision": imported.decision.value if imported.decision else None,
        "at": imported.at,
    }


def _entry(row: sa.Row[Any]) -> Entry:
    imported = Imported(
        id=row.id,
        file=row.file,
        sha256=row.sha256,
        bytes=row.bytes,
        state=ImportState(row.state),
        at=row.at,
        staged=from_json(StagedFile, row.staged),
        published=from_json(Published, row.published),
        questions=all_from_json(Question, row.questions),
        error=row.error,
        same_as=row.same_as,
        decision=Decision(row.decision) if row.decision else None,
        notes=tuple(row.notes),
    )
    return Entry(
        imported=imported,
        request=row.request,
        replace=Replace(row.replace),
        hints=hint_rules.from_record(row.hints),
        raw_uri=row.raw_uri,
        actor=row.actor,
        job_id=row.job_id,
    )
