"""Load, show, compare and apply what a team says about its own data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.errors import Conflict, Invalid, NotFound
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.conventions import store
from adhelm.observe.conventions.logic import (
    TABLES,
    Read,
    Row,
    Sheets,
    build,
    content,
    gaps,
    holding,
    naming_table,
    overridden,
    read_csv,
    read_xlsx,
    read_yaml,
)
from adhelm.observe.conventions.logic.bodies import validity
from adhelm.observe.conventions.types import (
    ConventionKind,
    Difference,
    Document,
    Loaded,
    Naming,
    Problem,
    UnmatchedSpend,
    Validity,
)

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_MOST_BYTES = 20_000_000
_SHOWN = 3


class BadConvention(Invalid):
    """The files say something that cannot be; nothing was loaded."""

    code = "convention.invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = "; ".join(f"{each.where}: {each.found}" for each in problems[:_SHOWN])
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        rights = "; ".join(f"{each.where}: {each.right}" for each in problems[:_SHOWN])
        super().__init__(first + more, hint=rights, problems=[str(each) for each in problems])
        self.problems = tuple(problems)


class UnreadableFile(Invalid):
    """The file is not there, too large, or of a kind that holds no convention."""

    code = "convention.unreadable"


class NoConvention(NotFound):
    """Nothing of that kind (and version) was loaded, or none holds on that day."""

    code = "convention.not_found"


class ConventionChanged(Conflict):
    """Somebody else loaded another version meanwhile."""

    code = "convention.changed"
    http_status: ClassVar[int] = 412


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Keeps versions in one transaction."""

    connection: Connection
    principal: Principal
    clock: Clock
    valid: Validity
    source: str

    def latest(self, kind: ConventionKind) -> int:
        """Return the number of the latest version; 0 without one."""
        return max((one.version for one in self._earlier(kind)), default=0)

    def keep(self, each: Read, *, dry_run: bool = False) -> Loaded:
        """Keep what was read as a new version, unless the latest says the same."""
        earlier = self._earlier(each.kind)
        document = _document(
            each,
            version=earlier[0].version + 1 if earlier else 1,
            valid=self.valid,
            author=f"{self.principal.actor}:{self.principal.id}",
            at=self.clock.now(),
            source=self.source,
        )
        same = bool(earlier) and earlier[0].sha256 == document.sha256
        if not same and not dry_run:
            workspace_id = self.principal.workspace_id
            store.add(self.connection, workspace_id, document, content(each.rows))
            self._note(document)
        return Loaded(
            kind=each.kind,
            version=earlier[0].version if same else document.version,
            rules=len(each.body.rules),
            changed=not same,
            valid=self.valid,
            warnings=(*each.problems, *(() if same else _notes(document, earlier))),
        )

    def _earlier(self, kind: ConventionKind) -> list[Document]:
        stored = store.read_all(self.connection, self.principal.workspace_id, [kind])
        return [one.document for one in stored]

    def _note(self, document: Document) -> None:
        audit.record(
            self.connection,
            principal=self.principal,
            clock=self.clock,
            action="conventions.load",
            subject=f"convention:{document.kind}",
            after={"version": document.version, "sha256": document.sha256, "from": self.source},
        )


def check(paths: Sequence[Path], *, valid: Validity | None = None) -> tuple[Problem, ...]:
    """
    Read files and return what is odd about them; nothing is stored.

    :raises BadConvention: if something in them cannot be.
    :raises UnreadableFile: if a file cannot be read at all.
    """
    read, _ = _read(paths, valid)
    return tuple(problem for each in read for problem in each.problems)


def load(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    paths: Sequence[Path],
    valid: Validity | None = None,
    dry_run: bool = False,
) -> list[Loaded]:
    """
    Read files into a new version per kind found in them; all kinds or none.

    `valid` dates the versions where the files do not date themselves. What says the same as the
    latest version, with the same dates, makes no new one.

    :raises BadConvention: if something in them cannot be.
    :raises UnreadableFile: if a file cannot be read at all.
    """
    principal.require(Scope.write)
    read, valid = _read(paths, valid)
    _refuse_fees(principal, read)
    source = ", ".join(path.name for path in paths)
    with (
        database.exclusive(f"conventions {principal.workspace_id}"),
        database.transaction() as connection,
    ):
        keeper = _Keeper(connection, principal, clock, valid, source)
        return [keeper.keep(each, dry_run=dry_run) for each in read]


