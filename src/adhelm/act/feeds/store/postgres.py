"""PostgreSQL as a target: rows wait beside the tables, and one transaction puts them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.act.feeds.logic import contract, ddl, planning
from adhelm.act.feeds.logic.contract import CONTRACT, Contract
from adhelm.act.feeds.types import (
    Chunk,
    DriverMissing,
    FeedBusy,
    Load,
    Marker,
    Outside,
    Partition,
    Tally,
    TargetChanged,
    TargetIsNewer,
    TargetRefused,
    TargetUnavailable,
)
from adhelm.core.http import OutboundRefused, redact
from adhelm.core.http.policy import Policy

if TYPE_CHECKING:
    import psycopg

SUFFIX = ".csv"
_PIECE = 1 << 20
_WAIT_S = 30
_LONGEST_MS = 3_600_000
_IN_THE_CLEAR = ("disable", "prefer")


class Postgres:
    """One schema of one database, open."""

    suffix = SUFFIX

    def __init__(
        self, connection: psycopg.Connection[Any], schema: str, workspace: str, whole: Contract
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._workspace = workspace
        self._contract = whole

    def marker(self) -> Marker | None:
        """
        Return what the target says that it holds; None for nothing.

        :raises TargetIsNewer: if it was written by a later contract.
        """
        if self._version() is None:
            return None
        row = self._connection.execute(
            f"SELECT data_version, known_at, answers, load_id FROM {self._name(contract.STATE)}"
            " WHERE workspace_id = %s",
            [self._workspace],
        ).fetchone()
        return Marker(row[0], row[1], planning.read(row[2]), row[3]) if row else None

    def prepare(self) -> bool:
        """
        Bring the target's tables to this contract; say whether everything must be written anew.

        :raises TargetIsNewer: if it was written by a later contract.
        :raises TargetChanged: if a table lacks a column that it had.
        """
        with self._connection.transaction():
            # Two that begin at once: the second finds what the first has made.
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._schema])
            version = self._version()
            if version != self._contract.version:
                self._upgrade(version)
            self._check_columns()
        return version != self._contract.version

    def _version(self) -> int | None:
        stamp = self._name(contract.STAMP)
        there = self._connection.execute("SELECT to_regclass(%s)", [stamp]).fetchone()
        if not there or there[0] is None:
            return None
        row = self._connection.execute(f"SELECT max(version) FROM {stamp}").fetchone()
        version: int | None = row[0] if row else None
        if version is not None and version > self._contract.version:
            raise TargetIsNewer(
                f"the target has version {version} of the contract, this Adhelm writes "
                f"{self._contract.version}",
                hint="upgrade Adhelm, or feed another schema",
            )
        return version

    def _upgrade(self, version: int | None) -> None:
        found = self._connection.execute(
            "SELECT 1 FROM pg_namespace WHERE nspname = %s", [self._schema]
        ).fetchone()
        if not found:
            self._connection.execute(f'CREATE SCHEMA "{self._schema}"')
        for statement in ddl.added(self._schema, self._contract, since=version or 0):
            self._connection.execute(statement)
        stamp = self._name(contract.STAMP)
        self._connection.execute(f"DELETE FROM {stamp}")
        self._connection.execute(
            f"INSERT INTO {stamp} VALUES (%s, now())", [self._contract.version]
        )

    def _check_columns(self) -> None:
        rows = self._connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = %s",
            [self._schema],
        ).fetchall()
        there = set(rows)
        for table in self._contract.tables:
            missing = [name for name in table.names if (table.name, name) not in there]
            if missing:
                raise TargetChanged(
                    f"{self._schema}.{table.name} has no {', '.join(missing)}",
                    hint="give it back, or drop the schema: everything is written anew",
                )

    def tally(self) -> Tally:
        """Return rows and spend by level as the target has them."""
        rows = self._connection.execute(
            f"SELECT level, count(*), sum(spend) FROM {self._name(contract.PERFORMANCE.name)} "
            "WHERE workspace_id = %s GROUP BY level",
            [self._workspace],
        ).fetchall()
        return {row[0]: (row[1], row[2]) for row in rows}

    def arrived(self, fingerprint: str) -> set[int]:
        """Return which chunks of a merge wait already; those of another are thrown away."""
        with self._connection.transaction():
            staged = self._name(contract.STAGED)
            rows = self._connection.execute(
                f"SELECT fingerprint, chunk FROM {staged} WHERE workspace_id = %s",
                [self._workspace],
            ).fetchall()
            if all(row[0] == fingerprint for row in rows):
                return {row[1] for row in rows}
            self._empty()
        return set()

    def stage(self, fingerprint: str, chunk: Chunk, path: Path) -> None:
        """Let the rows of a chunk wait in the target, and note that they do."""
        table = self._contract.table(chunk.table)
        columns = ", ".join(f'"{name}"' for name in table.names)
        copy = (
            f"COPY {self._name(contract.stage(table.name))} ({columns}) FROM STDIN "
            "(FORMAT csv, NULL '\\N', ENCODING 'UTF8')"
        )
        with self._connection.transaction():
            with self._connection.cursor().copy(copy) as into, path.open("rb") as file:
                while piece := file.read(_PIECE):
                    into.write(piece)
            self._connection.execute(
                f"INSERT INTO {self._name(contract.STAGED)} VALUES (%s, %s, %s)",
                [self._workspace, fingerprint, chunk.number],
            )

    def merge(self, load: Load) -> int:
        """
        Put what waits in the place of what it replaces, in one transaction; return rows written.

        :raises TargetChanged: if the target no longer holds the version that the plan is based on.
        """
        with self._connection.transaction():
            self._check_base(load)
            written = 0
            for name in contract.DATA:
                self._delete(load, name)
                written += self._insert(name)
            self._empty()
            self._note(load, written)
        return written

    def _check_base(self, load: Load) -> None:
        row = self._connection.execute(
            f"SELECT data_version FROM {self._name(contract.STATE)} WHERE workspace_id = %s"
            " FOR UPDATE",
            [self._workspace],
        ).fetchone()
        if not load.plan.full and (row is None or row[0] != load.plan.base):
            raise TargetChanged(
                f"the target is no longer at version {load.plan.base}", hint="run the feed again"
            )

    def _delete(self, load: Load, name: str) -> None:
        target = self._name(name)
        if load.plan.full:
            self._connection.execute(
                f"DELETE FROM {target} WHERE workspace_id = %s", [self._workspace]
            )
            return
        table = self._contract.table(name)
        theirs = [one for one in load.plan.partitions if one.table == name]
        if not theirs:
            return
        self._put_partitions(theirs, table.scope)
        same = [f't."{column}" = p."{column}"' for column in table.scope]
        same += [f't."{table.day}" BETWEEN p.first AND p.last'] if table.day else []
        self._connection.execute(
            f"DELETE FROM {target} t USING parts p WHERE t.workspace_id = %s AND "
            + " AND ".join(same),
            [self._workspace],
        )

    def _put_partitions(self, partitions: Sequence[Partition], scope: Sequence[str]) -> None:
        columns = ", ".join(f'"{name}" text' for name in scope)
        self._connection.execute("DROP TABLE IF EXISTS pg_temp.parts")
        self._connection.execute(f"CREATE TEMP TABLE parts ({columns}, first date, last date)")
        with self._connection.cursor().copy("COPY pg_temp.parts FROM STDIN") as into:
            for one in partitions:
                into.write_row([*one.scope, one.first, one.last])
        self._connection.execute("ANALYZE pg_temp.parts")

    def _insert(self, name: str) -> int:
        columns = ", ".join(f'"{column}"' for column in self._contract.table(name).names)
        done = self._connection.execute(
            f"INSERT INTO {self._name(name)} ({columns}) SELECT {columns} "
            f"FROM {self._name(contract.stage(name))} WHERE workspace_id = %s",
            [self._workspace],
        )
        return done.rowcount

    def _empty(self) -> None:
        for name in (contract.STAGED, *map(contract.stage, contract.DATA)):
            self._connection.execute(
                f"DELETE FROM {self._name(name)} WHERE workspace_id = %s", [self._workspace]
            )

    def _note(self, load: Load, written: int) -> None:
        plan = load.plan
        values: Mapping[str, object] = {
            "workspace_id": load.workspace_id, "load_id": plan.load_id,
            "data_version": plan.version, "known_at": plan.known_at, "loaded_at": load.at,
            "contract_version": self._contract.version, "whole": plan.full,
            "partitions": len(plan.partitions), "row_count": written, "software": load.software,
        }  # fmt: skip
        loads, state = self._name(contract.LOADS.name), self._name(contract.STATE)
        self._connection.execute(
            f"DELETE FROM {loads} WHERE workspace_id = %s AND load_id = %s",
            [self._workspace, plan.load_id],
        )
        self._connection.execute(
            f"INSERT INTO {loads} ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})",
            list(values.values()),
        )
        self._connection.execute(f"DELETE FROM {state} WHERE workspace_id = %s", [self._workspace])
        self._connection.execute(
            f"INSERT INTO {state} VALUES (%s, %s, %s, %s, %s)",
            [self._workspace, plan.version, plan.known_at.isoformat(),
             planning.written(plan.answers), plan.load_id],
        )  # fmt: skip

    def _name(self, table: str) -> str:
        return f'"{self._schema}"."{table}"'


@contextmanager
def opened(
    place: Mapping[str, str],
    credential: Mapping[str, str],
    *,
    workspace: str,
    outside: Outside,
    whole: Contract = CONTRACT,
) -> Iterator[Postgres]:
    """
    Open a target, which nobody else merges this workspace into meanwhile.

    :raises DriverMissing: if psycopg is not installed.
    :raises OutboundRefused: if the address may not be reached.
    :raises TargetUnavailable: if it does not answer.
    :raises TargetRefused: if it refuses the user.
    :raises FeedBusy: if another process merges this workspace into it.
    """
    with _told(), _connected(place, credential, outside) as connection:
        lock = f"adhelm feed {place['schema']} {workspace}"
        connection.execute(f"SET lock_timeout = '{_WAIT_S}s'")
        try:
            connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [lock])
        except _driver().errors.LockNotAvailable:
            raise FeedBusy(
                "another process merges into the target", hint="it is tried again by itself"
            ) from None
        connection.execute("SET lock_timeout = 0")
        connection.execute(f"SET statement_timeout = {_LONGEST_MS}")
        yield Postgres(connection, place["schema"], workspace, whole)


def _connected(
    place: Mapping[str, str], credential: Mapping[str, str], outside: Outside
) -> psycopg.Connection[Any]:
    host, port = place["host"], int(place["port"])
    policy = Policy.of(outside.allow, None, None)
    connection: psycopg.Connection[Any] = _driver().connect(
        host=host,
        # What was checked is what is connected to; TLS still sees the name.
        hostaddr=",".join(policy.addresses(host, port)[:1]),
        port=port,
        dbname=place["database"],
        user=place["user"],
        password=credential["password"] or None,
        sslmode=_ssl(place, policy),
        connect_timeout=int(outside.timeout_s),
        application_name="adhelm",
        client_encoding="UTF8",
        options="-c TimeZone=UTC -c DateStyle=ISO",
        autocommit=True,
    )
    return connection


def _ssl(place: Mapping[str, str], policy: Policy) -> str:
    asked = place.get("sslmode") or ""
    if asked and asked not in _IN_THE_CLEAR:
        return asked
    try:
        policy.check_url("http", place["host"], int(place["port"]))
    except OutboundRefused:
        # A password does not cross a network in the clear unless the settings name the host.
        return "require"
    return asked or "prefer"


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise DriverMissing(
            "PostgreSQL needs the driver psycopg", hint="pip install 'adhelm[postgres]'"
        ) from error
    return psycopg


@contextmanager
def _told() -> Iterator[None]:
    """Say what PostgreSQL says, as errors of ours."""
    driver = _driver()
    try:
        yield
    except driver.Error as error:
        said = redact((error.diag.message_primary or str(error)).strip())[:500]
        if _may_pass(driver, error):
            raise TargetUnavailable(f"PostgreSQL: {said}", hint="it is tried again") from None
        raise TargetRefused(
            f"PostgreSQL: {said}" + (f" ({error.sqlstate})" if error.sqlstate else ""),
            hint="the user must own the schema, or may create one in the database",
        ) from None


def _may_pass(driver: Any, error: Any) -> bool:
    if isinstance(
        error, driver.errors.InvalidPassword | driver.errors.InvalidAuthorizationSpecification
    ):
        return False
    return isinstance(error, driver.OperationalError)
