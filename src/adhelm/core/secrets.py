"""What must not be read by others: credentials, and values linked to a person.

Everything is sealed with AES-256-GCM under a key from the settings or a key file, and bound to
its workspace and name, so that it cannot be moved. A person's values are sealed under a key of
their own: destroying that key erases them wherever they are, in Parquet files and backups too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.core.clock import Clock
from adhelm.core.db import Database, Instant, metadata
from adhelm.core.errors import Conflict, Invalid, NotFound
from adhelm.core.secret import Secret

SECRET = sa.Table(
    "core_secret",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)
SUBJECT_KEY = sa.Table(
    "core_subject_key",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("subject_id", sa.String(200), primary_key=True),
    sa.Column("key_id", sa.String(16)),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("destroyed_at", Instant),
)
_NONCE = 12
_BATCH = 100


class BadKey(Invalid):
    """A key is not 32 bytes in base64, or its file is open to others."""

    code = "secrets.bad_key"


class KeyMissing(Conflict):
    """A value was sealed under a key that the keyring does not hold."""

    code = "secrets.key_missing"


class SealBroken(Invalid):
    """A sealed value was altered, or belongs to another workspace or name."""

    code = "secrets.seal_broken"


class NoSuchSecret(NotFound):
    """Nothing is sealed under that name in this workspace."""

    code = "secrets.not_found"


class SubjectErased(NotFound):
    """The person's key was destroyed: their values cannot be read any more, nor new ones sealed."""

    code = "secrets.subject_erased"


@dataclass(frozen=True, slots=True)
class Key:
    """One 256-bit key; its id is derived from it and may be shown."""

    material: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return what is stored beside everything that this key sealed."""
        return hashlib.sha256(b"adhelm key id" + self.material).hexdigest()[:16]


class Keyring:
    """The keys of an installation, the current one first."""

    def __init__(self, read: Callable[[], Sequence[Key]], *, file: Path | None = None) -> None:
        """Keys are read anew for each value, so that a rotation by another process is seen."""
        self._read = read
        self._file = file

    def __repr__(self) -> str:
        return f"Keyring(current={self.current.id})"

    @classmethod
    def of(cls, text: str) -> Keyring:
        """
        Return the keyring of base64 keys separated by commas, the current one first.

        :raises BadKey: if one is not 32 bytes in base64.
        """
        keys = tuple(_key(part) for part in text.split(","))
        return cls(lambda: keys)

    @classmethod
    def from_file(cls, path: Path) -> Keyring:
        """
        Return the keyring of a file, one base64 key a line; made for its owner on first use.

        :raises BadKey: if a line is no key, or everybody can open the file.
        """
        ring = cls(lambda: _read_file(path), file=path)
        if not path.exists():
            _make_file(path)
        ring.keys()
        return ring

    @property
    def current(self) -> Key:
        """Return the key under which values are sealed now."""
        return self._read()[0]

    def seal(self, value: bytes, *, bound_to: Sequence[str]) -> tuple[str, bytes]:
        """Seal `value` under the current key; return the key's id and the sealed bytes."""
        key = self.current
        return key.id, _seal(key, value, bound_to)

    def open(self, key_id: str, sealed: bytes, *, bound_to: Sequence[str]) -> bytes:
        """
        Open what `seal` returned, for the same place.

        :raises KeyMissing: if the key is not in the keyring.
        :raises SealBroken: if the value was altered or moved.
        """
        keys = {key.id: key for key in self._read()}
        if key_id not in keys:
            raise KeyMissing(
                f"sealed under key {key_id}, which the keyring does not hold",
                hint="add the old key behind the current one (ADHELM_SECRETS__KEY or the key file)",
            )
        return _open(keys[key_id], sealed, bound_to)

    def keys(self) -> Sequence[Key]:
        """Return all keys, the current one first."""
        return self._read()

    def add_key(self) -> None:
        """Put a new key in front, if the keys are in a file; others are a person's to add."""
        if self._file:
            _replace(self._file, [_new_key(), *self._read()])

    def retire(self) -> tuple[str, ...]:
        """Drop all keys but the current one from the file; return the ids of the others."""
        current, *old = self._read()
        if self._file and old:
            _replace(self._file, [current])
        return tuple(key.id for key in old)


def put_secret(
    connection: sa.Connection,
    keyring: Keyring,
    *,
    workspace_id: str,
    name: str,
    value: str,
    clock: Clock,
) -> None:
    """Seal `value` under a name, in place of what was there."""
    _hold_off_rotation(connection)
    key_id, sealed = keyring.seal(value.encode(), bound_to=("secret", workspace_id, name))
    delete_secret(connection, workspace_id=workspace_id, name=name)
    connection.execute(
        SECRET.insert().values(
            workspace_id=workspace_id,
            name=name,
            key_id=key_id,
            sealed=sealed,
            changed_at=clock.now(),
        )
    )


