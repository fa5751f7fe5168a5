"""Rules and their versions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.decide.rules.tables import RULE, VERSION


@dataclass(frozen=True, slots=True)
class Head:
    """How a rule stands."""

    id: str
    name: str
    version: int
    current: int
    mode: str
    paused: bool
    source: str
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a rule's text."""

    rule_id: str
    version: int
    text: str
    author: str
    at: datetime
    why: str = ""


def heads(connection: sa.Connection, workspace_id: str) -> list[Head]:
    """Return all rules of a workspace by id, those too that were removed."""
    query = RULE.select().where(RULE.c.workspace_id == workspace_id).order_by(RULE.c.id)
    return [_head(row) for row in connection.execute(query).mappings()]


def texts(connection: sa.Connection, workspace_id: str, ids: Collection[str]) -> dict[str, Text]:
    """Return the current texts of some rules by their ids."""
    query = (
        sa.select(VERSION)
        .join(
            RULE,
            (RULE.c.workspace_id == VERSION.c.workspace_id)
            & (RULE.c.id == VERSION.c.rule_id)
            & (RULE.c.current == VERSION.c.version),
        )
        .where(VERSION.c.workspace_id == workspace_id, VERSION.c.rule_id.in_(sorted(ids)))
    )
    return {row["rule_id"]: _text(row) for row in connection.execute(query).mappings()}


def versions(connection: sa.Connection, workspace_id: str, rule_id: str) -> list[Text]:
    """Return all texts of a rule, the newest first."""
    query = (
        VERSION.select()
        .where(VERSION.c.workspace_id == workspace_id, VERSION.c.rule_id == rule_id)
        .order_by(VERSION.c.version.desc())
    )
    return [_text(row) for row in connection.execute(query).mappings()]


def put(connection: sa.Connection, workspace_id: str, head: Head, *, new: bool) -> None:
    """Write how a rule stands."""
    values = {name: getattr(head, name) for name in Head.__slots__}
    if new:
        connection.execute(RULE.insert().values(workspace_id=workspace_id, **values))
        return
    this = (RULE.c.workspace_id == workspace_id) & (RULE.c.id == head.id)
    connection.execute(RULE.update().where(this).values(values))


def add_text(connection: sa.Connection, workspace_id: str, text: Text) -> None:
    """Keep one more version of a rule's text."""
    values = {name: getattr(text, name) for name in Text.__slots__}
    connection.execute(VERSION.insert().values(workspace_id=workspace_id, **values))


def _head(row: Any) -> Head:
    return Head(**{name: row[name] for name in Head.__slots__})


def _text(row: Any) -> Text:
    return Text(**{name: row[name] for name in Text.__slots__})
