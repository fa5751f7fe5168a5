"""Notes and the calendar …"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.observe.plans.conftest import Desk, somebody

from adhelm.core.ads import Period
from adhelm.core.errors import AdhelmError, Forbidden
from adhelm.core.principal import Scope
from adhelm.observe import plans
from adhelm.observe.plans.logic.calendars import read_ics
from adhelm.observe.plans.types import (
    BadPlan,
    BadSheet,
    Change,
    Changed,
    DayKind,
    NoSuchPlan,
    OutOfReach,
    Reach,
)

DAY = date(2026, 3, 1)
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1@team
DTSTART;VALUE=DATE:20261123
DTEND;VALUE=DATE:20261201
SUMMARY:Black\\, and
  Cyber
CATEGORIES:Work,PROMOTION
BEGIN:VALARM
SUMMARY:Ring
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:2@team
DTSTART:20261231T233000Z
DURATION:PT1H
SUMMARY:Shop down
END:VEVENT
BEGIN:VEVENT
UID:3@team
STATUS:CANCELLED
DTSTART;VALUE=DATE:20260101
END:VEVENT
END:VCALENDAR
"""


def events(text: str, zone: str = "UTC"):
    return read_ics(text.encode(), file="t.ics", zone=zone, kind=DayKind.outage)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])


class TestANote:
    def test_is_kept_as_it_was_written(self, desk: Desk):
        text = "# <b>Sale</b>\n\n* -20 %"
        made = plans.add_note(**desk.parts, text=text, first_day=DAY, reach=Reach("meta"))
        changed = plans.change_note(
            **desk.parts, note_id=made.id, last_day=date(2026, 3, 3), expected=1
        )

        assert plans.list_notes(**desk.asked) == [changed]
        assert (changed.text, changed.version, changed.author) == (text, 2, "person:ann")
        assert plans.list_notes(**desk.asked, days=(date(2026, 3, 3), None)) == [changed]
        assert plans.list_notes(**desk.asked, days=(None, date(2026, 2, 28))) == []
        with pytest.raises(Changed):
            plans.remove_note(**desk.parts, note_id=made.id, expected=1)
        plans.remove_note(**desk.parts, note_id=made.id)
        assert plans.list_notes(**desk.asked) == []
        assert desk.actions() == [
            "done plans.add_note", "done plans.change_note", "done plans.remove_note",
        ]  # fmt: skip

    def test_for_staff_is_not_there_for_clients(self, desk: Desk):
        secret = plans.add_note(**desk.parts, text="margin", first_day=DAY, internal=True)
        public = plans.add_note(**desk.parts, text="sale", first_day=DAY)
        client = desk.of(somebody("cli", staff=False))

        assert plans.list_notes(**client.asked) == [public]
        for act in (plans.get_note, plans.change_note, plans.remove_note):
            parts = client.asked if act is plans.get_note else client.parts
            with pytest.raises(NoSuchPlan):
                act(**parts, note_id=secret.id)
        with pytest.raises(Forbidden):
            plans.add_note(**client.parts, text="x", first_day=DAY, internal=True)
        with pytest.raises(Forbidden):
            plans.change_note(**client.parts, note_id=public.id, internal=True)

    def test_on_an_account_is_for_those_who_see_it(self, desk: Desk):
        whole = plans.add_note(**desk.parts, text="all", first_day=DAY)
        other = plans.add_note(**desk.parts, text="x", first_day=DAY, reach=Reach("x", "x/9"))
        narrow = desk.of(somebody("nan", accounts=frozenset({"meta/1"})))

        assert plans.list_notes(**narrow.asked) == [whole]
        with pytest.raises(NoSuchPlan):
            plans.get_note(**narrow.asked, note_id=other.id)
        for act in (plans.change_note, plans.remove_note):
            with pytest.raises(OutOfReach):
                act(**narrow.parts, note_id=whole.id)

    @pytest.mark.parametrize(
        "told", [{"text": " "}, {"text": "x" * 10_001}, {"text": "\x00"}, {"text": "\ud800"},
                 {"last_day": date(2026, 2, 1)}, {"last_day": date.max}, {"first_day": date.min}],
    )  # fmt: skip
    def test_that_cannot_be_is_not_kept(self, sqlite_database, clock, told):
        desk = Desk(sqlite_database, clock, somebody("ann"))
        with pytest.raises(BadPlan):
            plans.add_note(**desk.parts, **{"text": "x", "first_day": DAY, **told})
        assert plans.list_notes(**desk.asked) == []

    def test_of_another_workspace_is_not_there(self, desk: Desk):
        made = plans.add_note(**desk.parts, text="x", first_day=DAY)
        other = desk.of(somebody("eve", workspace="globex"))
        assert plans.list_notes(**other.asked) == []
        with pytest.raises(NoSuchPlan):
            plans.remove_note(**other.parts, note_id=made.id)


