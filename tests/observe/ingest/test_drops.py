"""A watched drop …"""

import socket
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import paramiko
import pytest
from paramiko import common, sftp_handle, sftp_server
from tests.observe.ingest import samples

from adhelm.core.clock import SetClock
from adhelm.core.jobs import State, Worker, list_jobs
from adhelm.observe import ingest
from adhelm.observe.ingest import tasks
from adhelm.observe.ingest.types import (
    BadDropUrl,
    DropExists,
    DropExtraMissing,
    DropUnreachable,
    ImportState,
    Limits,
    UnknownDrop,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    samples.write(made / "a.csv", samples.rows(days=1))
    return made


@pytest.fixture
def who(parts: dict[str, Any]) -> dict[str, Any]:
    return {"principal": parts["principal"], "database": parts["database"]}


@pytest.fixture
def add(who, clock: SetClock):
    def run(url: object, **how: Any) -> None:
        given = {"name": "agency", "hints": samples.HINTS, "clock": clock, **how}
        ingest.add_drop(**who, url=str(url), **given)

    return run


def states(parts: dict[str, Any], **how: object) -> dict[str, ImportState]:
    found = ingest.sync_drop(**parts, name="agency", **how)  # type: ignore[arg-type]  # as named
    return {one.file: one.state for one in found}


class TestSyncing:
    def test_imports_what_is_new_once(self, folder: Path, add, parts, warehouse, principal):
        add(folder)
        assert states(parts) == {"agency:a.csv": ImportState.loaded}
        assert states(parts) == {}
        samples.write(folder / "in.csv", samples.rows(first=date(2026, 1, 2), days=1))
        assert states(parts) == {"agency:in.csv": ImportState.loaded}
        assert len(samples.facts(warehouse, principal)) == 4

    def test_imports_what_has_changed(self, folder: Path, add, parts, warehouse, principal):
        add(folder)
        states(parts)
        samples.write(folder / "a.csv", samples.rows(days=1, extra=5000))
        assert states(parts) == {"agency:a.csv": ImportState.loaded}
        assert samples.impressions(warehouse, principal) == [6000, 6001]

    def test_leaves_out_what_is_hidden_or_no_table(self, folder: Path, add, parts):
        (folder / ".b.csv").write_text("hidden")
        (folder / "README.md").write_text("hello")
        (folder / ".state").mkdir()
        (folder / ".state" / "c.csv").write_text("hidden")
        add(folder)
        assert list(states(parts)) == ["agency:a.csv"]

    def test_goes_on_after_a_bad_file_and_does_not_try_it_again(self, folder: Path, add, parts):
        (folder / "0.csv").write_bytes(b"")
        add(folder)
        assert states(parts) == {
            "agency:0.csv": ImportState.failed, "agency:a.csv": ImportState.loaded,
        }  # fmt: skip
        assert states(parts) == {}

    def test_does_not_follow_links_out(self, folder: Path, tmp_path: Path, add, parts):
        (tmp_path / "secret.csv").write_text("secret")
        (folder / "b.csv").symlink_to(tmp_path / "secret.csv")
        add(folder)
        assert states(parts)["agency:b.csv"] is ImportState.failed

    def test_takes_no_more_than_the_limit(self, folder: Path, add, parts):
        add(folder)
        assert states(parts, limits=Limits(max_bytes=10)) == {"agency:a.csv": ImportState.failed}

    def test_says_why_it_failed(self, folder: Path, add, parts, who):
        add(folder)
        folder.rename(folder.with_name("gone"))
        with pytest.raises(DropUnreachable):
            states(parts)
        (drop,) = ingest.list_drops(**who)
        assert drop.error is not None
        assert drop.error["code"] == "source.unreachable"
        assert drop.checked_at is not None


class TestChecking:
    def test_tells_what_is_new(self, folder: Path, add, parts, who):
        add(folder)
        assert [file.state for file in ingest.check_drop(**who, name="agency")] == ["new"]
        states(parts)
        samples.write(folder / "a.csv", samples.rows(days=2))
        samples.write(folder / "b.csv")
        found = ingest.check_drop(**who, name="agency")
        assert [(file.path, file.state) for file in found] == [
            ("a.csv", "changed"),
            ("b.csv", "new"),
        ]


class TestAdding:
    def test_is_done_once_per_name(self, folder: Path, add):
        add(folder)
        with pytest.raises(DropExists):
            add(folder)

    @pytest.mark.parametrize(
        "url", ["ftp://host/x", "https://host/x", "s3://", "sftp://ann:secret@host/x", "memory://x"]
    )
    def test_refuses_what_cannot_be_watched(self, add, url: str):
        with pytest.raises(BadDropUrl) as raised:
            add(url)
        assert "secret" not in str(raised.value)

    def test_may_be_taken_back(self, folder: Path, add, who, parts):
        add(folder, every=timedelta(hours=1))
        ingest.remove_drop(**who, name="agency")
        assert ingest.list_drops(**who) == []
        with pytest.raises(UnknownDrop):
            states(parts)
        with pytest.raises(UnknownDrop):
            ingest.remove_drop(**who, name="agency")

    def test_names_the_package_that_is_missing(self, add, parts):
        for package, url in (("s3fs", "s3://bucket/x"), ("gcsfs", "gs://bucket/x")):
            try:
                __import__(package)
            except ImportError:
                add(url, name=package)
                with pytest.raises(DropExtraMissing) as raised:
                    ingest.sync_drop(**parts, name=package)
                assert raised.value.hint.startswith("pip install 'adhelm[")


class TestSchedule:
    def test_is_kept_by_a_worker(self, folder: Path, add, parts, clock: SetClock, principal):
        database = parts["database"]
        add(folder, every=timedelta(hours=1))
        handlers = tasks.handlers(
            warehouse=lambda: parts["warehouse"], reader=lambda: parts["reader"], limits=Limits()
        )
        worker = Worker(database, handlers, clock=clock)
        assert worker.run_due() == 1
        assert len(samples.facts(parts["warehouse"], principal)) == 2
        assert worker.run_due() == 0
        samples.write(folder / "b.csv", samples.rows(days=3))
        clock.advance(timedelta(hours=1))
        assert worker.run_due() == 1
        assert len(samples.facts(parts["warehouse"], principal)) == 6
        with database.reading() as connection:
            jobs = list_jobs(connection, workspace_id=principal.workspace_id)
        assert {job.state for job in jobs} == {State.done}


class Files(paramiko.SFTPServerInterface):
    """Serves one folder."""

    root = Path()

    def _at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str) -> Any:
        return [
            paramiko.SFTPAttributes.from_stat(child.stat(), child.name)
            for child in self._at(path).iterdir()
        ]

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return sftp_server.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        handle = sftp_handle.SFTPHandle(flags)
        handle.readfile = self._at(path).open("rb")  # type: ignore[attr-defined]  # as its docs say
        return handle


