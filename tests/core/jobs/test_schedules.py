from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.jobs.conftest import Engine
from tests.core.jobs.stage import nothing, raising

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Unavailable
from adhelm.core.jobs import (
    BadSchedule,
    NoSuchSchedule,
    Run,
    Schedule,
    ScheduleChanged,
    ScheduleExists,
    ScheduleKept,
    Times,
    Worker,
    add_schedule,
    change_schedule,
    get_schedule,
    list_jobs,
    list_schedules,
    remove_schedule,
    schedule,
    unschedule,
)
from adhelm.core.jobs.times import next_time

# Celery still calls a method of Redis under its older name.
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning")
# Clocks that are put forward and back by an hour, by half of one, at midnight, in either
# hemisphere, and never.
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
         "Africa/Cairo", "Asia/Beirut", "Atlantic/Azores", "Asia/Tokyo", "UTC"]  # fmt: skip


class TestNextTime:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            # 02:30 does not come on 29 March 2026, and comes twice on 25 October.
            (date(2026, 3, 28), ["2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00",
                                 "2026-03-30T02:30+02:00"]),
            (date(2026, 10, 24), ["2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00",
                                  "2026-10-26T02:30+01:00"]),
        ],
    )  # fmt: skip
    def test_comes_once_on_the_days_when_clocks_change(self, day: date, expected: list[str]):
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin"))
        times = Times(cron="30 2 * * *", zone="Europe/Berlin")
        moments = _moments(times, start, 3)
        assert moments == [datetime.fromisoformat(text) for text in expected]

    @settings(max_examples=200, deadline=None)
    @given(
        st.sampled_from(ZONES),
        st.integers(0, 23),
        st.integers(0, 59),
        st.dates(date(2020, 1, 1), date(2035, 12, 1)),
        st.data(),
    )
    def test_comes_once_a_day_in_every_zone(
        self, name: str, hour: int, minute: int, day: date, data: Any
    ):
        zone, times = ZoneInfo(name), Times(cron=f"{minute} {hour} * * *", zone=name)
        at = datetime(day.year, day.month, day.day, tzinfo=zone) - timedelta(minutes=1)
        ticks: list[datetime] = []
        # As the scheduler asks: not at the very instant that was due, but some time after it.
        for _ in range(9):
            tick = next_time(times, after=at.astimezone(UTC), last=None)
            late = data.draw(st.integers(0, 3 * 3600), label="late")
            at = tick + timedelta(seconds=late)
            ticks.append(tick)
        days = [tick.astimezone(zone).date() for tick in ticks]
        first = days[0]
        assert days == [first + timedelta(days=n) for n in range(9)]
        for tick in ticks:
            local = tick.astimezone(zone)
            shown = local.hour * 60 + local.minute
            # On the wall as asked, or, where that was skipped, when the clocks had been put on.
            assert shown == hour * 60 + minute or _was_put_on(tick, zone)

    @settings(max_examples=100, deadline=None)
    @given(
        st.integers(1, 10**6), st.integers(0, 10**9), st.datetimes(timezones=st.just(UTC),
        min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001
    )  # fmt: skip
    def test_of_a_duration_keeps_its_beat(self, every: int, later: int, last: datetime):
        after = last + timedelta(seconds=later)
        step = timedelta(seconds=every)
        found = next_time(Times(every=step), after=after, last=last)
        assert after < found <= after + step
        assert (found - last) % step == timedelta(0)

    @pytest.mark.parametrize(
        "cron",
        ["", "* * * *", "0 0 30 2 *", "60 * * * *", "* * * * * *", "a b c d e", "@daily",
         "0 0 * * 8", "*/0 * * * *"],
    )  # fmt: skip
    def test_refuses_what_never_comes(self, cron: str):
        with pytest.raises(BadSchedule):
            next_time(Times(cron=cron), after=datetime(2026, 1, 1, tzinfo=UTC), last=None)

    @pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../../etc/passwd", "/etc/passwd"])
    def test_refuses_zones_that_nobody_knows(self, zone: str):
        with pytest.raises(BadSchedule, match="time zone"):
            next_time(
                Times(cron="0 0 * * *", zone=zone),
                after=datetime(2026, 1, 1, tzinfo=UTC),
                last=None,
            )


class TestSchedule:
    def test_asks_again_and_again_and_counts_missed_ticks_as_one(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        ran: list[datetime] = []
        handlers = {"k": lambda run: ran.append(run.clock.now())}
        start = clock.now()
        _keep(database, first_at=start + timedelta(minutes=1))
        assert engine.run_due(database, handlers, clock) == 0
        for minutes in (1, 1, 5):
            clock.advance(timedelta(minutes=minutes))
            engine.run_due(database, handlers, clock)
            engine.run_due(database, handlers, clock)
        assert [(at - start).total_seconds() / 60 for at in ran] == [1, 2, 7]
        clock.advance(timedelta(seconds=59))
        assert engine.run_due(database, handlers, clock) == 0

    def test_waits_for_its_last_job_and_then_runs_once(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        _keep(database, first_at=clock.now())
        down = {"k": raising(Unavailable("the platform does not answer"))}
        ran: list[datetime] = []
        up = {"k": lambda run: ran.append(run.clock.now())}
        assert engine.run_due(database, down, clock) == 1
        for _ in range(4):
            # Between two attempts, over many of its times: nothing else is asked for.
            clock.advance(timedelta(seconds=1))
            _keep(database, first_at=clock.now(), name="watch")
            engine.run_due(database, down, clock)
        assert _states(database) == ["queued"]
        clock.advance(timedelta(hours=2))
        engine.run_due(database, up, clock)
        assert _states(database) == ["done", "done"]
        assert len(ran) == 2
        assert engine.run_due(database, up, clock) == 0

    def test_asks_for_nothing_while_its_last_job_runs(self, database: Database, clock: SetClock):
        _keep(database, first_at=clock.now())
        seen: list[list[str]] = []

        def handle(_: Run) -> None:
            if seen:
                return
            clock.advance(timedelta(minutes=10))
            Worker(database, {}, clock=clock).run_due()
            seen.append(_states(database))

        assert Worker(database, {"k": handle}, clock=clock).run_due() == 2
        assert seen == [["running"]]
        assert _states(database) == ["done", "done"]

    def test_follows_a_cron_expression_in_its_zone(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        clock.set(datetime(2026, 3, 28, 0, 0, tzinfo=UTC))
        _add(database, clock, Times(cron="30 2 * * *", zone="Europe/Berlin"))
        ran: list[str] = []
        handlers = {"k": lambda run: ran.append(f"{run.clock.now():%d %H:%M}")}
        for _ in range(3 * 24 * 4):
            clock.advance(timedelta(minutes=15))
            engine.run_due(database, handlers, clock)
        assert ran == ["28 01:30", "29 01:00", "30 00:30"]
        found = _read(database)
        assert found.last_at == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
        assert found.next_at == datetime(2026, 3, 31, 0, 30, tzinfo=UTC)

    def test_asks_on_behalf_of_who_made_it(self, sqlite_database: Database, clock: SetClock):
        _add(sqlite_database, clock, Times(every=timedelta(minutes=1)))
        _keep(sqlite_database, first_at=clock.now() + timedelta(minutes=1))
        clock.advance(timedelta(minutes=1))
        assert Worker(sqlite_database, {"k": nothing}, clock=clock).run_due() == 2
        with sqlite_database.reading() as connection:
            jobs = list_jobs(connection, workspace_id="acme")
        asked = {(job.actor, job.actor_id) for job in jobs}
        assert asked == {("scheduler", "scheduler"), ("person", "per_1")}
        assert len({job.request_id for job in jobs}) == 2

    def test_ends_when_it_is_taken_back(self, sqlite_database: Database, clock: SetClock):
        _keep(sqlite_database, first_at=clock.now())
        with sqlite_database.transaction() as connection:
            unschedule(connection, workspace_id="acme", name="watch")
        assert Worker(sqlite_database, {"k": nothing}, clock=clock).run_due() == 0

    def test_rests_while_it_is_paused_and_then_has_missed_nothing(
        self, database: Database, clock: SetClock
    ):
        worker = Worker(database, {"k": nothing}, clock=clock)
        paused = _change(
            database, clock, _add(database, clock, Times(cron="0 * * * *")), paused=True
        )
        clock.advance(timedelta(hours=5, minutes=30))
        assert worker.run_due() == 0
        resumed = _change(database, clock, paused, paused=False)
        assert (resumed.version, resumed.next_at.hour) == (3, 15)
        assert worker.run_due() == 0
        clock.advance(timedelta(minutes=30))
        assert worker.run_due() == 1

    def test_takes_new_times_and_refuses_an_outdated_change(
        self, database: Database, clock: SetClock
    ):
        first = _add(database, clock, Times(cron="0 * * * *"))
        second = _change(database, clock, first, times=Times(every=timedelta(minutes=5)))
        assert second.next_at == clock.now() + timedelta(minutes=5)
        assert (second.times.cron, second.version) == (None, 2)
        with pytest.raises(ScheduleChanged):
            _change(database, clock, first, paused=True)

    def test_is_listed_by_name_page_by_page(self, sqlite_database: Database, clock: SetClock):
        for name in ("c", "a", "b"):
            _add(sqlite_database, clock, Times(cron="0 * * * *"), name=name)
        with sqlite_database.reading() as connection:
            first = list_schedules(connection, workspace_id="acme", limit=2)
            rest = list_schedules(connection, workspace_id="acme", after=first[-1].name)
            assert [one.name for one in (*first, *rest)] == ["a", "b", "c"]
            assert list_schedules(connection, workspace_id="other") == []

    def test_of_a_part_of_adhelm_can_be_paused_only(
        self, sqlite_database: Database, clock: SetClock
    ):
        _keep(sqlite_database, first_at=clock.now())
        kept = _read(sqlite_database)
        assert _change(sqlite_database, clock, kept, paused=True).paused
        with pytest.raises(ScheduleKept):
            _change(sqlite_database, clock, kept, payload={})
        with pytest.raises(ScheduleKept), sqlite_database.transaction() as connection:
            remove_schedule(connection, workspace_id="acme", name="watch")

    def test_is_made_once_and_removed_once(self, sqlite_database: Database, clock: SetClock):
        _add(sqlite_database, clock, Times(cron="0 * * * *"))
        with pytest.raises(ScheduleExists):
            _add(sqlite_database, clock, Times(cron="0 * * * *"))
        with sqlite_database.transaction() as connection:
            assert remove_schedule(connection, workspace_id="acme", name="watch").name == "watch"
            with pytest.raises(NoSuchSchedule):
                remove_schedule(connection, workspace_id="acme", name="watch")

    @pytest.mark.parametrize(
        "times",
        [Times(), Times(every=timedelta(hours=1), cron="0 * * * *"), Times(every=timedelta(0))],
    )
    def test_has_one_kind_of_times(self, sqlite_database: Database, clock: SetClock, times: Times):
        with pytest.raises(BadSchedule):
            _add(sqlite_database, clock, times)


def _moments(times: Times, start: datetime, count: int) -> list[datetime]:
    found: list[datetime] = []
    while len(found) < count:
        found.append(next_time(times, after=found[-1] if found else start, last=None))
    return found


def _was_put_on(tick: datetime, zone: ZoneInfo) -> bool:
    """Say whether clocks jumped over a piece of the wall just before this instant."""
    before = (tick - timedelta(seconds=1)).astimezone(zone).utcoffset()
    after = tick.astimezone(zone).utcoffset()
    return before is not None and after is not None and after > before


def _add(database: Database, clock: Any, times: Times, *, name: str = "watch") -> Schedule:
    with database.transaction() as connection:
        return add_schedule(
            connection, workspace_id="acme", name=name, kind="k", payload={}, times=times,
            made_by="person:per_1", clock=clock,
        )  # fmt: skip


def _change(database: Database, clock: Any, before: Schedule, **what: Any) -> Schedule:
    with database.transaction() as connection:
        return change_schedule(connection, before=before, clock=clock, **what)


def _states(database: Database) -> list[str]:
    with database.reading() as connection:
        return [str(job.state) for job in list_jobs(connection, workspace_id="acme")]


def _keep(database: Database, *, first_at: datetime, name: str = "") -> None:
    name = name or ("watch" if not _names(database) else "kept")
    with database.transaction() as connection:
        schedule(
            connection, workspace_id="acme", name=name, kind="k", payload={},
            every=timedelta(minutes=1), first_at=first_at,
        )  # fmt: skip


def _names(database: Database) -> list[str]:
    with database.reading() as connection:
        return [one.name for one in list_schedules(connection, workspace_id="acme")]


def _read(database: Database) -> Schedule:
    with database.reading() as connection:
        return get_schedule(connection, workspace_id="acme", name="watch")
