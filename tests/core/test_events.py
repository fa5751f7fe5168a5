from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from adhelm.core.ads import Level, Money
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.events import (
    EVENT,
    Recorded,
    UnknownEvent,
    dispatch,
    event,
    forget,
    history,
    last_seq,
    publish,
    publish_last,
    told_since,
    upcast,
)


@event("tests.counted", version=3)
@dataclass(frozen=True, slots=True)
class Counted:
    total: int
    unit: str = "rows"


@upcast("tests.counted", from_version=1)
def _named_n(payload):
    return {"total": payload["n"]}


@upcast("tests.counted", from_version=2)
def _without_unit(payload):
    return {**payload, "unit": "lines"}


@event("tests.spent")
@dataclass(frozen=True, slots=True)
class Spent:
    money: Money
    day: date
    at: datetime
    level: Level
    names: tuple[str, ...]


class TestPublish:
    def test_numbers_events_within_their_workspace(self, database: Database, clock: SetClock):
        with database.transaction() as connection:
            numbers = [
                publish(connection, Counted(n), workspace_id=workspace, clock=clock)
                for n, workspace in enumerate(["acme", "acme", "other", "acme"])
            ]
        assert numbers == [1, 2, 1, 3]

    def test_keeps_every_value_exactly(self, database: Database, clock: SetClock):
        spent = Spent(
            Money(Decimal("33.510000001"), "EUR"),
            date(2026, 2, 28),
            datetime(2026, 2, 28, 23, 59, 59, 123456, UTC),
            Level.ad,
            ("Größe", "日本"),
        )
        with database.transaction() as connection:
            publish(connection, spent, workspace_id="acme", clock=clock)
        with database.reading() as connection:
            found = history(connection, workspace_id="acme")
        assert found == [Recorded("acme", 1, "tests.spent", clock.now(), spent)]

    def test_is_undone_with_its_transaction(self, database: Database, clock: SetClock):
        with pytest.raises(ZeroDivisionError), database.transaction() as connection:
            publish(
                connection, Counted(1 // _zero(connection, clock)), workspace_id="a", clock=clock
            )
        with database.reading() as connection:
            assert history(connection, workspace_id="acme") == []

    def test_refuses_what_is_not_registered(self, sqlite_database: Database, clock: SetClock):
        with sqlite_database.transaction() as connection, pytest.raises(UnknownEvent, match="str"):
            publish(connection, "happened", workspace_id="acme", clock=clock)

    @given(amount=st.decimals(allow_nan=False, allow_infinity=False, places=9))
    @settings(max_examples=40)
    def test_writes_money_as_text(self, amount: Decimal):
        adapter = TypeAdapter(Money)
        written = adapter.dump_python(Money(amount, "EUR"), mode="json")
        assert isinstance(written["amount"], str)
        assert adapter.validate_python(written).amount == amount


class TestRegistering:
    def test_a_name_twice_is_refused(self):
        with pytest.raises(TypeError, match="registered once"):
            event("tests.counted")(Spent)

    def test_what_is_no_dataclass_is_refused(self):
        with pytest.raises(TypeError, match="dataclass"):
            event("tests.other")(str)


class TestAnOlderEvent:
    @pytest.mark.parametrize(
        ("version", "payload", "expected"),
        [
            (1, {"n": 4}, Counted(4, "lines")),
            (2, {"total": 4}, Counted(4, "lines")),
            (3, {"total": 4}, Counted(4, "rows")),
        ],
    )
    def test_is_brought_up_to_date(
        self, sqlite_database: Database, clock: SetClock, version: int, payload, expected: Counted
    ):
        _write(sqlite_database, clock, "tests.counted", version, payload)
        with sqlite_database.reading() as connection:
            assert history(connection, workspace_id="acme")[0].event == expected

    @pytest.mark.parametrize(
        ("name", "version", "payload"),
        [
            ("tests.counted", 4, {}),
            ("tests.gone", 1, {}),
            ("tests.counted", 0, {}),
            ("tests.counted", 3, {"total": "many"}),
        ],
    )
    def test_that_nobody_knows_is_refused(
        self, sqlite_database: Database, clock: SetClock, name: str, version: int, payload
    ):
        _write(sqlite_database, clock, name, version, payload)
        with sqlite_database.reading() as connection, pytest.raises(UnknownEvent):
            history(connection, workspace_id="acme")


class TestDispatch:
    def test_delivers_each_event_in_order_and_once(self, database: Database, clock: SetClock):
        heard = []
        handlers = {Counted: [lambda _, recorded: heard.append(recorded.event.total)]}
        _publish(database, clock, "acme", 3)
        assert dispatch(database, handlers, clock=clock).delivered == 3
        assert dispatch(database, handlers, clock=clock).delivered == 0
        assert heard == [0, 1, 2]

    def test_stops_a_workspace_whose_handler_fails_and_goes_on_there_later(
        self, database: Database, clock: SetClock
    ):
        heard: list[tuple[str, int]] = []
        broken = True

        def handle(connection: sa.Connection, recorded: Recorded) -> None:
            if broken and recorded.workspace_id == "acme" and recorded.seq == 2:
                raise OSError("no")
            heard.append((recorded.workspace_id, recorded.seq))

        _publish(database, clock, "acme", 3)
        _publish(database, clock, "other", 1)
        done = dispatch(database, {Counted: [handle]}, clock=clock)
        assert (done.delivered, list(done.stopped)) == (2, ["acme"])
        broken = False
        assert dispatch(database, {Counted: [handle]}, clock=clock).delivered == 2
        assert heard == [("acme", 1), ("other", 1), ("acme", 2), ("acme", 3)]

    def test_undoes_what_a_failing_handler_wrote(self, database: Database, clock: SetClock):
        def handle(connection: sa.Connection, recorded: Recorded) -> None:
            publish(connection, Counted(99), workspace_id=recorded.workspace_id, clock=clock)
            raise OSError("no")

        _publish(database, clock, "acme", 1)
        dispatch(database, {Counted: [handle]}, clock=clock)
        with database.reading() as connection:
            assert len(history(connection, workspace_id="acme")) == 1

    def test_passes_events_that_nobody_wants(self, sqlite_database: Database, clock: SetClock):
        _publish(sqlite_database, clock, "acme", 2)
        assert dispatch(sqlite_database, {}, clock=clock).delivered == 2


def _publish(database: Database, clock: SetClock, workspace: str, count: int) -> None:
    with database.transaction() as connection:
        for n in range(count):
            publish(connection, Counted(n), workspace_id=workspace, clock=clock)


def _zero(connection: sa.Connection, clock: SetClock) -> int:
    publish(connection, Counted(1), workspace_id="acme", clock=clock)
    return 0


def _write(database: Database, clock: SetClock, name: str, version: int, payload) -> None:
    row = {"name": name, "version": version, "payload": payload, "at": clock.now()}
    with database.transaction() as connection:
        connection.execute(EVENT.insert().values(workspace_id="acme", seq=1, **row))


class TestPublishLast:
    def test_writes_just_before_the_commit_in_the_order_asked(
        self, database: Database, clock: SetClock
    ):
        with database.transaction() as connection:
            publish_last(connection, Counted(1), workspace_id="acme", clock=clock)
            publish_last(connection, Counted(2), workspace_id="acme", clock=clock)
            assert last_seq(connection, workspace_id="acme") == 0
        with database.reading() as connection:
            told = told_since(connection, {"acme": 0})
            assert last_seq(connection, workspace_id="acme") == 2
        assert [one.payload["total"] for one in told] == [1, 2]

    def test_writes_nothing_if_the_transaction_is_undone(self, database: Database, clock: SetClock):
        with database.engine.connect() as connection, connection.begin() as undone:
            publish_last(connection, Counted(1), workspace_id="acme", clock=clock)
            undone.rollback()
        with database.reading() as connection:
            assert last_seq(connection, workspace_id="acme") == 0


class TestToldSince:
    def test_goes_on_in_each_workspace_from_its_own_place(
        self, database: Database, clock: SetClock
    ):
        with database.transaction() as connection:
            for n in range(4):
                publish(connection, Counted(n), workspace_id="acme", clock=clock)
                publish(connection, Counted(n), workspace_id="other", clock=clock)
                publish(connection, Counted(n), workspace_id="third", clock=clock)
        with database.reading() as connection:
            told = told_since(connection, {"acme": 2, "other": 3})
            assert told_since(connection, {}) == []
        assert [(one.workspace_id, one.seq) for one in told] == [
            ("acme", 3), ("acme", 4), ("other", 4),
        ]  # fmt: skip

    def test_tells_what_a_newer_version_wrote_as_it_wrote_it(
        self, database: Database, clock: SetClock
    ):
        with database.transaction() as connection:
            publish(connection, Counted(1), workspace_id="acme", clock=clock)
            connection.execute(EVENT.update().values(version=99, payload={"new": True}))
        with database.reading() as connection:
            (told,) = told_since(connection, {"acme": 0})
        assert (told.name, told.payload) == ("tests.counted", {"new": True})


class TestForget:
    def test_takes_old_events_of_these_names_only(self, database: Database, clock: SetClock):
        with database.transaction() as connection:
            publish(connection, Counted(1), workspace_id="acme", clock=clock)
            clock.advance(timedelta(days=2))
            publish(connection, Counted(2), workspace_id="acme", clock=clock)
            old = clock.now() - timedelta(days=1)
            assert forget(connection, names=["tests.spent"], before=old) == 0
            assert forget(connection, names=["tests.counted"], before=old) == 1

    def test_leaves_the_numbers_going_on_where_they_were(self, database: Database, clock: SetClock):
        with database.transaction() as connection:
            for n in range(3):
                publish(connection, Counted(n), workspace_id="acme", clock=clock)
            later = clock.now() + timedelta(days=1)
            assert forget(connection, names=["tests.counted"], before=later) == 2
            assert publish(connection, Counted(4), workspace_id="acme", clock=clock) == 4
