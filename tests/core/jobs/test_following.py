from datetime import timedelta

from tests.core.jobs.stage import nothing

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Unavailable
from adhelm.core.jobs import Arrivals, Worker, ask_next, list_jobs

KINDS = ("learn", "search", "tell")


def asked(database: Database, workspace: str = "acme") -> list[str]:
    """Return the kinds of all jobs there are, in the order of their asking."""
    with database.reading() as connection:
        jobs = list_jobs(connection, workspace_id=workspace)
    return [job.kind for job in reversed(jobs)]


def arrive(database: Database, clock: SetClock, *, cause: str = "") -> None:
    clock.advance(timedelta(seconds=1))
    if not cause:
        Arrivals(database, clock, KINDS).note("acme")
        return
    with database.transaction() as connection:
        ask_next(connection, workspace_id="acme", kinds=KINDS, clock=clock, cause=cause)


class TestWhatFollows:
    def test_is_asked_for_once_while_nobody_works(self, database: Database, clock: SetClock):
        for _ in range(5):
            arrive(database, clock)
        assert sorted(asked(database)) == sorted(KINDS)
        assert asked(database, "other") == []

    def test_is_asked_for_again_as_a_whole_once_some_of_it_is_done(
        self, database: Database, clock: SetClock
    ):
        arrive(database, clock)
        Worker(database, {"learn": nothing}, clock=clock).run_due()
        arrive(database, clock)
        assert sorted(asked(database)) == sorted(KINDS * 2)

    def test_does_not_count_on_what_waits_to_be_tried_again(
        self, database: Database, clock: SetClock
    ):
        def fail(_: object) -> None:
            raise Unavailable("later")

        arrive(database, clock)
        Worker(database, dict.fromkeys(KINDS, fail), clock=clock).run_due()
        arrive(database, clock)
        assert sorted(asked(database)) == sorted(KINDS * 2)

    def test_is_asked_for_once_of_one_cause(self, database: Database, clock: SetClock):
        arrive(database, clock, cause="job 7")
        Worker(database, {"learn": nothing}, clock=clock).run_due()
        arrive(database, clock, cause="job 7")
        assert sorted(asked(database)) == sorted(KINDS)
