"""Create many campaigns from a CSV: all of them, or none and what is wrong with each row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from adhelm.act.campaigns.logic import sheet, words
from adhelm.act.campaigns.service import creating
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.service.refusing import refusals_noted
from adhelm.act.campaigns.store import campaigns as kept
from adhelm.act.campaigns.types import BadRows, Campaign
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse import Warehouse

_AT_ONCE = 1000
_MOST_TOLD = 1000
_MOST_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Imported:
    """How many campaigns a file made, or would make."""

    file: str
    campaigns: int
    platform_campaigns: int
    dry_run: bool


@refusals_noted("import")
def import_file(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    path: Path,
    dry_run: bool = False,
) -> Imported:
    """
    Create a campaign per row of a CSV, in one transaction with one entry in the audit.

    Each is checked and split as a single one would be; `dry_run` only checks.

    :raises BadRows: if any row cannot be; its facts name each one, and nothing is kept.
    """
    principal.require(Scope.write)
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise BadRows(f"the file has {size:,} bytes", hint=f"at most {_MOST_BYTES:,}")
    with path.open(encoding="utf-8", newline="") as lines:
        made, wrong = _made(principal, database, Sources(warehouse, clock), sheet.read(lines))
    with database.durable() as connection:
        kept.lock(connection, principal.workspace_id)
        wrong += _taken(connection, principal, made)
        _refuse(wrong, len(made))
        if not dry_run:
            campaigns = [campaign for _, campaign in made]
            keep(connection, principal, campaigns)
            _note(connection, principal, clock, path, campaigns)
    parts = sum(len(campaign.platforms) for _, campaign in made)
    return Imported(path.name, len(made), parts, dry_run)


def keep(connection: Connection, principal: Principal, campaigns: Iterable[Campaign]) -> None:
    """Keep new campaigns whose names are free, each with its first version."""
    left = iter(campaigns)
    while some := list(islice(left, _AT_ONCE)):
        pairs = [(campaign, creating.first(principal, campaign)) for campaign in some]
        kept.insert_many(connection, principal.workspace_id, pairs)


def _made(
    principal: Principal, database: Database, sources: Sources, lines: Iterator[sheet.Line]
) -> tuple[list[tuple[int, Campaign]], list[dict[str, object]]]:
    made: list[tuple[int, Campaign]] = []
    wrong: list[dict[str, object]] = []
    names: dict[str, int] = {}
    for line in lines:
        try:
            campaign = _campaign(principal, database, sources, line)
        except AdhelmError as error:
            wrong.append({"line": line.number, "code": error.code, "message": error.message})
            continue
        first = names.setdefault(words.key(campaign.name), line.number)
        if first != line.number:
            wrong.append(_twice(line.number, campaign.name, f"line {first} has that name"))
        made.append((line.number, campaign))
    return made, wrong


def _campaign(
    principal: Principal, database: Database, sources: Sources, line: sheet.Line
) -> Campaign:
    if line.draft is None:
        raise BadRows(line.problem)
    return creating.prepared(principal, database, sources, line.draft)[0]


def _taken(
    connection: Connection, principal: Principal, made: Sequence[tuple[int, Campaign]]
) -> list[dict[str, object]]:
    keys = {words.key(campaign.name) for _, campaign in made}
    taken = kept.names_taken(connection, principal.workspace_id, keys)
    return [
        _twice(number, campaign.name, "a campaign has that name")
        for number, campaign in made
        if words.key(campaign.name) in taken
    ]


def _twice(line: int, name: str, why: str) -> dict[str, object]:
    return {"line": line, "code": "campaigns.name_taken", "message": f"'{name}': {why}"}


def _refuse(wrong: Sequence[dict[str, object]], made: int) -> None:
    if not wrong and made:
        return
    if not wrong:
        raise BadRows("the file holds no campaigns", hint=f"columns: {', '.join(sheet.COLUMNS)}")
    first = sorted(wrong, key=lambda each: str(each["line"]).zfill(9))[:_MOST_TOLD]
    lines = "; ".join(f"line {each['line']}: {each['message']}" for each in first[:5])
    raise BadRows(f"{len(wrong)} rows cannot be, so nothing was kept", hint=lines, rows=first)


def _note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    path: Path,
    campaigns: Sequence[Campaign],
) -> None:
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action="campaigns.import",
        subject=f"file:{path.name[:200]}",
        after={
            "campaigns": len(campaigns),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "ids": hashlib.sha256(" ".join(one.id for one in campaigns).encode()).hexdigest(),
        },
    )
