"""A conversion is counted once, on whatever days the platform books it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.understand.metrics.conftest import DAY, conversion, fact

D = Decimal
_DAYS = 20
# Each conversion has the day of its click and, up to some days later, its own.
conversions = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2"]),
        st.sampled_from(["purchase", "Buy now"]),
        st.integers(0, 9),
        st.integers(0, 10),
        st.decimals(min_value=1, max_value=500, places=2),
    ),
    min_size=1,
    max_size=12,
)


def booked(made, basis):
    """Return rows as Google has them: one per campaign, action and day of the basis."""
    sums: dict[tuple[str, str, int], Decimal] = {}
    counts: dict[tuple[str, str, int], int] = {}
    for campaign, name, click, lag, value in made:
        key = (campaign, name, click + (lag if basis == "conversion_date" else 0))
        sums[key] = sums.get(key, D(0)) + value
        counts[key] = counts.get(key, 0) + 1
    return [
        conversion(campaign=campaign, day=day, conversion_name=name, basis=basis,
                   count=D(counts[campaign, name, day]), value=total)
        for (campaign, name, day), total in sums.items()
    ]  # fmt: skip


def days_of(made):
    """Return the facts, whose headline is booked on the click's day."""
    return [
        fact(
            campaign=campaign, day=day, spend=D(10),
            platform_conversions=D(sum(o[0] == campaign and o[2] == day for o in made)),
            platform_conversion_value=sum(
                (o[4] for o in made if o[0] == campaign and o[2] == day), D(0)
            ),
        )
        for campaign in ("c1", "c2")
        for day in range(_DAYS)
    ]  # fmt: skip


class TestGooglesTwoBases:
    @given(conversions)
    @settings(
        max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_never_count_a_conversion_twice(self, over, made):
        both = [*booked(made, "click_date"), *booked(made, "conversion_date")]
        ask = over(*days_of(made), conversions=both)
        value = sum((one[4] for one in made), D(0))
        found = ask("purchases", "purchase_value", "platform_conversions", "roas")
        spend = D(10) * 2 * _DAYS
        assert found.rows[0][:3] == (len(made), value, len(made))
        assert abs(found.rows[0][3] - value / spend) < D("0.000001")

    def test_book_nothing_on_the_day_of_the_conversion(self, over):
        made = [("c1", "purchase", 0, 5, D(50))]
        both = [*booked(made, "click_date"), *booked(made, "conversion_date")]
        ask = over(*days_of(made), conversions=both)
        assert ask("purchases", by=["date"]).rows == [(DAY, 1)]

    def test_count_by_the_day_of_the_conversion_where_it_is_all_there_is(self, over):
        made = [("c1", "purchase", 0, 5, D(50))]
        ask = over(*days_of(made), conversions=booked(made, "conversion_date"))
        assert ask("purchases").rows == [(1,)]
