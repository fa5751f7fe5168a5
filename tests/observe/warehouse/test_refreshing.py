"""Rates are brought where amounts need them, once a working day, and when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.observe.warehouse import bank as banks
from tests.observe.warehouse.bank import HISTORY, LATEST, Bank
from tests.observe.warehouse.deliveries import Fact, deliver

from adhelm.core import jobs
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.jobs import Job, State, Worker
from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import BadRates, NoSource, RateSource, Warehouse, tasks
from adhelm.observe.warehouse.logic.gaps import first_gap
from adhelm.observe.warehouse.service.refreshing import ask_refresh
from adhelm.observe.warehouse.types import Booked, Fixing, Rate

FRIDAY, SUNDAY = date(2026, 2, 27), date(2026, 3, 1)
DAYS = {
    FRIDAY - timedelta(days=ago): {"USD": f"1.{100 - ago}", "JPY": f"16{ago % 10}.5"}
    for ago in range(80)
    if (FRIDAY - timedelta(days=ago)).weekday() < 5
}
LONG_AGO = date(2023, 5, 15)


@pytest.fixture
def bank() -> Iterator[Bank]:
    with banks.playing() as played:
        played.publish(DAYS)
        yield played


class Desk:
    """A workspace with a worker, whose rates come from a bank."""

    def __init__(self, warehouse: Warehouse, principal: Principal, bank: Bank) -> None:
        self.warehouse, self.principal = warehouse, principal
        self.source = bank.source()
        self.filled: list[str] = []

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.warehouse.clock, SetClock)
        return self.warehouse.clock

    def book(self, currency: str, *days: date) -> None:
        facts = [Fact(currency, day, account=currency, currency=currency) for day in days]
        deliver(self.warehouse, facts, principal=self.principal)

    def run(self, **payload: Any) -> Job:
        database = self.warehouse.database
        with database.transaction() as connection:
            job_id = jobs.enqueue(
                connection, workspace_id=self.principal.workspace_id, kind=tasks.REFRESH,
                payload=payload, clock=self.clock,
            )  # fmt: skip
        self.work()
        return self.job(job_id)

    def work(self) -> None:
        handlers = tasks.handlers(
            warehouse=lambda: self.warehouse, source=lambda: self.source,
            filled=lambda run: self.filled.append(run.job.id),
        )  # fmt: skip
        Worker(self.warehouse.database, handlers, clock=self.clock).run_due()

    def job(self, job_id: str) -> Job:
        with self.warehouse.database.reading() as connection:
            return jobs.get_job(connection, workspace_id=self.principal.workspace_id, job_id=job_id)

    def schedules(self) -> list[jobs.Schedule]:
        with self.warehouse.database.reading() as connection:
            return jobs.list_schedules(connection, workspace_id=self.principal.workspace_id)

    def rate(self, day: date, base: str = "USD", quote: str = "EUR") -> Rate:
        now = warehouses.snapshot(self.warehouse, principal=self.principal)
        return warehouses.rate_on(now, day=day, base=base, quote=quote)

    def fixings(self) -> dict[tuple[date, str], Fixing]:
        now = warehouses.snapshot(self.warehouse, principal=self.principal)
        return {(one.day, one.quote): one for one in warehouses.fixings(now)}

    def said(self) -> list[tuple[bool, str]]:
        found = warehouses.quality_results(self.warehouse, principal=self.principal)
        return [
            (one.result.passed, one.result.message)
            for one in found
            if one.result.check == "fx.brought"
        ]


@pytest.fixture
def desk(warehouse: Warehouse, principal: Principal, bank: Bank) -> Desk:
    return Desk(warehouse, principal, bank)


class TestAfterAnArrival:
    def test_a_second_currency_brings_ninety_days_of_rates(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        assert desk.run().state is State.done
        assert (bank.asked, desk.schedules()) == ([], [])
        desk.book("USD", FRIDAY - timedelta(days=30), SUNDAY)
        job = desk.run()
        assert (job.state, bank.asked, desk.filled) == (State.done, [LATEST], [job.id])
        assert len(desk.fixings()) == 2 * len(DAYS)
        weekend = desk.rate(SUNDAY, "EUR", "USD")
        assert (weekend.rate, weekend.fixed_on, weekend.source) == (Decimal("1.1"), FRIDAY, "ecb")
        (schedule,) = desk.schedules()
        assert (schedule.kind, schedule.made_by) == (tasks.REFRESH, "")
        assert schedule.next_at == datetime(2026, 3, 2, 16, tzinfo=UTC)

    def test_what_is_known_is_not_asked_for_again(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        desk.run()
        desk.book("USD", FRIDAY - timedelta(days=3))
        assert desk.run().state is State.done
        assert bank.asked == [LATEST]

    def test_days_of_years_ago_bring_the_history_from_there_on(self, desk: Desk, bank: Bank):
        old = {LONG_AGO - timedelta(days=400): {"USD": "1.5"}, LONG_AGO: {"USD": "1.0876"}}
        bank.publish({**old, **DAYS})
        desk.book("EUR", FRIDAY)
        desk.book("USD", LONG_AGO, FRIDAY)
        assert desk.run().state is State.done
        assert bank.asked == [HISTORY]
        assert desk.rate(LONG_AGO, "EUR", "USD").rate == Decimal("1.0876")
        assert min(desk.fixings())[0] == LONG_AGO

    def test_a_currency_that_is_not_published_is_asked_for_once(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        desk.book("KWD", FRIDAY)
        job = desk.run()
        desk.run()
        assert bank.asked == [LATEST]
        with desk.warehouse.database.reading() as connection:
            lines = jobs.read_lines(
                connection, workspace_id=desk.principal.workspace_id, job_id=job.id
            )
        assert any("no rate for KWD" in line.text for line in lines)

    def test_rates_of_ones_own_are_enough_and_stay(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        own = [Fixing("USD", "EUR", FRIDAY, Decimal("0.5"), "treasury")]
        warehouses.load_rates(desk.warehouse, principal=desk.principal, batch_id="1", rows=own)
        desk.run()
        assert bank.asked == []
        assert desk.run(asked=True).state is State.done
        assert (desk.rate(FRIDAY).rate, desk.rate(FRIDAY).source) == (Decimal("0.5"), "treasury")
        assert desk.fixings()[FRIDAY, "JPY"].source == "ecb"


class TestDaily:
    def test_a_correction_replaces_and_the_same_changes_nothing(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        desk.run()
        before = warehouses.versions(desk.warehouse, principal=desk.principal)[0].version
        desk.clock.set(datetime(2026, 3, 2, 16, tzinfo=UTC))
        desk.work()
        assert bank.asked == [LATEST, LATEST]
        now = warehouses.versions(desk.warehouse, principal=desk.principal)[0].version
        assert now == before
        bank.publish({**DAYS, FRIDAY: {"USD": "1.2", "JPY": "160.5"}})
        desk.clock.set(datetime(2026, 3, 3, 16, tzinfo=UTC))
        desk.work()
        assert desk.rate(FRIDAY, "EUR", "USD").rate == Decimal("1.2")
        pinned = warehouses.snapshot(desk.warehouse, principal=desk.principal, as_of=before)
        old = warehouses.rate_on(pinned, day=FRIDAY, base="EUR", quote="USD")
        assert old.rate == Decimal("1.1")
        assert len(desk.filled) == 1

    def test_nobody_is_asked_where_amounts_have_ended(self, desk: Desk, bank: Bank):
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        desk.run()
        desk.clock.set(datetime(2026, 3, 20, 17, tzinfo=UTC))
        desk.work()
        assert bank.asked == [LATEST]


class TestFailing:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"<html>Maintenance</html>", "fx.bad_rates"),
            (b"<Cube time='2026-02-27'><Cube currency='USD'", "fx.bad_rates"),
            (b"x" * ((1 << 20) + 1), "outbound.too_large"),
            (banks.xml({date(2031, 1, 2): {"USD": "1.1"}}), "fx.bad_rates"),
        ],
    )  # fmt: skip
    def test_answers_are_told_and_earlier_rates_stay(
        self, desk: Desk, bank: Bank, body: bytes, code: str
    ):
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        desk.run()
        before = desk.fixings()
        bank.files = {LATEST: body}
        job = desk.run(asked=True)
        assert (job.state, job.error_code) == (State.failed, code)
        assert desk.fixings() == before
        passed, message = desk.said()[0]
        assert not passed
        assert code in message
        bank.publish(DAYS)
        assert desk.run(asked=True).state is State.done
        assert desk.said()[0][0]

    def test_a_broken_archive_is_told(self, desk: Desk, bank: Bank):
        whole = banks.packed(DAYS)
        for broken in (whole[:-30], whole[:60] + b"\0\0\0\0" + whole[64:], b"PK\x03\x04"):
            bank.files = {HISTORY: broken}
            job = desk.run(asked=True, since="2020-01-01")
            assert (job.state, job.error_code) == (State.failed, "fx.bad_rates")

    @pytest.mark.parametrize("silent", [True, False])
    def test_no_answer_is_asked_for_again_and_then_told(
        self, desk: Desk, bank: Bank, *, silent: bool
    ):
        desk.source = bank.source(timeout_s=0.2)
        bank.silent, bank.status = silent, 500
        job = desk.run(asked=True)
        tries = 1
        while job.state is State.queued:
            assert desk.said() == []
            desk.clock.advance(timedelta(hours=1))
            desk.work()
            job = desk.job(job.id)
            tries += 1
        code = "outbound.no_answer" if silent else "fx.unavailable"
        assert (job.state, job.error_code, tries) == (State.failed, code, job.max_attempts)
        assert len(desk.said()) == 1
        assert desk.fixings() == {}

    def test_a_day_that_is_none_is_refused(self, desk: Desk):
        job = desk.run(asked=True, since="soon")
        assert (job.state, job.error_code) == (State.failed, "fx.bad_payload")


class TestGaps:
    @given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 400))
    def test_lie_between_the_first_rate_there_was_and_today(self, first: date, days: int):
        booked = [Booked("USD", Period(first, first + timedelta(days=days)))]
        gap = first_gap(booked, [], fixed=[], today=SUNDAY)
        inside = [day for day in booked[0].days if date(1999, 1, 4) <= day <= SUNDAY]
        assert gap == (inside[0] if inside else None)

    @given(st.lists(st.dates(date(2026, 1, 1), SUNDAY), min_size=1, max_size=20, unique=True))
    def test_are_days_that_no_fixing_reaches(self, fixed: list[date]):
        booked = [Booked("USD", Period.closed(date(2026, 1, 1), SUNDAY))]
        known = [Fixing("EUR", "USD", day, Decimal("1.1"), "mine") for day in fixed]
        bare = [
            day for day in booked[0].days if not any(0 <= (day - each).days <= 7 for each in fixed)
        ]
        assert first_gap(booked, known, fixed=[], today=SUNDAY) == (bare[0] if bare else None)
        silent = first_gap(booked, [], fixed=sorted(fixed), today=SUNDAY)
        assert silent == (bare[0] if bare else None)


class TestSwitchedOff:
    def test_nobody_is_asked_and_asking_is_refused(self, desk: Desk, bank: Bank):
        desk.source = RateSource("", desk.source.http)
        desk.book("EUR", FRIDAY)
        desk.book("USD", FRIDAY)
        assert desk.run().state is State.done
        assert desk.run(daily=True).state is State.done
        assert (bank.asked, desk.schedules()) == ([], [])
        assert desk.run(asked=True).error_code == NoSource.code
        with pytest.raises(NoSource, match="from nowhere"):
            ask_refresh(
                principal=desk.principal, database=desk.warehouse.database, clock=desk.clock,
                source=desk.source,
            )  # fmt: skip


class TestByHand:
    def test_one_currency_needs_no_rates_until_somebody_asks(self, desk: Desk, bank: Bank):
        desk.book("USD", LONG_AGO)
        desk.run()
        assert (bank.asked, desk.schedules()) == ([], [])
        bank.publish({LONG_AGO: {"JPY": "147.5", "USD": "1.0876"}, **DAYS})
        assert desk.run(asked=True).state is State.done
        assert desk.rate(LONG_AGO, "USD", "JPY").fixed_on == LONG_AGO
        desk.run()
        assert (bank.asked, len(desk.schedules())) == ([HISTORY], 1)

    def test_all_is_brought_at_once_and_counted(self, desk: Desk):
        how: Any = {"principal": desk.principal, "source": desk.source}
        first = warehouses.refresh(desk.warehouse, **how, batch_id="1", since=FRIDAY)
        again = warehouses.refresh(desk.warehouse, **how, batch_id="2")
        assert first.published is not None
        assert again.published is not None
        assert (first.published.added, again.published.unchanged) == (2 * len(DAYS), 2 * len(DAYS))
        assert (first.last, again.published.changed_data) == (FRIDAY, False)

    def test_a_file_that_holds_none_of_the_days_is_refused(self, desk: Desk, bank: Bank):
        bank.files = {LATEST: banks.xml({SUNDAY + timedelta(days=1): {"USD": "1.1"}})}
        with pytest.raises(BadRates, match="none of its rates"):
            warehouses.refresh(
                desk.warehouse, principal=desk.principal, source=desk.source, batch_id="1"
            )
