import base64
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.secret import Secret
from adhelm.core.secrets import (
    SECRET,
    BadKey,
    KeyMissing,
    Keyring,
    NoSuchSecret,
    SealBroken,
    SubjectErased,
    delete_secret,
    destroy_subject,
    get_secret,
    open_for_subject,
    put_secret,
    rotate,
    seal_for_subject,
    secret_names,
)

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.from_file(tmp_path / "keys" / "secret.key")


class TestKeyring:
    @given(value=st.binary(max_size=200), place=st.lists(st.text(max_size=10), max_size=3))
    @settings(max_examples=30)
    def test_opens_what_it_sealed(self, value: bytes, place: list[str]):
        ring = Keyring.of(KEY)
        key_id, sealed = ring.seal(value, bound_to=place)
        assert ring.open(key_id, sealed, bound_to=place) == value

    @given(at=st.integers(0, 27), bit=st.integers(0, 7))
    @settings(max_examples=30)
    def test_refuses_what_was_altered_by_one_bit(self, at: int, bit: int):
        ring = Keyring.of(KEY)
        key_id, sealed = ring.seal(b"", bound_to=["a"])
        altered = bytearray(sealed)
        altered[at] ^= 1 << bit
        with pytest.raises(SealBroken):
            ring.open(key_id, bytes(altered), bound_to=["a"])

    def test_refuses_a_value_moved_elsewhere(self):
        ring = Keyring.of(KEY)
        key_id, sealed = ring.seal(b"token", bound_to=["acme", "b/c"])
        with pytest.raises(SealBroken):
            ring.open(key_id, sealed, bound_to=["acme/b", "c"])

    def test_seals_the_same_value_differently_each_time(self):
        ring = Keyring.of(KEY)
        assert ring.seal(b"x", bound_to=[]) != ring.seal(b"x", bound_to=[])

    def test_says_which_key_is_missing(self):
        key_id, sealed = Keyring.of(KEY).seal(b"x", bound_to=[])
        with pytest.raises(KeyMissing, match=key_id):
            Keyring.of(OTHER).open(key_id, sealed, bound_to=[])

    def test_opens_with_an_older_key_and_seals_with_the_first(self):
        key_id, sealed = Keyring.of(KEY).seal(b"x", bound_to=[])
        ring = Keyring.of(f"{OTHER}, {KEY}")
        assert ring.open(key_id, sealed, bound_to=[]) == b"x"
        assert ring.seal(b"x", bound_to=[])[0] == Keyring.of(OTHER).current.id

    @pytest.mark.parametrize("text", ["", "x", "äöü", base64.b64encode(b"short").decode()])
    def test_refuses_what_is_no_key(self, text: str):
        with pytest.raises(BadKey):
            Keyring.of(text)

    def test_never_shows_a_key(self):
        ring = Keyring.of(KEY)
        shown = f"{ring!r} {ring.current!r} {Secret('s3cret')!r} {Secret('s3cret')}"
        assert "kkkk" not in shown
        assert KEY not in shown
        assert "s3cret" not in shown


