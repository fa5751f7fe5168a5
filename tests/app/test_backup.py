"""A backup made while others write is of one moment, and puts back exactly that."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.conftest import ENGINES, postgres_database
from tests.observe.ingest import samples

import adhelm
from adhelm.app import backup
from adhelm.app.backup import Damaged, Manifest, NoBackup, NotEmpty
from adhelm.app.cli import cli
from adhelm.app.library import Helm
from adhelm.app.migrations import NewerDatabase
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock, SystemClock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring, get_secret, put_secret, rotate
from adhelm.core.settings import Settings
from adhelm.govern import accounts, audit
from adhelm.observe.warehouse import Warehouse

_ALL: dict[str, Any] = {"metrics": ["spend", "impressions", "clicks"], "by": ["date", "campaign"]}
Use = Callable[[str], None]


@pytest.fixture(params=ENGINES)
def use(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Return what makes a home of that name use a database of its own."""
    with ExitStack() as databases:
        known: dict[str, str] = {}

        def choose(home: str) -> None:
            if request.param == "sqlite":
                return
            if home not in known:
                server = request.getfixturevalue("postgres_server")
                known[home] = databases.enter_context(postgres_database(server))
            monkeypatch.setenv("ADHELM_DATABASE__URL", known[home])

        yield choose


def load(helm: Helm, folder: Path, number: int) -> None:
    """Import the table of that number: the same days, other figures."""
    path = folder / f"v{number}.csv"
    samples.write(path, samples.rows(days=10, extra=1000 * number))
    (imported,) = helm.import_files([path], account="shop", timezone="Europe/Berlin")
    assert imported.state == "loaded"


def answer(helm: Helm, version: int) -> list[dict[str, object]]:
    return list(helm.query(**_ALL, as_of=version).dicts())


def made(home: Path, folder: Path, **options: Any) -> Manifest:
    services, principal = open_services(home=home)
    try:
        return backup.make(
            folder,
            principal=principal,
            settings=services.get(Settings),
            database=services.get(Database),
            warehouse=services.get(Warehouse),
            clock=services.get(Clock),  # type: ignore[type-abstract]
            **options,
        )
    finally:
        services.close()


@contextmanager
def writing(home: Path, folder: Path) -> Iterator[threading.Event]:
    """Import one table after the other, and change people, in another thread; say when it does."""
    stop, under_way = threading.Event(), threading.Event()

    def work() -> None:
        services, principal = open_services(home=home)
        helm = Helm(services, principal)
        number = 2
        while not stop.is_set():
            load(helm, folder, number)
            accounts.create_workspace(
                principal=principal, database=services.get(Database), clock=SystemClock(),
                workspace_id=f"client-{number}",
            )  # fmt: skip
            number += 1
            under_way.set()
        helm.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield under_way
    finally:
        stop.set()
        thread.join()


class TestBackup:
    def test_answers_as_at_its_moment_though_writes_went_on(self, use: Use, tmp_path: Path):
        home, other = tmp_path / "home", tmp_path / "other"
        use("home")
        with adhelm.open(home) as helm:
            load(helm, tmp_path, 1)
        with writing(home, tmp_path) as under_way:
            assert under_way.wait(60)
            manifest = made(home, tmp_path / "backup")
            under_way.clear()
            assert under_way.wait(60)
        version = manifest.data_versions["default"]
        with adhelm.open(home) as helm:
            before = {number: answer(helm, number) for number in range(1, version + 1)}
            latest = helm.query(**_ALL).provenance.data_version
        use("other")
        assert backup.restore(tmp_path / "backup", home=other, clock=SystemClock()) == manifest
        with adhelm.open(other) as helm:
            assert helm.query(**_ALL).provenance.data_version == version < latest
            assert {number: answer(helm, number) for number in before} == before
            load(helm, tmp_path, 99)
            assert list(helm.query(**_ALL).dicts()) != before[version]
        assert verified(other) >= 1

    def test_is_refused_and_named_when_a_file_is_damaged(self, use: Use, tmp_path: Path):
        use("home")
        with adhelm.open(tmp_path / "home") as helm:
            load(helm, tmp_path, 1)
        folder = tmp_path / "backup"
        manifest = made(tmp_path / "home", folder)
        use("other")
        for member in manifest.files:
            path = folder / member.path
            whole = path.read_bytes()
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if whole else b"x")
            with pytest.raises(Damaged, match=member.path):
                backup.restore(folder, home=tmp_path / "other", clock=SystemClock())
            path.write_bytes(whole)
        assert not (tmp_path / "other").exists()
        backup.restore(folder, home=tmp_path / "other", clock=SystemClock())
        with adhelm.open(tmp_path / "other") as helm:
            assert answer(helm, 1)


