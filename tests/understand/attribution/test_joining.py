"""Touches and conversions of the same people become paths within their windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.understand.attribution.logic.columns import Sale, Touch, columns
from adhelm.understand.attribution.logic.joining import DAY_MS, Joined, Windows, both, joined
from adhelm.understand.attribution.types import By

DAY = datetime(2026, 3, 1, tzinfo=UTC)
WINDOWS = Windows(7 * DAY_MS, 1 * DAY_MS)


def touch(person: str, days: float, platform: str = "meta", kind: str = "click") -> Touch:
    return person, DAY + timedelta(days=days), kind, "", platform, ""


def sale(person: str, days: float, value: str | None = "10") -> Sale:
    return person, DAY + timedelta(days=days), Decimal(value) if value else None


def join(touches: list[Touch], sales: list[Sale], since: float = 0) -> Joined:
    met, sold = columns(touches, sales, by=By.channel)
    at = int((DAY + timedelta(days=since)).timestamp()) * 1000
    return joined(met, sold, windows=WINDOWS, since=at)


def told(found: Joined) -> list[tuple[list[str], float, float, float]]:
    paths = found.paths
    return [
        (
            [paths.channels[n] for n in paths.touch[begin:end]],
            float(paths.conversions[at]),
            float(paths.values[at]),
            float(paths.nulls[at]),
        )
        for at, (begin, end) in enumerate(zip(paths.start, paths.start[1:], strict=False))
    ]


class TestAPath:
    def test_holds_the_touches_of_its_window_in_order(self):
        touches = [touch("p", 3, "x"), touch("p", 1, "meta"), touch("q", 2, "tiktok")]
        found = join(touches, [sale("p", 4)])
        assert told(found) == [(["meta", "x"], 1, 10, 0), (["tiktok"], 0, 0, 1)]
        assert found.paths.age_days is not None
        assert found.paths.age_days[:2].tolist() == [3, 1]

    def test_reaches_further_back_for_clicks_than_for_views(self):
        touches = [touch("p", 0, "x"), touch("p", 1, "meta", "view"), touch("p", 3.5, "x", "view")]
        assert told(join(touches, [sale("p", 4)])) == [
            (["x", "x"], 1, 10, 0), (["meta"], 0, 0, 1),
        ]  # fmt: skip

    def test_has_a_touch_of_the_same_instant_and_the_edge_of_the_window(self):
        found = join([touch("p", 4, "x"), touch("p", -3, "meta")], [sale("p", 4)], since=-3)
        assert told(found) == [(["meta", "x"], 1, 10, 0)]

    def test_serves_each_conversion_whose_window_it_is_in(self):
        found = join([touch("p", 1)], [sale("p", 2), sale("p", 3, None)])
        assert told(found) == [(["meta"], 1, 10, 0), (["meta"], 1, 0, 0)]

    def test_without_a_conversion_is_of_the_days_asked_for(self):
        found = join([touch("p", -1), touch("q", 1), touch("q", 2, "x")], [])
        assert told(found) == [(["meta", "x"], 0, 0, 1)]
        assert join([], []).counts.conversions == 0


class TestAConversion:
    def test_is_told_apart_by_where_its_touches_are(self):
        touches = [touch("late", 5), touch("early", -10), touch("ok", 1)]
        sales = [sale("late", 4), sale("early", 4), sale("ok", 4), sale("nobody", 4)]
        found = join(touches, sales, since=-20)
        counts = found.counts
        assert found.attributed.tolist() == [False, False, True, False]
        assert (counts.before_touch, counts.outside_window, counts.never_touched) == (1, 1, 1)
        assert (counts.attributed, counts.conversions, counts.without_conversion) == (1, 4, 2)

    def test_of_two_platforms_is_counted_as_both(self):
        touches = [touch("p", 1, "x"), touch("p", 2, "meta"), touch("q", 1, "x")]
        touches += [touch("p", 3, "x"), touch("r", 1, "tiktok"), touch("r", 1, "x")]
        found = join(touches, [sale("p", 4), sale("q", 4)])
        platforms = columns(touches, [], by=By.channel)[0].platforms
        counts, values = both(found, len(platforms))
        x, meta = platforms.index("x"), platforms.index("meta")
        assert (counts[x, meta], values[x, meta], counts[x, x]) == (1, 10, 2)
        assert counts[x, platforms.index("tiktok")] == 0


PEOPLE = st.sampled_from("pqr")
DAYS = st.integers(-240, 240).map(lambda hours: hours / 24)


class TestJoining:
    @settings(deadline=None)
    @given(
        touches=st.lists(
            st.builds(
                touch,
                PEOPLE,
                DAYS,
                st.sampled_from(["x", "meta"]),
                st.sampled_from(["click", "view"]),
            ),
            max_size=15,
        ),
        sales=st.lists(st.builds(sale, PEOPLE, DAYS), max_size=6),
    )
    def test_equals_looking_at_each_pair(self, touches, sales):
        found = join(touches, sales)
        wanted = []
        used: set[int] = set()
        for person, at, _ in sales:
            here = [
                (one[1], n)
                for n, one in enumerate(touches)
                if one[0] == person
                and timedelta(0) <= at - one[1] <= timedelta(days=7 if one[2] == "click" else 1)
            ]
            used |= {n for _, n in here}
            if here:
                wanted.append(([touches[n][4] for _, n in sorted(here)], 1.0, 10.0, 0.0))
        for person in sorted({one[0] for one in touches}):
            free = [
                (one[1], n)
                for n, one in enumerate(touches)
                if one[0] == person and n not in used and one[1] >= DAY
            ]
            if free:
                wanted.append(([touches[n][4] for _, n in sorted(free)], 0.0, 0.0, 1.0))
        assert sorted(told(found)) == sorted(wanted)
        counts = found.counts
        parts = counts.attributed, counts.never_touched, counts.before_touch, counts.outside_window
        assert sum(parts) == counts.conversions == len(sales)


@pytest.mark.parametrize(
    ("by", "name"), [(By.channel, "paid"), (By.platform, "meta"), (By.campaign, "meta/7")]
)
def test_credit_goes_to_what_is_asked_for(by, name):
    met, _ = columns([("p", DAY, "click", "paid", "meta", "7")], [], by=by)
    assert met.names == (name,)
