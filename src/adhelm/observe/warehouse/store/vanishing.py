"""Finds the entities that the warehouse has in a batch's window and the batch has not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adhelm.observe.warehouse.logic import shapes, sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.arrival import Delivery
from adhelm.observe.warehouse.types import Vanished

if TYPE_CHECKING:
    import duckdb

_ENTITY = ("platform", "account_id", "level", "entity_id")
_EXAMPLES = 5


def vanished(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, merged: Sequence[Shape]
) -> Vanished | None:
    """Return what the batch's window holds of entities that the batch does not name."""
    facts = [shape for shape in merged if shape.name in {"facts", "period_facts"}]
    if not facts:
        return None
    rows = " UNION ALL ".join(_rows(shape, delivery) for shape in facts)
    connection.execute(f"CREATE OR REPLACE TABLE vanished AS {rows}")
    entities, count, first, last = _one(
        connection,
        f"SELECT count(DISTINCT ({sql.names(_ENTITY)})), CAST(sum(rows) AS BIGINT), "
        "min(first), max(last) FROM vanished",
    )
    if not count:
        return None
    spend = connection.execute(
        "SELECT currency, sum(spend) FROM vanished WHERE spend IS NOT NULL "
        "GROUP BY currency ORDER BY currency"
    ).fetchall()
    return Vanished(entities, count, dict(spend), first, last, _examples(connection))


def _rows(shape: Shape, delivery: Delivery) -> str:
    first, last = shape.days[0], shape.days[-1]
    split = f"replace({shape.breakdown('o')}, '|', ',') = g.split"
    return (
        f"SELECT {sql.names(_ENTITY, of='o')}, o.currency, sum(o.spend) AS spend, "
        f"count(*) AS rows, min(o.{first}) AS first, max(o.{last}) AS last "
        f"FROM old_{shape.name} o "
        f"SEMI JOIN windows_{shape.name} g ON o.source_id = {sql.text(delivery.source_id)} "
        "AND o.connector = g.connector AND o.account_id = g.account_id AND o.level = g.level "
        f"AND {split} AND {shapes.within(shape)} "
        f"ANTI JOIN (SELECT DISTINCT {sql.names(_ENTITY)} FROM {shape.name}) n "
        f"ON {sql.same(_ENTITY, 'o', 'n')} GROUP BY {sql.names(_ENTITY, of='o')}, o.currency"
    )


def _examples(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT entity_id FROM vanished GROUP BY entity_id "
        f"ORDER BY sum(spend) DESC NULLS LAST, entity_id LIMIT {_EXAMPLES}"
    ).fetchall()
    return tuple(row[0] for row in rows)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return connection.execute(query).fetchone() or ()