def get_secret(
    connection: sa.Connection, keyring: Keyring, *, workspace_id: str, name: str
) -> Secret:
    """
    Open what is sealed under a name.

    :raises NoSuchSecret: if nothing is, in this workspace.
    """
    row = connection.execute(SECRET.select().where(_is_secret(workspace_id, name))).one_or_none()
    if row is None:
        raise NoSuchSecret(f"there is no secret '{name}'")
    value = keyring.open(row.key_id, row.sealed, bound_to=("secret", workspace_id, name))
    return Secret(value.decode())


def delete_secret(connection: sa.Connection, *, workspace_id: str, name: str) -> None:
    """Forget what is sealed under a name, if anything is."""
    connection.execute(SECRET.delete().where(_is_secret(workspace_id, name)))


def secret_names(connection: sa.Connection, *, workspace_id: str) -> list[str]:
    """Return the names under which something is sealed in a workspace."""
    mine = SECRET.c.workspace_id == workspace_id
    return list(connection.scalars(sa.select(SECRET.c.name).where(mine).order_by(SECRET.c.name)))


def seal_for_subject(
    connection: sa.Connection,
    keyring: Keyring,
    *,
    workspace_id: str,
    subject_id: str,
    value: str,
    clock: Clock,
) -> str:
    """
    Seal a person's value under the person's key (made on first use); return it as text.

    :raises SubjectErased: if the key was destroyed.
    """
    place = ("value", workspace_id, subject_id)
    _hold_off_rotation(connection)
    key = _subject_key(connection, keyring, workspace_id, subject_id) or _new_subject_key(
        connection, keyring, workspace_id, subject_id, clock
    )
    return base64.b64encode(_seal(key, value.encode(), place)).decode()


def open_for_subject(
    connection: sa.Connection, keyring: Keyring, *, workspace_id: str, subject_id: str, sealed: str
) -> Secret:
    """
    Open a person's value.

    :raises SubjectErased: if the key was destroyed.
    :raises SealBroken: if the value was altered, or is another person's.
    """
    key = _subject_key(connection, keyring, workspace_id, subject_id)
    if key is None:
        raise SealBroken(f"nothing was ever sealed for subject '{subject_id}'")
    try:
        blob = base64.b64decode(sealed, validate=True)
    except ValueError as error:
        raise SealBroken("this is no sealed value") from error
    return Secret(_open(key, blob, ("value", workspace_id, subject_id)).decode())


def destroy_subject(
    connection: sa.Connection, *, workspace_id: str, subject_id: str, clock: Clock
) -> bool:
    """Destroy a person's key: what it sealed is erased. Return whether there was one."""
    done = connection.execute(
        SUBJECT_KEY.update()
        .where(_is_subject(workspace_id, subject_id), SUBJECT_KEY.c.sealed.is_not(None))
        .values(key_id=None, sealed=None, destroyed_at=clock.now())
    )
    return done.rowcount == 1


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    key_id: str
    resealed: int
    retired: tuple[str, ...]
    """Ids of keys that seal nothing any more; from the environment, a person removes them."""


def rotate(database: Database, keyring: Keyring) -> Rotated:
    """
    Seal everything anew under a new key, and retire the old ones; resumes if interrupted.

    A key file gets a new key first. Keys from the environment are a person's to set: the new
    one in front, the old ones behind it until this has run.
    """
    with database.exclusive("secrets"):
        # More than one key in the file: an earlier rotation did not come to its end.
        if len(keyring.keys()) == 1:
            keyring.add_key()
        resealed = 0
        while (retired := _retire(database, keyring)) is None:
            resealed += sum(_resealed_batches(database, keyring))
        return Rotated(keyring.current.id, resealed, retired)


def _retire(database: Database, keyring: Keyring) -> tuple[str, ...] | None:
    with database.durable() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text("LOCK TABLE core_secret, core_subject_key IN SHARE ROW EXCLUSIVE MODE")
            )
        # The keys go while nobody can write, in a transaction that has nothing to lose itself.
        for table in (SECRET, SUBJECT_KEY):
            if connection.execute(_stale(keyring, table).limit(1)).first():
                return None
        return keyring.retire()


def _resealed_batches(database: Database, keyring: Keyring) -> Iterator[int]:
    for table in (SECRET, SUBJECT_KEY):
        count = _BATCH
        while count == _BATCH:
            with database.durable() as connection:
                count = _reseal(connection, keyring, table)
            yield count


