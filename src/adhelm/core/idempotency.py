"""An answer that was given once is given again: what a repeated request with the same key gets.

The answer is stored in the very transaction of the change, so that no crash leaves one without
the other: either both happened, and the repeat is answered from here, or neither did. It may hold
what is shown once (a new API key): only who has the idempotency key can open it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database, Instant, lock_in_transaction, metadata
from adhelm.core.errors import Conflict, Invalid
from adhelm.core.secrets import Key, Keyring

KEPT_FOR = timedelta(days=7)
_LONGEST = 200
ANSWER = sa.Table(
    "core_answer",
    metadata,
    sa.Column("asker", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(_LONGEST), primary_key=True),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("given_at", Instant, nullable=False),
)


class KeyUsedOtherwise(Conflict):
    """The key came with another request before."""

    code = "idempotency.other_request"


class BadKey(Invalid):
    """The key cannot be one."""

    code = "idempotency.bad_key"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and whether it had been given before."""

    status: int
    body: bytes
    again: bool = False


def once(
    database: Database,
    *,
    clock: Clock,
    asker: str,
    key: str,
    request: str,
    act: Callable[[], Given],
) -> Given:
    """
    Act and keep the answer; or return the one that was given to the same `asker` and `key`.

    `request` is what was asked, in full. All that `act` writes in this thread is one transaction
    with the answer. An answer of 500 and above is not kept: the change did not happen.

    :raises KeyUsedOtherwise: if the key came with another request.
    :raises BadKey: if the key is too long or not plain.
    """
    if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
        raise BadKey("this is no idempotency key", hint="1 to 200 plain letters, digits and signs")
    digest, seal = _digest(request), _Seal.of(asker, key)
    with database.joined() as connection:
        lock_in_transaction(connection, f"answer {asker} {key}")
        this = (ANSWER.c.asker == asker) & (ANSWER.c.key == seal.name)
        row = connection.execute(ANSWER.select().where(this)).first()
        if row is not None and row.given_at > clock.now() - KEPT_FOR:
            if row.request != digest:
                raise KeyUsedOtherwise(
                    "this idempotency key came with another request before",
                    hint="a new key for a new request",
                )
            return Given(row.status, seal.opened(row.body), again=True)
        given = act()
        connection.execute(ANSWER.delete().where(this))
        connection.execute(
            ANSWER.insert().values(
                asker=asker, key=seal.name, request=digest, status=given.status,
                body=seal.closed(given.body), given_at=clock.now(),
            )
        )  # fmt: skip
        return given


@dataclass(frozen=True, slots=True)
class _Seal:
    """The key under which an answer lies, made of the idempotency key, which is not kept."""

    name: str
    ring: Keyring

    @classmethod
    def of(cls, asker: str, key: str) -> _Seal:
        material = hashlib.sha256(f"adhelm answer\0{asker}\0{key}".encode()).digest()
        return cls(_digest(f"{asker}\0{key}"), Keyring(lambda: (Key(material),)))

    def closed(self, body: bytes) -> bytes:
        return self.ring.seal(body, bound_to=(self.name,))[1]

    def opened(self, sealed: bytes) -> bytes:
        return self.ring.open(self.ring.current.id, sealed, bound_to=(self.name,))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