class TestTheCalendar:
    def test_tells_the_days_of_a_period(self, desk: Desk):
        sale = plans.add_day(
            **desk.parts, kind=DayKind.promotion, name="Black Week", first_day=date(2026, 11, 23),
            last_day=date(2026, 11, 30), effect=Decimal("0.3"),
        )  # fmt: skip
        ends = [(date(2026, 11, 30), 1), (date(2026, 12, 1), 0)]
        for start, count in ends:
            period = Period(start, date(2027, 1, 1))
            assert len(plans.events_in(**desk.asked, period=period)) == count
        assert plans.events_in(**desk.asked, period=Period(DAY, DAY)) == []

        down = plans.change_day(**desk.parts, day_id=sale.id, kind=DayKind.outage, expected=1)
        assert (down.kind, down.effect) == (DayKind.outage, Decimal("0.3"))
        assert plans.list_calendar(**desk.asked, kind=DayKind.promotion) == []
        with pytest.raises(Changed):
            plans.remove_day(**desk.parts, day_id=sale.id, expected=1)
        plans.remove_day(**desk.parts, day_id=sale.id)
        with pytest.raises(NoSuchPlan):
            plans.get_day(**desk.asked, day_id=sale.id)

    @pytest.mark.parametrize(
        "told", [{"name": " "}, {"name": "a\nb"}, {"effect": Decimal(-2)},
                 {"effect": Decimal("NaN")}, {"last_day": date(2027, 6, 1)}],
    )  # fmt: skip
    def test_refuses_what_cannot_be(self, sqlite_database, clock, told):
        desk = Desk(sqlite_database, clock, somebody("ann"))
        usual: dict[str, Any] = {"kind": DayKind.other, "name": "x", "first_day": DAY}
        with pytest.raises(BadPlan):
            plans.add_day(**desk.parts, **{**usual, **told})
        with pytest.raises(Forbidden):
            plans.add_day(**desk.of(somebody("vi", Scope.read)).parts, **usual)

    def test_takes_a_file_once(self, desk: Desk):
        def load(text=ICS, **more):
            steps = plans.import_calendar(
                **desk.parts, data=text.encode(), file="t.ics", zone="Europe/Berlin", **more
            )
            return [each.change for each in steps]

        assert load(dry_run=True) == [Change.new] * 2
        assert plans.list_calendar(**desk.asked) == []
        assert load() == [Change.new] * 2
        assert load() == [Change.same] * 2
        assert load(ICS.replace("Shop", "Site")) == [Change.same, Change.changed]
        found = plans.list_calendar(**desk.asked)
        assert [(each.name, each.version) for each in found] == [
            ("Black, and Cyber", 1), ("Site down", 2),
        ]  # fmt: skip
        with pytest.raises(BadPlan):
            plans.import_calendar(**desk.parts, data=b"", file="t.ics", zone="Mars/Base")

    def test_takes_the_holidays_of_a_country_once(self, desk: Desk):
        told = {**desk.parts, "country": "DE", "region": "BY", "years": [2026]}
        steps = plans.import_holidays(**told)
        again = plans.import_holidays(**told)

        assert {each.change for each in steps} == {Change.new}
        assert {each.change for each in again} == {Change.same}
        days = {each.first_day for each in plans.list_calendar(**desk.asked)}
        assert {date(2026, 1, 6), date(2026, 4, 3), date(2026, 12, 25)} <= days
        cannot_be: tuple[dict[str, Any], ...] = (
            {"country": "QQ"}, {"region": "ZZ"}, {"years": []}, {"years": [1, 2026]},
        )  # fmt: skip
        for wrong in cannot_be:
            with pytest.raises(BadPlan):
                plans.import_holidays(**{**told, **wrong})

    def test_says_what_is_missing_for_holidays(self, desk: Desk, monkeypatch):
        monkeypatch.setitem(sys.modules, "holidays", None)
        with pytest.raises(plans.HolidaysMissing):
            plans.import_holidays(**desk.parts, country="DE", years=[2026])


