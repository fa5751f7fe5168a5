"""What is replaced …"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adhelm.act.feeds.logic import planning
from adhelm.act.feeds.types import Answers, Partition, Span

_DAYS = st.dates(date(2025, 11, 1), date(2026, 3, 31))
_KEY = ("meta", "1", "campaign")
_WHO = [("meta", "api", ""), ("meta", "files", ""), ("instagram", "api", "age")]


@st.composite
def spans(draw: st.DrawFn) -> Answers:
    found = draw(st.lists(st.tuples(_DAYS, st.integers(0, 40), st.sampled_from(_WHO)), max_size=4))
    made = [Span(first, first + timedelta(days=n), who) for first, n, who in found]
    return {_KEY: tuple(sorted(made))} if made else {}


def answering(answers: Answers, day: date) -> set[tuple[str, str, str]]:
    return {span.answer for span in answers.get(_KEY, ()) if span.first <= day <= span.last}


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class TestWhatMoved:
    @given(spans(), spans())
    def test_is_each_day_that_others_answer_for_now(self, old: Answers, new: Answers):
        found = {
            day for _, first, last in planning.moved(old, new) for day in every_day(first, last)
        }
        days = every_day(date(2025, 10, 1), date(2026, 6, 1))
        assert found == {day for day in days if answering(old, day) != answering(new, day)}

    @given(spans())
    def test_is_nothing_where_nothing_changed(self, answers: Answers):
        assert list(planning.moved(answers, answers)) == []

    @given(spans())
    def test_is_written_and_read_as_it_was(self, answers: Answers):
        assert planning.read(planning.written(answers)) == answers

    def test_may_last_until_the_end_of_time(self):
        span = Span(date(2026, 1, 1), date.max, _WHO[0])
        assert list(planning.moved({}, {_KEY: (span,)})) == [(_KEY, span.first, date.max)]


class TestPartitions:
    @given(st.lists(st.tuples(st.sampled_from(["1", "2"]), _DAYS, st.integers(0, 20))))
    def test_hold_each_day_once_and_lie_apart(self, given: list[tuple[str, date, int]]):
        found = [((who,), first, first + timedelta(days=n)) for who, first, n in given]
        parts = planning.joined("changes", found)
        for scope, first, last in found:
            for day in every_day(first, last):
                assert len([one for one in parts if one.scope == scope and _has(one, day)]) == 1

    @given(_DAYS, st.integers(0, 400))
    def test_are_cut_by_month_without_losing_a_day(self, first: date, length: int):
        whole = Partition("performance_daily", ("a",), first, first + timedelta(days=length))
        months = list(planning.by_month(whole))
        assert [day for one in months for day in _all(one)] == _all(whole)
        assert all(one.first and one.last and one.first.month == one.last.month for one in months)

    @given(st.lists(st.integers(0, 150_000), max_size=30))
    def test_are_packed_into_chunks_of_a_good_size(self, sizes: list[int]):
        parts = [Partition("entities", (str(n),)) for n in range(len(sizes))]
        rows = dict(zip(parts, sizes, strict=True))
        chunks = planning.packed(parts, rows)
        assert [one for chunk in chunks for one in chunk.partitions] == [
            one for one in parts if rows[one]
        ]
        assert [chunk.number for chunk in chunks] == list(range(1, len(chunks) + 1))
        assert all(chunk.rows <= 200_000 for chunk in chunks if len(chunk.partitions) > 1)


def _has(one: Partition, day: date) -> bool:
    return bool(one.first and one.last and one.first <= day <= one.last)


def _all(one: Partition) -> list[date]:
    assert one.first
    assert one.last
    return every_day(one.first, one.last)
