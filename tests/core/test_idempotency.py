"""An answer that is kept …"""

from datetime import UTC, datetime

import sqlalchemy as sa

from adhelm.core import idempotency
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.idempotency import Given

_NOON = SetClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


def _ask(database: Database, key: str, body: bytes = b"") -> Given:
    return idempotency.once(
        database, clock=_NOON, asker="default/ada", key=key, request="POST /keys",
        act=lambda: Given(201, body),
    )  # fmt: skip


class TestAKeptAnswer:
    def test_is_given_again(self, database: Database):
        first = _ask(database, "wish-1", b'{"secret": "adh_key_otter"}')
        again = _ask(database, "wish-1", b"another")

        assert (again.status, again.body, again.again) == (201, first.body, True)

    def test_cannot_be_read_without_its_key(self, database: Database):
        """An answer may show what is shown once; a copy of the database must not."""
        _ask(database, "wish-1", b'{"secret": "adh_key_otter"}')

        with database.reading() as connection:
            (row,) = connection.execute(sa.select(idempotency.ANSWER)).all()
        assert b"otter" not in bytes(row.body)
        assert "wish-1" not in str(row)