def write(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    kind: ConventionKind,
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    valid: Validity,
    expected: int,
) -> Loaded:
    """
    Keep rows of one kind as its next version; they replace version `expected` (0: there is none).

    :raises BadConvention: if something in them cannot be.
    :raises ConventionChanged: if another version is the latest by now.
    """
    principal.require(Scope.write)
    read = _of_rows(kind, tables)
    _refuse_fees(principal, [read])
    with (
        database.exclusive(f"conventions {principal.workspace_id}"),
        database.transaction() as connection,
    ):
        keeper = _Keeper(connection, principal, clock, valid, "api")
        if keeper.latest(kind) != expected:
            raise ConventionChanged(
                f"the {kind} convention has changed", hint="read it again, then change it"
            )
        return keeper.keep(read)


def documents(
    *, principal: Principal, database: Database, kinds: Collection[ConventionKind] | None = None
) -> list[Document]:
    """Return all versions (of `kinds`), newest first within a kind."""
    return [each.document for each in _stored(principal, database, kinds)]


def current(
    *, principal: Principal, database: Database, kind: ConventionKind, on: date
) -> Document:
    """
    Return what holds on a day.

    :raises NoConvention: if nothing does.
    """
    held = holding(documents(principal=principal, database=database, kinds=[kind]), kind, on)
    if held is None:
        hint = f"load one with `adhelm convention load {kind}.yaml`"
        raise NoConvention(f"no {kind} convention holds on {on}", hint=hint)
    return held


def rows(
    *, principal: Principal, database: Database, kind: ConventionKind, version: int
) -> list[tuple[str, dict[str, str]]]:
    """
    Return the rows of a version as (table, cells), as they were written.

    :raises NoConvention: if there is no such version.
    """
    for each in _stored(principal, database, [kind]):
        if each.document.version == version:
            tables: dict[str, list[dict[str, str]]] = json.loads(each.content)
            return [(table, cells) for table, listed in tables.items() for cells in listed]
    raise NoConvention(f"the {kind} convention has no version {version}", hint="see `ls`")


def diff(
    *, principal: Principal, database: Database, kind: ConventionKind, old: int, new: int
) -> list[Difference]:
    """
    Return the rows in which two versions differ.

    :raises NoConvention: if there is no such version.
    """
    before, after = (
        {
            (table, tuple(sorted((name, cell) for name, cell in cells.items() if name != "where"))):
            cells.get("where", "")
            for table, cells in rows(
                principal=principal, database=database, kind=kind, version=version
            )
        }
        for version in (old, new)
    )  # fmt: skip
    gone = [_difference("removed", key, before[key]) for key in before if key not in after]
    came = [_difference("added", key, after[key]) for key in after if key not in before]
    return gone + came


def unmatched(
    *,
    principal: Principal,
    database: Database,
    snapshot: Snapshot,
    on: date,
    period: Period | None = None,
) -> list[UnmatchedSpend]:
    """
    Return the names that follow no naming convention, most spend first per level.

    :raises NoConvention: if no naming convention was ever loaded.
    """
    named = documents(principal=principal, database=database, kinds=[ConventionKind.naming])
    if not named:
        raise NoConvention(
            "no naming convention was loaded", hint="`adhelm convention load naming.yaml`"
        )
    bodies = [each.body for each in named if isinstance(each.body, Naming)]
    levels = dict.fromkeys(
        str(level) for body in bodies for rule in body.rules for level in rule.levels
    )
    spent = list(store.spent(snapshot, levels=levels, period=period))
    reasons = {
        each.entity: each.reason
        for each in naming_table(named, dict.fromkeys(one.entity for one in spent), on=on).unmatched
    }
    return [
        UnmatchedSpend(one.entity, reasons[one.entity], one.spend, one.currency, one.last_day)
        for one in spent
        if one.entity in reasons
    ]


