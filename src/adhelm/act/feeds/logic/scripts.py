"""The tables of the contract, and the script that merges into them, in the words of BigQuery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.logic.contract import Column, Contract, Table
from adhelm.act.feeds.types import Partition, Plan

_TYPES = {
    "text": "STRING", "integer": "INTEGER", "number": "NUMERIC", "date": "DATE",
    "instant": "TIMESTAMP", "boolean": "BOOLEAN",
}  # fmt: skip
_WIDEST = max(len(table.scope) for table in contract.CONTRACT.tables)
_VALUES = tuple(f"value_{n}" for n in range(_WIDEST))
PARTITIONS = (
    Column("table_name", "text", "whose rows are replaced"),
    *(Column(name, "text", "a value of its scope") for name in _VALUES),
    Column("first_day", "date", "the first day"),
    Column("last_day", "date", "the last day, included"),
)
STATE = (
    Column("workspace_id", "text", "whose data it is"),
    Column("data_version", "integer", "which version of the data the tables hold"),
    Column("known_at", "text", "since when readers of Adhelm saw it"),
    Column("answers", "text", "whose rows count when, as JSON"),
    Column("load_id", "text", "the merge that brought it"),
)
STAMP = (Column("version", "integer", "which version of the contract the tables follow"),)


def fields(columns: Sequence[Column], key: Sequence[str] = ()) -> dict[str, Any]:
    """Return columns as a schema of the interface."""
    return {
        "fields": [
            {
                "name": one.name, "type": _TYPES[one.kind], "description": one.what[:1024],
                "mode": "REQUIRED" if one.name in key else "NULLABLE",
            }
            for one in columns
        ]
    }  # fmt: skip


def described(table: Table) -> dict[str, Any]:
    """Return a table of the contract as a resource of the interface."""
    front = [name for name in ("workspace_id", *table.scope) if name in table.key]
    made: dict[str, Any] = {
        "description": table.what, "schema": fields(table.columns, table.key),
        "clustering": {"fields": front[:4]},
    }  # fmt: skip
    if table.day:
        # A dataset holds ten thousand partitions of a table: of days, not thirty years.
        made["timePartitioning"] = {"type": "MONTH", "field": table.day}
    return made


def lines(partitions: Sequence[Partition]) -> list[dict[str, str | None]]:
    """Return partitions as rows of a table of their own."""
    return [
        {
            "table_name": one.table,
            **dict.fromkeys(_VALUES),
            **dict(zip(_VALUES, one.scope, strict=False)),
            "first_day": one.first.isoformat() if one.first else None,
            "last_day": one.last.isoformat() if one.last else None,
        }
        for one in partitions
    ]


def merge(dataset: str, whole: Contract, plan: Plan, *, staged: dict[str, str], anchor: str) -> str:
    """
    Return the script that puts what waits in the place of what it replaces, in one transaction.

    `staged`: table -> where its rows wait, of those that have any; `anchor` holds the partitions.
    """
    steps = ["BEGIN TRANSACTION"]
    state = f"`{dataset}.{contract.STATE}`"
    if not plan.full:
        steps.append(
            f"ASSERT (SELECT max(data_version) FROM {state} WHERE workspace_id = @workspace) = "
            "@base AS 'the target is no longer at the version that it was'"
        )
    for name in contract.DATA:
        table, target = whole.table(name), f"`{dataset}.{name}`"
        if plan.full:
            steps.append(f"DELETE FROM {target} WHERE workspace_id = @workspace")
        elif any(one.table == name for one in plan.partitions):
            steps.append(_deleted(dataset, table, anchor))
        if name in staged:
            columns = ", ".join(f"`{column}`" for column in table.names)
            steps.append(
                f"INSERT INTO {target} ({columns}) SELECT {columns} FROM `{dataset}.{staged[name]}`"
            )
    steps += _noted(dataset)
    return ";\n".join([*steps, "COMMIT TRANSACTION;"])


def _deleted(dataset: str, table: Table, anchor: str) -> str:
    same = [f"t.`{name}` = p.{value}" for name, value in zip(table.scope, _VALUES, strict=False)]
    same += [f"t.`{table.day}` BETWEEN p.first_day AND p.last_day"] if table.day else []
    return (
        f"MERGE INTO `{dataset}.{table.name}` AS t USING (SELECT * FROM `{dataset}.{anchor}` "
        f"WHERE table_name = '{table.name}') AS p ON t.workspace_id = @workspace "
        f"AND {' AND '.join(same)} WHEN MATCHED THEN DELETE"
    )


def _noted(dataset: str) -> list[str]:
    state, loads = f"`{dataset}.{contract.STATE}`", f"`{dataset}.{contract.LOADS.name}`"
    load = (
        "workspace_id, load_id, data_version, known_at, loaded_at, contract_version, whole, "
        "partitions, row_count, software) VALUES (@workspace, @load_id, @version, @known_at, "
        "@loaded_at, @contract, @whole, @partitions, @rows, @software"
    )
    held = (
        "workspace_id, data_version, known_at, answers, load_id) "
        "VALUES (@workspace, @version, @known_text, @answers, @load_id"
    )
    return [
        f"DELETE FROM {loads} WHERE workspace_id = @workspace AND load_id = @load_id",
        f"INSERT INTO {loads} ({load})",
        f"DELETE FROM {state} WHERE workspace_id = @workspace",
        f"INSERT INTO {state} ({held})",
    ]


def parameters(values: dict[str, object]) -> list[dict[str, Any]]:
    """Return named parameters of a query."""
    return [
        {
            "name": name,
            "parameterType": {"type": _kind(name, value)},
            "parameterValue": {"value": _written(value)},
        }
        for name, value in values.items()
    ]


def _kind(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "BOOL"
    if isinstance(value, int):
        return "INT64"
    return "TIMESTAMP" if name.endswith("_at") else "STRING"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
