"""The tables of the contract in the words of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.logic.contract import Column, Contract, Table

_TYPES = {
    "text": "text", "integer": "bigint", "number": "numeric(38, 9)", "date": "date",
    "instant": "timestamptz", "boolean": "boolean",
}  # fmt: skip


def created(schema: str, whole: Contract) -> list[str]:
    """Return what makes the tables of a contract where they are not, and those beside them."""
    made = [f'CREATE TABLE IF NOT EXISTS "{schema}"."{table.name}" ({_columns(table)}, '
            f"PRIMARY KEY ({', '.join(_ordered(table))}))" for table in whole.tables]  # fmt: skip
    stamp, state = f'"{schema}"."{contract.STAMP}"', f'"{schema}"."{contract.STATE}"'
    beside = (
        f"{stamp} (version integer NOT NULL, changed_at timestamptz NOT NULL)",
        (
            f"{state} (workspace_id text PRIMARY KEY, data_version bigint NOT NULL, "
            "known_at text NOT NULL, answers text NOT NULL, load_id text NOT NULL)"
        ),
    )
    # As volatile as what it tells of: a crash of the server empties both.
    arrived = (
        f'CREATE UNLOGGED TABLE IF NOT EXISTS "{schema}"."{contract.STAGED}" '
        "(workspace_id text NOT NULL, fingerprint text NOT NULL, chunk integer NOT NULL)"
    )
    kept = [f"CREATE TABLE IF NOT EXISTS {one}" for one in beside]
    return [*made, *kept, arrived, *staged(schema, whole)]


def staged(schema: str, whole: Contract) -> list[str]:
    """Return what makes the tables in which rows wait."""
    return [
        f'CREATE UNLOGGED TABLE IF NOT EXISTS "{schema}"."{contract.stage(table.name)}" '
        f"({_columns(table)})"
        for table in whole.tables
        if table.name in contract.DATA
    ]


def added(schema: str, whole: Contract, *, since: int) -> list[str]:
    """Return what brings tables of an older version of the contract to this one."""
    more = [
        f'ALTER TABLE "{schema}"."{name}" ADD COLUMN IF NOT EXISTS {_column(column, table)}'
        for table in whole.tables
        for column in table.columns
        if column.since > since
        for name in _both(table)
    ]
    return [*created(schema, whole), *more]


def _both(table: Table) -> Sequence[str]:
    return (table.name, contract.stage(table.name))[: 2 if table.name in contract.DATA else 1]


def _columns(table: Table) -> str:
    return ", ".join(_column(column, table) for column in table.columns)


def _column(column: Column, table: Table) -> str:
    needed = " NOT NULL" if column.name in table.key else ""
    return f'"{column.name}" {_TYPES[column.kind]}{needed}'


def _ordered(table: Table) -> list[str]:
    """Return the key with what is replaced together in front: that is how rows are found."""
    front = [name for name in ("workspace_id", *table.scope, table.day) if name in table.key]
    return [*front, *(name for name in table.key if name not in front)]