def _read(paths: Sequence[Path], valid: Validity | None) -> tuple[list[Read], Validity]:
    sheets = Sheets()
    for path in paths:
        sheets.merge(_sheets(path))
    problems = sheets.problems
    said = validity(sheets.validity, paths[0].name if paths else "", problems)
    if not sheets.tables and not problems:
        problems.append(Problem(", ".join(path.name for path in paths), "holds no tables"))
    read = build(sheets)
    problems += [each for one in read for each in one.problems if not each.warning]
    if problems:
        raise BadConvention(problems)
    return read, said if sheets.validity else valid or Validity()


def _of_rows(kind: ConventionKind, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Read:
    sheets = Sheets()
    for table, rows in tables.items():
        if table not in TABLES[kind]:
            right = ", ".join(TABLES[kind])
            sheets.say(table, f"is no table of the {kind} convention", right)
            continue
        for number, cells in enumerate(rows, 1):
            kept = {name: cell for name, cell in cells.items() if cell and name != "where"}
            sheets.add(table, Row(f"{table} row {number}", kept))
    read = build(sheets)
    problems = sheets.problems + [each for one in read for each in one.problems if not each.warning]
    if not read and not problems:
        problems.append(Problem(kind, "has no rows", f"at least one of {TABLES[kind][-1]}"))
    if problems:
        raise BadConvention(problems)
    return read[0]


def _refuse_fees(principal: Principal, read: Sequence[Read]) -> None:
    if any(each.kind is ConventionKind.fees for each in read):
        principal.require_staff("the fees")


def _sheets(path: Path) -> Sheets:
    data = _bytes(path)
    suffix = path.suffix.casefold()
    if suffix in {".yaml", ".yml"}:
        return read_yaml(data, file=path.name, fetch=lambda name: _beside(path, name))
    if suffix in {".csv", ".tsv", ".txt"}:
        return read_csv(data, file=path.name)
    if suffix in {".xlsx", ".xlsm", ".ods"}:
        return read_xlsx(data, file=path.name)
    raise UnreadableFile(f"'{path.name}' is no convention file", hint=".yaml, .csv or .xlsx")


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise UnreadableFile(f"'{path.name}' has {size} bytes", hint="at most 20 MB")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise UnreadableFile(f"'{path.name}': {reason}", hint="check the path") from error


def _beside(path: Path, name: str) -> bytes:
    folder = path.parent.resolve()
    target = (folder / name).resolve()
    if not target.is_relative_to(folder):
        raise UnreadableFile(f"'{name}' leaves the folder of '{path.name}'", hint="put it there")
    return _bytes(target)


def _document(
    read: Read, *, version: int, valid: Validity, author: str, at: datetime, source: str
) -> Document:
    said = {
        table: [dict(sorted(row.cells.items())) for row in each]
        for table, each in read.rows.items()
    }
    text = json.dumps([str(valid.start), str(valid.end), said], ensure_ascii=False)
    return Document(
        kind=read.kind,
        version=version,
        valid=valid,
        body=read.body,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        author=author,
        at=at,
        source=source,
    )


def _notes(new: Document, earlier: Sequence[Document]) -> list[Problem]:
    """Say which versions the new one overrides, and which days no version covers."""
    meant = "nothing to do if that is meant"
    over = [
        f"overrides version {each.version} ({each.valid}) in {new.valid}"
        for each in overridden(new.valid, earlier)
    ]
    holes = gaps([new.valid, *(each.valid for each in earlier)])
    none = [f"no {new.kind} convention holds in {gap}" for gap in holes]
    return [Problem(new.source, each, meant, warning=True) for each in over + none]


def _stored(
    principal: Principal, database: Database, kinds: Collection[ConventionKind] | None
) -> list[store.Stored]:
    principal.require(Scope.read)
    chosen = set(ConventionKind if kinds is None else kinds)
    if not principal.staff:
        chosen.discard(ConventionKind.fees)
    with database.reading() as connection:
        return store.read_all(connection, principal.workspace_id, chosen)


def _difference(
    change: str, key: tuple[str, tuple[tuple[str, str], ...]], where: str
) -> Difference:
    table, cells = key
    return Difference(change, table, dict(cells), where)
