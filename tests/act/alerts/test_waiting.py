"""What waits and what came in, as each engine keeps it."""

from adhelm.act.alerts.store import waiting
from adhelm.core.clock import SetClock
from adhelm.core.db import Database


class TestAReplyOfAButton:
    def test_is_the_first_of_its_kind_once(self, database: Database, clock: SetClock):
        def first(workspace_id: str, reply_id: str) -> bool:
            with database.durable() as connection:
                return waiting.first_reply(connection, workspace_id, reply_id, at=clock.now())

        assert first("acme", "one")
        assert not first("acme", "one")
        assert first("acme", "two")
        assert first("other", "one")
