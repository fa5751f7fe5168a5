"""What every test may ask for: the clock, a principal, a database on each engine."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import settings
from tests import postgres
from tests.homes import settle

from adhelm.app import wiring
from adhelm.app.migrations import migrate
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, local
from adhelm.core.settings import Settings
from adhelm.govern.accounts.logic import passwords
from adhelm.observe.warehouse import Warehouse, open_warehouse

# How long an example takes says more of the machine than of what it proves.
settings.register_profile("adhelm", deadline=None)
settings.load_profile("adhelm")
# Nothing leaves this machine: rates are brought where a test plays the bank.
os.environ.setdefault("ADHELM_FX__SOURCE", "none")  # noqa: TID251 - for every process of the tests
_ON_POSTGRES = os.environ.get("ADHELM_TEST_DATABASE") == "postgresql"  # noqa: TID251 - not a setting
"""`just test-postgres`: what would be on SQLite is on PostgreSQL, whole homes included."""
ENGINES = ["postgresql"] if _ON_POSTGRES else ["sqlite", "postgresql"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        default=os.environ.get("ADHELM_TEST_POSTGRES"),  # noqa: TID251 - not a setting
        help="URL of a PostgreSQL 15+ database whose user may create databases",
    )


@pytest.fixture(scope="session", autouse=True)
def _light_passwords() -> Iterator[None]:
    """Hash with the lightest Argon2id: what it costs is meant for attackers, not for each test."""
    light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: light)
        yield


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def principal() -> Principal:
    return local("acme")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test copies."""
    path = tmp_path_factory.mktemp("template") / "adhelm.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a server's maintenance database; the server is one for the session."""
    if given := request.config.getoption("--postgres"):
        yield str(given)
        return
    try:
        with postgres.server() as url:
            yield url
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Name of a migrated database that each test copies."""
    with postgres_database(postgres_server) as url:
        _prepare(url)
        yield str(sa.make_url(url).database)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    about_a_file = pytest.mark.skip(reason="is about a home whose database is a file in it")
    for item in items if _ON_POSTGRES else []:
        if item.get_closest_marker("sqlite"):
            item.add_marker(about_a_file)


@pytest.fixture(scope="session", autouse=_ON_POSTGRES)
def homes_on_postgres(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each home that this process is the first to open have a PostgreSQL database, no file."""
    if not _ON_POSTGRES:
        yield
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    made: dict[str, str] = {}
    with ExitStack() as databases, pytest.MonkeyPatch.context() as patch:
        real = wiring.open_database

        def open_database(settings: Settings) -> Database:
            url = settings.database.url
            if url.startswith("sqlite:") and url not in made:
                database = postgres_database(server, template=template)
                made[url] = databases.enter_context(database)
                settle(settings.home, made[url])
            elsewhere = settings.database.model_copy(update={"url": made.get(url, url)})
            return real(settings.model_copy(update={"database": elsewhere}))

        patch.setattr(wiring, "open_database", open_database)
        yield


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for where the engine does not matter."""
    if _ON_POSTGRES:
        server = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        with postgres_database(server, template=template) as url:
            settle(tmp_path / "home", url)
            yield from _opened(url)
        return
    sqlite_template = request.getfixturevalue("sqlite_template")
    path = tmp_path / "home" / "adhelm.db"
    path.parent.mkdir()
    shutil.copyfile(sqlite_template, path)
    yield from _opened(f"sqlite:///{path}")


@pytest.fixture
def warehouse(sqlite_database: Database, clock: SetClock, tmp_path: Path) -> Warehouse:
    """An empty warehouse on disk, its data versions in SQLite."""
    location = str(tmp_path / "warehouse")
    return open_warehouse(
        location=location, database=sqlite_database, clock=clock, memory_limit="1GB", threads=2
    )


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database, on each engine in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    with postgres_database(server, template=template) as url:
        yield from _opened(url)


@pytest.fixture(params=ENGINES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, on each engine in turn."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield from _opened(url)


@contextmanager
def postgres_database(server: str, *, template: str = "template0") -> Iterator[str]:
    """Make a database on the server, yield its URL, and drop it."""
    name = f"adhelm_{uuid.uuid4().hex}"
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _prepare(url: str) -> None:
    database = Database(url)
    migrate(database)
    # Closing the last connection also folds SQLite's log into the file that tests copy.
    database.close()
