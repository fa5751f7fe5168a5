"""The application database: SQLite beside the data, or PostgreSQL by URL; the same on both.

One request or task is one `transaction()`; nobody else commits. `durable()` is for what must be
on disk before a call leaves the process, `exclusive()` for what only one process may do at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from adhelm.core import telemetry
from adhelm.core.errors import Conflict, Invalid, Unavailable
from adhelm.core.recall import Mark, Recall

T = TypeVar("T")
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_POLL_S = 0.05
# Neither changes a row. A number in the file's head is a page to write; a message nobody
# listens to is a record in the server's log.
_SIGNS_OF_LIFE = {
    "sqlite": ("BEGIN IMMEDIATE", "PRAGMA user_version = 1", "PRAGMA user_version = 0", "COMMIT"),
    "postgresql": (
        "SET LOCAL synchronous_commit = on",
        "SELECT pg_logical_emit_message(true, 'adhelm', 'ready')",
    ),
}


Connection = sa.Connection
"""An open transaction, for those who pass it on and run no query of their own."""


class BadDatabaseUrl(Invalid):
    """The URL names no database that Adhelm can use."""

    code = "database.bad_url"


class DriverMissing(Invalid):
    """The driver of the database is not installed."""

    code = "database.driver_missing"


class DatabaseUnavailable(Unavailable):
    """The database does not answer."""

    code = "database.unavailable"


class Busy(Conflict):
    """Another process is doing what only one may do at once."""

    code = "database.busy"


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant, aware, in UTC; SQLite keeps it as sortable ISO text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Return how the engine stores it."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(32))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Write an instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value.isoformat()}")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Read an instant."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        utc: datetime = moment.astimezone(UTC)
        return utc


class Database:
    """One application database, opened by URL."""

    def __init__(
        self, url: str, *, busy_s: float = 30, pool_size: int = 20, pool_wait_s: float = 5
    ) -> None:
        """
        Open the database; a SQLite file and its folder are made on first use.

        `busy_s`: seconds for which a writer waits for another one on SQLite. At most `pool_size`
        connections are open; who finds none free waits for one, `pool_wait_s` seconds at most.

        :raises BadDatabaseUrl: if the URL is neither sqlite:/// nor postgresql://.
        :raises DriverMissing: if the PostgreSQL driver is not installed.
        """
        self._url = _parsed(url)
        self.dialect = self._url.get_backend_name()
        self._thread = threading.local()
        # The one that was used last first: its cache is warm, and the others may be closed.
        pool = {
            "pool_size": pool_size, "max_overflow": 0, "pool_timeout": pool_wait_s,
            "pool_use_lifo": True,
        }  # fmt: skip
        is_file = self.dialect == "sqlite"
        self.engine = _sqlite(self._url, busy_s, pool) if is_file else _postgres(self._url, pool)
        telemetry.watch(self.engine)
        self._mark = Mark(str(self._url.database)) if is_file else None
        self._recall = Recall(self.mark)

    def __repr__(self) -> str:
        return f"Database({self._url.render_as_string(hide_password=True)})"

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """
        Commit when the block ends, roll back when it raises; inside `joined`, leave that to it.

        :raises DatabaseUnavailable: if there is no connection, or SQLite stays locked by another.
        :raises RuntimeError: if this thread has a transaction open already: on SQLite the second
            would wait for the first for ever.
        """
        if joined := getattr(self._thread, "joined", None):
            yield joined
            return
        if getattr(self._thread, "writes", False):
            raise RuntimeError("a transaction is open in this thread already; pass its connection")
        self._thread.writes = True
        try:
            with self._begun() as connection:
                yield connection
        finally:
            self._thread.writes = False

    @contextmanager
    def joined(self) -> Iterator[sa.Connection]:
        """
        Make all that this thread writes inside the block one durable transaction.

        Inside another such block it is part of that one. What is read inside through `reading` is
        as it was before: it does not see these writes.
        """
        if joined := getattr(self._thread, "joined", None):
            yield joined
            return
        later: list[Callable[[], object]] = []
        try:
            with self.durable() as connection:
                self._thread.joined, self._thread.later = connection, later
                try:
                    yield connection
                finally:
                    self._thread.joined = None
        finally:
            for do in later:
                do()

    def afterwards(self, do: Callable[[], object]) -> None:
        """Do something that stays whatever becomes of a `joined` block: now, or when that ends."""
        if getattr(self._thread, "joined", None):
            self._thread.later.append(do)
        else:
            do()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Read one consistent state; on SQLite neither waits for writers nor holds them up."""
        options: dict[str, Any] = {"postgresql_readonly": True}
        if self.dialect == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        with self._begun(**options) as connection:
            yield connection

    def mark(self) -> str | None:
        """Return what changes whenever anybody writes; None where only reading would tell."""
        return self._mark() if self._mark else None

    def recall(self, name: Hashable, read: Callable[[sa.Connection], T]) -> T:
        """
        Return what `read` finds, which nobody may change.

        On SQLite what it found before, as long as nobody at all has written since: what is taken
        back is taken back at once. PostgreSQL is asked each time.
        """

        def anew() -> T:
            with self.reading() as connection:
                return read(connection)

        return self._recall.through(name, anew)

    @contextmanager
    def durable(self) -> Iterator[sa.Connection]:
        """Open a transaction of its own that is on disk (fsync) before this returns."""
        with self.transaction() as connection:
            # SQLite runs with synchronous=FULL throughout; a server may be configured looser.
            if self.dialect == "postgresql":
                connection.execute(sa.text("SET LOCAL synchronous_commit = on"))
            yield connection

    @contextmanager
    def exclusive(self, name: str, *, timeout_s: float = 60) -> Iterator[None]:
        """
        Let one process (and thread) at a time pass; released by the system if the holder dies.

        :raises Busy: if another holds `name` for longer than `timeout_s` seconds.
        """
        hold = self._flock if self.dialect == "sqlite" else self._advisory_lock
        with hold(name, time.monotonic() + timeout_s):
            yield

    def check(self, *, within_s: int = 2) -> None:
        """
        Write something small and wait until it is on disk, over a connection of its own.

        :raises DatabaseUnavailable: if not, or not within that many seconds (two at least).
        """
        is_file = self.dialect == "sqlite"
        waits = {"timeout": within_s, "isolation_level": None}
        arguments = waits if is_file else {"connect_timeout": within_s}
        alone = sa.create_engine(self._url, connect_args=arguments, poolclass=NullPool)
        try:
            with alone.connect() as connection:
                for statement in _SIGNS_OF_LIFE[self.dialect]:
                    connection.exec_driver_sql(statement)
                connection.commit()
        except sa.exc.DBAPIError as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self._mark:
            self._mark.close()

    @contextmanager
    def _begun(self, **options: Any) -> Iterator[sa.Connection]:
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(self.engine.connect())
                stack.enter_context(connection.execution_options(**options).begin())
            except sa.exc.OperationalError as error:
                raise self._unavailable(error) from error
            except sa.exc.TimeoutError as error:
                raise DatabaseUnavailable(
                    "all connections to the database are in use",
                    hint="try again in a moment; ADHELM_DATABASE__POOL_SIZE allows more",
                ) from error
            yield connection

    def _unavailable(self, error: sa.exc.DBAPIError) -> DatabaseUnavailable:
        hint = "check the address in ADHELM_DATABASE__URL and that the server runs"
        if self.dialect == "sqlite":
            hint = "another process may be writing for long, or the file may not be writable"
        text = str(error.orig).strip().splitlines()
        return DatabaseUnavailable(f"{self!r} does not answer: {' '.join(text[:1])}", hint=hint)

    @contextmanager
    def _flock(self, name: str, deadline: float) -> Iterator[None]:
        path = Path(f"{self._url.database}.{_file_name(name)}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        # The file stays: removing it would let a third process lock a new file of the same name.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _try_flock(handle):
                _wait(name, deadline)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _advisory_lock(self, name: str, deadline: float) -> Iterator[None]:
        key = _lock_key(f"exclusive {name}")
        # Its own connection, outside the pool: the server frees the lock when the socket closes.
        alone = sa.create_engine(self.engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with alone.connect() as connection:
            while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
                _wait(name, deadline)
            yield


def lock_in_transaction(connection: sa.Connection, name: str) -> None:
    """Let one transaction at a time pass until it ends; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_lock_key(name))))


def _lock_key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        parsed = URL.create("unknown")
    backend = {"postgres": "postgresql"}.get(parsed.get_backend_name(), parsed.get_backend_name())
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    raise BadDatabaseUrl(
        "the database URL names neither SQLite nor PostgreSQL",
        hint="sqlite:///folder/adhelm.db or postgresql://user:password@host/name",
    )


def _sqlite(url: URL, busy_s: float, pool: dict[str, Any]) -> sa.Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    # No isolation level: the driver leaves BEGIN to us.
    arguments = {"timeout": busy_s, "isolation_level": None}
    engine = sa.create_engine(url, connect_args=arguments, **pool)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # FULL, not NORMAL: in WAL, NORMAL may lose the last commits when the power fails.
    # secure_delete: a destroyed key must not stay readable in a free page.
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and then writes would fail at once (SQLITE_BUSY_SNAPSHOT)
    # when another wrote in between; taking the write lock at the start waits instead.
    if connection.get_execution_options().get("postgresql_readonly"):
        # By the driver itself: neither can fail, and every request does both.
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.execute("PRAGMA query_only=ON")
        driver.execute("BEGIN")
        return
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres(url: URL, pool: dict[str, Any]) -> sa.Engine:
    try:
        return sa.create_engine(url, pool_pre_ping=True, **pool)
    except ModuleNotFoundError as error:
        raise DriverMissing(
            "PostgreSQL needs the driver psycopg", hint="pip install 'adhelm[postgres]'"
        ) from error


def _try_flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(name: str, deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise Busy(
            f"another process is busy with '{name}'", hint="wait for it to end, then try again"
        )
    time.sleep(_POLL_S)


def _file_name(name: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9]+", "-", name)[:40]
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