class TestKeyFile:
    def test_is_made_for_its_owner_alone(self, tmp_path: Path):
        path = tmp_path / "secret.key"
        first = Keyring.from_file(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert Keyring.from_file(path).current.id == first.current.id
        assert list(tmp_path.iterdir()) == [path]

    def test_is_refused_when_everybody_can_open_it(self, tmp_path: Path):
        path = tmp_path / "secret.key"
        Keyring.from_file(path)
        path.chmod(0o644)
        with pytest.raises(BadKey) as raised:
            Keyring.from_file(path)
        assert raised.value.hint == f"chmod 600 {path}"

    def test_is_refused_when_empty(self, tmp_path: Path):
        path = tmp_path / "secret.key"
        path.touch(0o600)
        with pytest.raises(BadKey, match="empty"):
            Keyring.from_file(path)


class TestSecretsInTheDatabase:
    def test_come_back_and_can_be_replaced_and_deleted(
        self, database: Database, ring: Keyring, clock: SetClock
    ):
        for value in ("first", "sécond"):
            _put(database, ring, clock, "acme", value)
        assert _get(database, ring, "acme") == "sécond"
        with database.transaction() as connection:
            assert secret_names(connection, workspace_id="acme") == ["meta/token"]
            delete_secret(connection, workspace_id="acme", name="meta/token")
        with pytest.raises(NoSuchSecret):
            _get(database, ring, "acme")

    def test_are_not_another_workspaces(
        self, sqlite_database: Database, ring: Keyring, clock: SetClock
    ):
        _put(sqlite_database, ring, clock, "acme", "x")
        with pytest.raises(NoSuchSecret):
            _get(sqlite_database, ring, "other")

    def test_cannot_be_moved_to_another_workspace_by_hand(
        self, sqlite_database: Database, ring: Keyring, clock: SetClock
    ):
        _put(sqlite_database, ring, clock, "acme", "x")
        with sqlite_database.transaction() as connection:
            connection.execute(SECRET.update().values(workspace_id="other"))
        with pytest.raises(SealBroken):
            _get(sqlite_database, ring, "other")

    def test_are_not_in_the_file_in_clear(
        self, sqlite_database: Database, ring: Keyring, clock: SetClock, tmp_path: Path
    ):
        _put(sqlite_database, ring, clock, "acme", "EAAB-a-long-access-token")
        for path in (tmp_path / "home").iterdir():
            assert b"EAAB-a-long" not in path.read_bytes()


class TestASubjectsValues:
    def test_come_back_until_the_key_is_destroyed(
        self, database: Database, ring: Keyring, clock: SetClock
    ):
        with database.transaction() as connection:
            sealed = _seal(connection, ring, clock, "ann")
            again = _seal(connection, ring, clock, "ann")
        with database.transaction() as connection:
            assert _open(connection, ring, "ann", sealed) == "ann@example.org"
            assert _open(connection, ring, "ann", again) == "ann@example.org"
            assert destroy_subject(connection, workspace_id="acme", subject_id="ann", clock=clock)
        with database.transaction() as connection:
            with pytest.raises(SubjectErased, match="2026-03-01"):
                _open(connection, ring, "ann", sealed)
            with pytest.raises(SubjectErased):
                _seal(connection, ring, clock, "ann")
            assert not destroy_subject(
                connection, workspace_id="acme", subject_id="ann", clock=clock
            )

    def test_are_bound_to_the_subject(
        self, sqlite_database: Database, ring: Keyring, clock: SetClock
    ):
        with sqlite_database.transaction() as connection:
            sealed = _seal(connection, ring, clock, "ann")
            _seal(connection, ring, clock, "bob")
            for subject in ("bob", "nobody"):
                with pytest.raises(SealBroken):
                    _open(connection, ring, subject, sealed)
            with pytest.raises(SealBroken):
                _open(connection, ring, "ann", "no base64!")


class TestRotate:
    def test_reseals_everything_and_drops_the_old_key(
        self, database: Database, ring: Keyring, clock: SetClock
    ):
        old = ring.current.id
        with database.transaction() as connection:
            for n in range(230):
                put_secret(
                    connection, ring, workspace_id="acme", name=f"n{n}", value=str(n), clock=clock
                )
            sealed = _seal(connection, ring, clock, "ann")
        done = rotate(database, ring)
        assert (done.resealed, done.retired) == (231, (old,))
        assert done.key_id == ring.current.id != old
        with database.transaction() as connection:
            assert get_secret(connection, ring, workspace_id="acme", name="n7").reveal() == "7"
            assert _open(connection, ring, "ann", sealed) == "ann@example.org"
            assert set(connection.scalars(sa.select(SECRET.c.key_id))) == {done.key_id}

    def test_leaves_an_erased_subject_erased(
        self, sqlite_database: Database, ring: Keyring, clock: SetClock
    ):
        with sqlite_database.transaction() as connection:
            sealed = _seal(connection, ring, clock, "ann")
            destroy_subject(connection, workspace_id="acme", subject_id="ann", clock=clock)
        rotate(sqlite_database, ring)
        with sqlite_database.transaction() as connection, pytest.raises(SubjectErased):
            _open(connection, ring, "ann", sealed)

    def test_resumes_after_an_interruption_without_a_third_key(
        self, database: Database, ring: Keyring, clock: SetClock
    ):
        _put(database, ring, clock, "acme", "x")
        ring.add_key()
        new = ring.current.id
        _put(database, ring, clock, "other", "y")
        assert rotate(database, ring).key_id == new
        assert len(ring.keys()) == 1
        assert (_get(database, ring, "acme"), _get(database, ring, "other")) == ("x", "y")

    def test_with_keys_of_the_environment_reseals_under_the_first(
        self, sqlite_database: Database, clock: SetClock
    ):
        _put(sqlite_database, Keyring.of(KEY), clock, "acme", "x")
        both = Keyring.of(f"{OTHER},{KEY}")
        assert rotate(sqlite_database, both).retired == (Keyring.of(KEY).current.id,)
        assert _get(sqlite_database, Keyring.of(OTHER), "acme") == "x"

    def test_loses_nothing_that_is_sealed_meanwhile(
        self, database: Database, ring: Keyring, clock: SetClock, tmp_path: Path
    ):
        url = database.engine.url.render_as_string(hide_password=False)
        path = tmp_path / "keys" / "secret.key"
        context = multiprocessing.get_context("spawn")
        writer = context.Process(target=_write_many, args=(url, str(path), clock.now()))
        writer.start()
        while writer.is_alive():
            rotate(database, ring)
        writer.join()
        assert writer.exitcode == 0
        with database.transaction() as connection:
            for n in range(30):
                secret = get_secret(connection, ring, workspace_id="acme", name=f"n{n}")
                assert secret.reveal() == str(n)


def _write_many(url: str, path: str, now) -> None:
    database, ring = Database(url), Keyring.from_file(Path(path))
    for n in range(30):
        with database.transaction() as connection:
            put_secret(
                connection, ring, workspace_id="acme", name=f"n{n}", value=str(n),
                clock=SetClock(now),
            )  # fmt: skip
    os._exit(0)


def _put(database: Database, ring: Keyring, clock: SetClock, workspace: str, value: str) -> None:
    with database.transaction() as connection:
        put_secret(
            connection, ring, workspace_id=workspace, name="meta/token", value=value, clock=clock
        )


def _get(database: Database, ring: Keyring, workspace: str) -> str:
    with database.reading() as connection:
        return get_secret(connection, ring, workspace_id=workspace, name="meta/token").reveal()


def _seal(connection: sa.Connection, ring: Keyring, clock: SetClock, subject: str) -> str:
    return seal_for_subject(
        connection, ring, workspace_id="acme", subject_id=subject,
        value=f"{subject}@example.org", clock=clock,
    )  # fmt: skip


def _open(connection: sa.Connection, ring: Keyring, subject: str, sealed: str) -> str:
    return open_for_subject(
        connection, ring, workspace_id="acme", subject_id=subject, sealed=sealed
    ).reveal()
