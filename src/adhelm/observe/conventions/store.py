"""Every query of the conventions: their documents, and the names and spend they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adhelm.core.ads import Period
from adhelm.observe.conventions.logic import read_back
from adhelm.observe.conventions.tables import documents
from adhelm.observe.conventions.types import ConventionKind, Document, EntityName, Validity

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot


@dataclass(frozen=True, slots=True)
class Stored:
    """A document, and its rows as they were written."""

    document: Document
    content: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent under one name, in one currency."""

    entity: EntityName
    spend: Decimal | None
    currency: str
    last_day: date | None


def read_all(
    connection: sa.Connection, workspace_id: str, kinds: Iterable[ConventionKind]
) -> list[Stored]:
    """Return all versions of `kinds`, newest first within a kind."""
    chosen = (
        sa.select(documents)
        .where(documents.c.workspace_id == workspace_id, documents.c.kind.in_(list(kinds)))
        .order_by(documents.c.kind, documents.c.version.desc())
    )
    return [_stored(row) for row in connection.execute(chosen).mappings()]


def add(connection: sa.Connection, workspace_id: str, document: Document, content: str) -> None:
    """Write one version down."""
    connection.execute(
        documents.insert().values(
            workspace_id=workspace_id,
            kind=document.kind.value,
            version=document.version,
            valid_from=document.valid.start,
            valid_to=document.valid.end,
            body=content,
            sha256=document.sha256,
            source=document.source,
            author=document.author,
            at=document.at,
        )
    )


def spent(snapshot: Snapshot, *, levels: Iterable[str], period: Period | None) -> Iterator[Spent]:
    """Yield each named entity of `levels` with its spend per currency, most spend first."""
    with snapshot.connect("facts", "entities") as connection:
        for level in levels:
            connection.execute("CREATE OR REPLACE TEMP TABLE answering (" + _ANSWERING + ")")
            slices = snapshot.slices(levels=[level], period=period)
            rows = [
                (one.connector, one.platform, one.account_id, one.source_id, one.start, one.end)
                for one in slices
            ]
            if rows:
                connection.executemany("INSERT INTO answering VALUES (?, ?, ?, ?, ?, ?)", rows)
            for row in connection.execute(_SPENT, {"level": level}).fetchall():
                entity = EntityName(row[0], row[1], level, row[2], row[3], connector=row[4])
                yield Spent(entity, row[5], row[6] or "", row[7])


_ANSWERING = (
    "connector VARCHAR, platform VARCHAR, account_id VARCHAR, source_id VARCHAR, "
    "first_day DATE, last_day DATE"
)
_SPENT = """
    WITH spending AS (
        SELECT f.connector, f.account_id, f.entity_id, f.currency,
               sum(f.spend) AS spend, max(f.date) AS last_day
        FROM facts f JOIN answering a
          ON f.connector = a.connector AND f.platform = a.platform
         AND f.account_id = a.account_id AND f.source_id = a.source_id
         AND f.date BETWEEN a.first_day AND a.last_day
        WHERE f.level = $level AND f.breakdown_key = ''
        GROUP BY ALL
    )
    SELECT e.platform, e.account_id, e.entity_id, e.name, e.connector, s.spend, s.currency,
           s.last_day
    FROM entities e LEFT JOIN spending s USING (connector, account_id, entity_id)
    WHERE e.level = $level AND e.name IS NOT NULL
    ORDER BY s.spend DESC NULLS LAST, e.platform, e.account_id, e.entity_id
"""


def _stored(row: sa.RowMapping) -> Stored:
    values: dict[str, Any] = dict(row)
    kind = ConventionKind(values["kind"])
    document = Document(
        kind=kind,
        version=values["version"],
        valid=Validity(values["valid_from"], values["valid_to"]),
        body=read_back(kind, values["body"]),
        sha256=values["sha256"],
        author=values["author"],
        at=values["at"],
        source=values["source"],
    )
    return Stored(document, values["body"])