class TestMake:
    def test_leaves_no_folder_when_it_is_killed(self, tmp_path: Path):
        with adhelm.open(tmp_path / "home") as helm:
            load(helm, tmp_path, 1)
        script = (
            "import os, sys; from pathlib import Path; from tests.app.test_backup import made\n"
            "def die(done, total):\n    if done == total // 2: os._exit(9)\n"
            "made(Path(sys.argv[1]), Path(sys.argv[2]), progress=die)"
        )
        folder = tmp_path / "backup"
        process = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "home"), str(folder)],
            cwd=Path(__file__).parents[2], check=False,
        )  # fmt: skip
        assert process.returncode == 9
        assert not folder.exists()
        (partial,) = tmp_path.glob(".backup.*.partial")
        with pytest.raises(NoBackup):
            backup.read(partial)
        assert made(tmp_path / "home", folder) == backup.read(folder)

    def test_leaves_the_key_out_unless_told(self, tmp_path: Path):
        home = tmp_path / "home"
        run("init", home=home)
        without = run("backup", str(tmp_path / "a"), "--json", home=home)
        assert json.loads(without.stdout)["key"] == "left out"
        assert not (tmp_path / "a" / "secret.key").exists()
        run("backup", str(tmp_path / "b"), "--with-key", home=home)
        assert (tmp_path / "b" / "secret.key").read_bytes() == (home / "secret.key").read_bytes()
        assert (tmp_path / "b" / "secret.key").stat().st_mode & 0o077 == 0

    def test_has_the_key_that_opens_it_though_keys_were_replaced_meanwhile(
        self, use: Use, tmp_path: Path
    ):
        use("home")
        services, _ = open_services(home=tmp_path / "home")
        database, keyring = services.get(Database), services.get(Keyring)
        with database.transaction() as connection:
            put_secret(
                connection, keyring, workspace_id="acme", name="token", value="otters",
                clock=SystemClock(),
            )  # fmt: skip
        for number in range(3):
            thread = threading.Thread(target=lambda: [rotate(database, keyring) for _ in range(3)])
            thread.start()
            made(tmp_path / "home", tmp_path / f"backup-{number}", with_key=True)
            thread.join()
        services.close()
        for number in range(3):
            use(f"other-{number}")
            other = tmp_path / f"other-{number}"
            run("restore", str(tmp_path / f"backup-{number}"), home=other)
            there, _ = open_services(home=other)
            with there.get(Database).reading() as connection:
                found = get_secret(
                    connection, there.get(Keyring), workspace_id="acme", name="token"
                )
            there.close()
            assert found.reveal() == "otters"

    def test_does_not_write_over_anything(self, tmp_path: Path):
        home = tmp_path / "home"
        run("init", home=home)
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken" / "note").write_text("mine")
        told = run("backup", str(tmp_path / "taken"), "--json", home=home)
        assert told.exit_code == 10
        assert json.loads(told.stderr.splitlines()[0])["code"] == "backup.place_taken"


class TestRestore:
    def test_wants_an_empty_home(self, tmp_path: Path):
        home = tmp_path / "home"
        run("init", home=home)
        made(home, tmp_path / "backup")
        with pytest.raises(NotEmpty):
            backup.restore(tmp_path / "backup", home=home, clock=SystemClock())

    @pytest.mark.sqlite
    def test_puts_a_sound_database_with_the_key_and_settings_back(self, tmp_path: Path):
        home, other = tmp_path / "home", tmp_path / "other"
        run("init", home=home)
        (home / "lexicon.yaml").write_text("{}\n")
        made(home, tmp_path / "backup", with_key=True)
        other.mkdir()
        told = run("restore", str(tmp_path / "backup"), "--json", home=other)
        assert told.exit_code == 0, told.stderr
        for name in ("adhelm.toml", "lexicon.yaml", "secret.key"):
            assert (other / name).read_bytes() == (home / name).read_bytes()
        with sqlite3.connect(other / "adhelm.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()

    def test_refuses_what_is_no_backup(self, tmp_path: Path):
        told = run("restore", str(tmp_path / "nowhere"), "--json", home=tmp_path / "home")
        assert told.exit_code == 3
        assert not (tmp_path / "home").exists()

    def test_refuses_a_manifest_that_was_edited(self, tmp_path: Path):
        run("init", home=tmp_path / "home")
        made(tmp_path / "home", tmp_path / "backup")
        path = tmp_path / "backup" / "manifest.json"
        path.write_text(path.read_text().replace('"left out"', '"included"'))
        with pytest.raises(Damaged, match=r"manifest\.json"):
            backup.read(tmp_path / "backup")

    def test_refuses_the_backup_of_a_newer_version(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        run("init", home=tmp_path / "home")
        made(tmp_path / "home", tmp_path / "backup")
        monkeypatch.setattr("adhelm.app.migrations.revisions", lambda: ["0001"])
        with pytest.raises(NewerDatabase):
            backup.restore(tmp_path / "backup", home=tmp_path / "other", clock=SystemClock())


def verified(home: Path) -> int:
    """Export the audit of a home, check it, and return how many entries it has."""
    services, principal = open_services(home=home)
    try:
        lines = audit.export(principal=principal, database=services.get(Database))
        return audit.verify(lines).entries
    finally:
        services.close()


def run(*words: str, home: Path) -> Result:
    return CliRunner().invoke(cli, [*words, "--home", str(home)])