class Door(paramiko.ServerInterface):
    """Lets one key in."""

    def __init__(self, key: paramiko.PKey) -> None:
        self.key = key

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        known = key == self.key and username == "ann"
        return common.AUTH_SUCCESSFUL if known else common.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return common.OPEN_SUCCEEDED


class TestSftp:
    @pytest.fixture
    def server(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[tuple[int, paramiko.PKey]]:
        """A real SFTP server on loopback; yield its port and its key."""
        home = tmp_path / "me"
        (home / ".ssh").mkdir(parents=True)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        mine, its = paramiko.RSAKey.generate(2048), paramiko.ECDSAKey.generate()
        mine.write_private_key_file(str(home / ".ssh" / "id_rsa"))
        files = type("Served", (Files,), {"root": folder})
        listener = socket.create_server(("127.0.0.1", 0))
        transports: list[paramiko.Transport] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                transport = paramiko.Transport(connection)
                transport.add_server_key(its)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, files)
                transport.start_server(server=Door(mine))
                transports.append(transport)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], its
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for transport in transports:
            transport.close()

    def test_is_read_with_a_key_from_a_known_host(
        self, server: tuple[int, paramiko.PKey], add, parts, warehouse, principal
    ):
        port, its = server
        line = f"[127.0.0.1]:{port} {its.get_name()} {its.get_base64()}\n"
        (Path.home() / ".ssh" / "known_hosts").write_text(line)
        add(f"sftp://ann@127.0.0.1:{port}/")
        assert states(parts) == {"agency:a.csv": ImportState.loaded}
        assert states(parts) == {}
        assert len(samples.facts(warehouse, principal)) == 2

    def test_of_an_unknown_host_is_refused(
        self, server: tuple[int, paramiko.PKey], add, parts, warehouse, principal
    ):
        add(f"sftp://ann@127.0.0.1:{server[0]}/")
        with pytest.raises(DropUnreachable, match="known_hosts"):
            states(parts)
