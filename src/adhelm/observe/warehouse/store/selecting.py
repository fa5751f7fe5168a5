"""The queries of what is written: the rows of one part, or of several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.handle import FileEntry
from adhelm.observe.warehouse.store.parts import in_part, meets, month_in
from adhelm.observe.warehouse.store.work import Merge, Work
from adhelm.observe.warehouse.store.writing import Part, Selection

_STAMPED_TEXTS = ("workspace_id", "source_id", "batch_id")


def together(
    work: Work,
    one: Merge,
    whole: Sequence[Part],
    beside: Sequence[Part],
    files: Sequence[FileEntry] = (),
) -> str:
    """Select the rows of all parts, numbered: what `rewrite` and `added` select of each."""
    columns = sql.names(one.shape.table.names)
    stays = f"ANTI JOIN hit_{one.shape.name} h ON {{}}"
    queries = []
    if whole:
        queries.append(f"SELECT {columns}, {_number(one.shape, whole, 0)} AS part FROM {one.new} n")
    if files:
        paths = [work.warehouse.storage.uri(f"{one.shape.name}/{entry.path}") for entry in files]
        all_held = one.held and len(files) == len(one.old)
        source = f"old_{one.shape.name}" if all_held else sql.scan(one.shape.name, paths)
        queries.append(
            f"SELECT {columns}, {_number(one.shape, whole, 0)} AS part FROM {source} n "
            + stays.format(sql.same(_row_key(one.shape), "n", "h"))
        )
    if beside:
        queries.append(
            f"SELECT {columns}, {_number(one.shape, beside, len(whole))} AS part FROM {one.new} n "
            + stays.format(sql.same(one.shape.key, "n", "h"))
        )
    return f"SELECT * FROM ({' UNION ALL '.join(queries)}) WHERE part IS NOT NULL"


def rewrite(work: Work, one: Merge, part: Part, files: Sequence[FileEntry]) -> Selection:
    """Select the new rows of a part, and of the files those that stay."""
    paths = [
        work.warehouse.storage.uri(f"{one.shape.name}/{entry.path}")
        for entry in files
        if meets(one.shape, entry, part)
    ]
    columns = sql.names(one.shape.table.names)
    hits = f"(FROM hit_{one.shape.name} h WHERE {in_part(one.shape, part, 'h')})"
    rows = (
        f"SELECT {columns} FROM {sql.scan(one.shape.name, paths)} o "
        f"ANTI JOIN {hits} h ON {sql.same(_row_key(one.shape), 'o', 'h')} "
        f"WHERE {in_part(one.shape, part, 'o')} "
        f"UNION ALL SELECT {columns} FROM ({_fresh(one, part)})"
    )
    whose = {
        "workspace_id": work.delivery.workspace_id,
        "connector": part.connector,
        "account_id": part.account_id,
    }
    return _told(one.shape, part, rows, whose)


def added(work: Work, one: Merge, part: Part) -> Selection:
    """Select the rows of a part that were not there before."""
    if not one.hits:
        return all_fresh(work, one, part)
    return Selection(
        f"SELECT n.* FROM ({_fresh(one, part)}) n ANTI JOIN hit_{one.shape.name} o "
        f"ON {sql.same(one.shape.key, 'n', 'o')}"
    )


def all_fresh(work: Work, one: Merge, part: Part) -> Selection:
    """Select the rows of a part where no old row gives way."""
    if not one.shape.days:
        return Selection(_fresh(one, part))
    stamps = {name: str(work.delivery.stamps[name]) for name in _STAMPED_TEXTS}
    return _told(one.shape, part, _fresh(one, part), {**one.profile.constants(part), **stamps})


def _fresh(one: Merge, part: Part) -> str:
    return f"SELECT * FROM {one.new} n WHERE {in_part(one.shape, part, 'n')}"


def _told(shape: Shape, part: Part, rows: str, constants: Mapping[str, str]) -> Selection:
    """Select rows of a part with what is known of them as constants, or as one of a few months."""
    known = {column: sql.constant(value) for column, value in constants.items()}
    bounds = {column: (value, value) for column, value in constants.items()}
    if part.month:
        known["month"] = month_in(shape, part)
        bounds["month"] = (part.month, part.until or part.month)
    told = ", ".join(
        f"{value} AS {sql.name(column)}"
        for column, value in known.items()
        if column in shape.table.names
    )
    return Selection(f"SELECT * REPLACE ({told}) FROM ({rows})", bounds)


def _number(shape: Shape, parts: Sequence[Part], first: int) -> str:
    cases = (
        f"WHEN {in_part(shape, part, 'n')} THEN {number}"
        for number, part in enumerate(parts, start=first)
    )
    return f"CASE {' '.join(cases)} END"


def _row_key(shape: Shape) -> tuple[str, ...]:
    return shape.key if "source_id" in shape.key else (*shape.key, "source_id")