def _reseal(connection: sa.Connection, keyring: Keyring, table: sa.Table) -> int:
    kind = "secret" if table is SECRET else "subject"
    workspace, name = table.primary_key.columns
    rows = connection.execute(_stale(keyring, table).limit(_BATCH).with_for_update()).all()
    for workspace_id, named, key_id, sealed in rows:
        place = (kind, workspace_id, named)
        value = keyring.open(key_id, sealed, bound_to=place)
        new_id, new = keyring.seal(value, bound_to=place)
        here = sa.and_(workspace == workspace_id, name == named)
        connection.execute(table.update().where(here).values(key_id=new_id, sealed=new))
    return len(rows)


def _stale(keyring: Keyring, table: sa.Table) -> sa.Select[Any]:
    columns = (*table.primary_key.columns, table.c.key_id, table.c.sealed)
    return sa.select(*columns).where(table.c.key_id != keyring.current.id)


def _hold_off_rotation(connection: sa.Connection) -> None:
    # Between reading the current key and writing what it sealed, no rotation may retire it.
    # SQLite has one writer at a time anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("LOCK TABLE core_secret, core_subject_key IN ROW EXCLUSIVE MODE")
        )


def _subject_key(
    connection: sa.Connection, keyring: Keyring, workspace_id: str, subject_id: str
) -> Key | None:
    found = SUBJECT_KEY.select().where(_is_subject(workspace_id, subject_id))
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    if row.sealed is None:
        raise SubjectErased(
            f"the values of subject '{subject_id}' were erased at {row.destroyed_at.isoformat()}"
        )
    place = ("subject", workspace_id, subject_id)
    return Key(keyring.open(row.key_id, row.sealed, bound_to=place))


def _new_subject_key(
    connection: sa.Connection, keyring: Keyring, workspace_id: str, subject_id: str, clock: Clock
) -> Key:
    key_id, sealed = keyring.seal(
        _new_key().material, bound_to=("subject", workspace_id, subject_id)
    )
    row = {
        "workspace_id": workspace_id, "subject_id": subject_id, "key_id": key_id,
        "sealed": sealed, "made_at": clock.now(),
    }  # fmt: skip
    upserts.put_once(connection, SUBJECT_KEY, row)
    # Another transaction may have been first: what is stored is the key.
    key = _subject_key(connection, keyring, workspace_id, subject_id)
    if key is None:
        raise KeyMissing(f"the key of subject '{subject_id}' was not kept")
    return key


def _is_secret(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SECRET.c.workspace_id == workspace_id, SECRET.c.name == name)


def _is_subject(workspace_id: str, subject_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        SUBJECT_KEY.c.workspace_id == workspace_id, SUBJECT_KEY.c.subject_id == subject_id
    )


def _seal(key: Key, value: bytes, bound_to: Sequence[str]) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key.material).encrypt(nonce, value, _place(bound_to))


def _open(key: Key, sealed: bytes, bound_to: Sequence[str]) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key.material).decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(bound_to))
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the sealed value was altered, or belongs elsewhere") from error


def _place(bound_to: Sequence[str]) -> bytes:
    # JSON, not a joined string: ("a", "b/c") and ("a/b", "c") must differ.
    return json.dumps(["adhelm", 1, *bound_to]).encode()


def _new_key() -> Key:
    return Key(os.urandom(32))


def _key(text: str) -> Key:
    try:
        material = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        material = b""
    if len(material) != 32:  # noqa: PLR2004 - AES-256
        raise BadKey("a key is 32 bytes in base64", hint="openssl rand -base64 32")
    return Key(material)


def _read_file(path: Path) -> tuple[Key, ...]:
    if path.stat().st_mode & 0o007:
        raise BadKey(f"everybody can open the key file {path}", hint=f"chmod 600 {path}")
    keys = tuple(_key(line) for line in path.read_text("ascii").split())
    if not keys:
        raise BadKey(f"the key file {path} is empty", hint="restore it from a backup")
    return keys


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ours = path.with_suffix(f".{os.getpid()}")
    _write(ours, [_new_key()])
    # A link fails where the file exists by now: of two processes that start, the first wins.
    with suppress(FileExistsError):
        os.link(ours, path)
    ours.unlink()
    _sync_folder(path.parent)


def _replace(path: Path, keys: Sequence[Key]) -> None:
    new = path.with_suffix(".new")
    _write(new, keys)
    new.replace(path)
    _sync_folder(path.parent)


def _write(path: Path, keys: Sequence[Key]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.writelines(base64.b64encode(key.material).decode() + "\n" for key in keys)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