class TestACalendarFile:
    def test_is_read_in_local_days(self):
        sale, down = events(ICS, "Europe/Berlin")

        assert (sale.first_day, sale.last_day) == (date(2026, 11, 23), date(2026, 11, 30))
        assert (sale.kind, sale.name) == (DayKind.promotion, "Black, and Cyber")
        assert (down.first_day, down.last_day) == (date(2027, 1, 1), date(2027, 1, 1))
        assert down.kind is DayKind.outage
        assert events(ICS, "UTC")[1].last_day == date(2027, 1, 1)
        assert events(ICS, "UTC")[1].first_day == date(2026, 12, 31)

    def test_ends_before_the_moment_it_names(self):
        for lines, last in (
            (["DTSTART:20260301T100000", "DTEND:20260302T000000"], 1),
            (["DTSTART;TZID=America/New_York:20260301T230000", "DURATION:PT30M"], 2),
            (["DTSTART;VALUE=DATE:20260301", "DURATION:P2D"], 2),
            (["DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260301"], 1),
            (["DTSTART;VALUE=DATE:20260301"], 1),
            (["DTSTART;VALUE=DATE:20260301", "DTEND:20260304T000000"], 3),
        ):
            (found,) = events(event(*lines), "UTC")
            assert found.last_day == date(2026, 3, last), lines

    @pytest.mark.parametrize(
        "text",
        [
            "", "BEGIN:VEVENT\nEND:VEVENT", event("SUMMARY:x"), event("DTSTART:tomorrow"),
            event("DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=DAILY"),
            event("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260201"),
            event("DTSTART;VALUE=DATE:20260301", "DURATION:P9999D"),
            event("DTSTART;VALUE=DATE:20260301", "DURATION:PT99999999999S"),
            event("DTSTART;TZID=Mars/Base:20260301T100000"), event("DTSTART;VALUE=DATE:00010101"),
            event("UID:1", "DTSTART;VALUE=DATE:20260301")[:-len("END:VCALENDAR")]
            + event("UID:1", "DTSTART;VALUE=DATE:20260302"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_is_refused(self, text):
        with pytest.raises(BadSheet):
            events(text)

    @given(
        st.lists(
            st.one_of(
                st.sampled_from([*ICS.splitlines(), "DTEND:20260301T000000", "DURATION:P1W",
                                 "DTSTART;TZID=/:20260301T000000", "DTEND;VALUE=DATE:20261201"]),
                st.text(max_size=20),
            ),
            max_size=30,
        )
    )  # fmt: skip
    def test_of_any_lines_is_read_or_refused(self, lines):
        text = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT"])
        try:
            found = read_ics(text.encode(errors="ignore"), file="t", zone="UTC", kind=DayKind.other)
        except AdhelmError as refused:
            assert refused.code == "plans.bad_rows"  # noqa: PT017 - either end is right
        else:
            assert all(each.first_day <= each.last_day and each.name for each in found)

    @given(st.dates(date(2000, 1, 1), date(2097, 12, 31)), st.integers(1, 366))
    def test_keeps_whole_days(self, first, days):
        last = date.fromordinal(first.toordinal() + days)
        (found,) = events(event(f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
                                f"DTEND;VALUE=DATE:{last:%Y%m%d}"))  # fmt: skip
        assert (found.first_day, (found.last_day - first).days) == (first, days - 1)


class TestSomebodyNarrowed:
    def test_does_not_change_what_is_of_all(self, desk: Desk):
        plans.import_calendar(**desk.parts, data=ICS.encode(), file="t.ics")
        who = replace(desk.who, accounts=frozenset({"meta/1"}))
        changed = ICS.replace("Shop", "Site").encode()
        for reach in (Reach(), Reach("meta", "meta/1")):
            with pytest.raises(OutOfReach):
                plans.import_calendar(**desk.of(who).parts, data=changed, file="t.ics", reach=reach)
