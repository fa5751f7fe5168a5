from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.jobs.stage import ask, look, nothing

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Unavailable
from adhelm.core.jobs import Job, Relay, Worker
from adhelm.core.jobs.distributed import open_queue, sender


class TestRelay:
    def test_hands_each_job_over_once_by_urgency(self, database: Database, clock: SetClock):
        handed: list[int] = []
        for priority in (0, 7, 3):
            ask(database, clock, priority=priority)
        ask(database, clock, kind="unknown")
        relay = Relay(database, ["k"], clock, lambda job: handed.append(job.priority))
        assert [relay.hand_over(), relay.hand_over()] == [3, 0]
        assert handed == [7, 3, 0]

    def test_hands_over_again_what_nobody_took(self, database: Database, clock: SetClock):
        handed: list[str] = []
        job_id = ask(database, clock)
        relay = Relay(database, ["k"], clock, lambda job: handed.append(job.id))
        relay.hand_over()
        clock.advance(timedelta(minutes=4))
        assert relay.hand_over() == 0
        clock.advance(timedelta(minutes=1))
        assert relay.hand_over() == 1
        assert handed == [job_id, job_id]

    def test_hands_over_at_once_what_lost_its_worker(self, database: Database, clock: SetClock):
        job_id = ask(database, clock)
        relay = Relay(database, ["k"], clock, nothing)  # type: ignore[arg-type]
        relay.hand_over()
        assert Worker(database, {"k": nothing}, clock=clock)._take() is not None
        clock.advance(timedelta(seconds=59))
        assert relay.hand_over() == 0
        clock.advance(timedelta(seconds=2))
        assert relay.hand_over() == 1
        assert look(database, job_id).attempts == 1

    def test_forgets_none_that_it_could_not_hand_over(self, database: Database, clock: SetClock):
        handed: list[str] = []

        def send(job: Job) -> None:
            if len(handed) == 1:
                raise Unavailable("away")
            handed.append(job.id)

        ids = [ask(database, clock) for _ in range(3)]
        relay = Relay(database, ["k"], clock, send)
        with pytest.raises(Unavailable):
            relay.hand_over()
        assert len(handed) == 1
        relay = Relay(database, ["k"], clock, lambda job: handed.append(job.id))
        assert relay.hand_over() == 2
        assert sorted(handed) == sorted(ids)

    def test_says_that_redis_is_away(
        self, sqlite_database: Database, clock: SetClock, tmp_path: Path
    ):
        ask(sqlite_database, clock)
        send = sender(open_queue(f"unix://{tmp_path}/nobody"))
        with pytest.raises(Unavailable, match="Redis"):
            Relay(sqlite_database, ["k"], clock, send).hand_over()
        handed: list[str] = []
        again = Relay(sqlite_database, ["k"], clock, lambda job: handed.append(job.id))
        assert again.hand_over() == 1
