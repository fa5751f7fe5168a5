"""Slices answer for every day that has data, and count no day of an account twice."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.ads import Period
from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.logic.slices import choose, choose_periods
from adhelm.observe.warehouse.types import Authority, Run, Slice

LEVELS = ("account", "campaign", "ad_group", "ad")
DAY = timedelta(days=1)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    start = draw(st.dates(JAN, JAN + 20 * DAY))
    return Run(
        source_id=draw(st.sampled_from(["api", "files", "crm"])),
        connector="meta",
        platform=draw(st.sampled_from(["meta", "instagram"])),
        account_id=draw(st.sampled_from("12")),
        level=draw(st.sampled_from(LEVELS)),
        breakdown=draw(st.sampled_from(["", "", "age", "age,gender"])),
        start=start,
        end=start + draw(st.integers(0, 9)) * DAY,
        fields=frozenset(draw(st.sets(st.sampled_from(["spend", "clicks"])))),
    )


@st.composite
def authorities(draw: st.DrawFn) -> Authority:
    start = draw(st.none() | st.dates(JAN, JAN + 20 * DAY))
    end = draw(st.none() | st.dates(start or JAN, JAN + 30 * DAY))
    account, source = draw(st.sampled_from("12")), draw(st.sampled_from(["api", "files"]))
    return Authority("meta", account, source, start, end, "me", datetime(2026, 3, 1, tzinfo=UTC))


def days(one: Slice | Run) -> Period:
    return Period.closed(one.start, one.end)


class TestSlices:
    @given(
        st.lists(runs(), max_size=12),
        st.lists(authorities(), max_size=3),
        st.permutations(LEVELS),
        st.sampled_from([None, "", "age", "gender"]),
    )
    def test_count_no_day_of_an_account_twice_and_leave_none_out(
        self, there: list[Run], chosen: list[Authority], levels: list[str], breakdown: str | None
    ):
        found = choose(there, levels=levels, breakdown=breakdown, authorities=chosen)
        answers = defaultdict(set)
        for one in found:
            for day in days(one):
                key = (one.account_id, day, one.platform)
                assert key not in answers, "the same platform's day is in two slices"
                answers[key].add((one.source_id, one.level, one.breakdown))
        per_account: dict[tuple[str, date], set[tuple[str, str, str]]] = defaultdict(set)
        for (account, day, _), answer in answers.items():
            per_account[account, day] |= answer
        assert all(len(answer) == 1 for answer in per_account.values())
        asked = set((breakdown or "").split(",")) - {""}
        fitting = [run for run in there if asked <= set(run.breakdown.split(","))]
        assert per_account.keys() == {(r.account_id, day) for r in fitting for day in days(r)}

    @given(st.lists(runs(), max_size=12), st.dates(JAN, JAN + 15 * DAY), st.integers(0, 12))
    def test_of_a_period_are_the_whole_cut_to_it(self, there: list[Run], start: date, length: int):
        period = Period(start, start + length * DAY)
        cut = choose(there, levels=LEVELS, period=period)
        whole = choose(there, levels=LEVELS)
        assert _answers(cut) == {k: v for k, v in _answers(whole).items() if k[1] in period}

    @given(st.lists(runs(), max_size=10))
    def test_of_exported_periods_share_no_day(self, there: list[Run]):
        found = choose_periods(there, levels=LEVELS)
        for one in found:
            for other in found:
                if one.account_id == other.account_id and days(one) != days(other):
                    assert one.end < other.start or other.end < one.start

    def test_prefer_the_api_then_what_a_person_chose(
        self, warehouse: Warehouse, principal: Principal
    ):
        facts = [Fact("a", JAN, connector="meta", platform="meta"),
                 Fact("a", JAN + DAY, connector="meta", platform="meta")]  # fmt: skip
        for source in ("api", "files"):
            deliver(warehouse, facts, principal=principal, source=source)
        assert _sources(warehouse, principal) == [("api", JAN, JAN + DAY)]
        chosen = warehouses.set_authority(
            warehouse, principal=principal, connector="meta", account_id="1", source_id="files",
            start=JAN + DAY, reason="the API lost a day",
        )  # fmt: skip
        assert _sources(warehouse, principal) == [
            ("api", JAN, JAN),
            ("files", JAN + DAY, JAN + DAY),
        ]
        assert warehouses.list_authorities(warehouse, principal=principal) == [chosen]
        warehouses.clear_authority(warehouse, principal=principal, number=chosen.id)
        assert _sources(warehouse, principal) == [("api", JAN, JAN + DAY)]

    def test_take_one_split_where_there_is_nothing_else(
        self, warehouse: Warehouse, principal: Principal
    ):
        facts = [
            Fact("a", JAN, breakdown="age", breakdown_key=f"age={age}") for age in ("18", "25")
        ] + [
            Fact("a", JAN, breakdown="age,gender", breakdown_key=f"age=18|gender={who}")
            for who in ("f", "m")
        ]
        deliver(warehouse, facts, principal=principal)
        pinned = warehouses.snapshot(warehouse, principal=principal)
        assert [one.breakdown for one in pinned.slices(levels=LEVELS)] == ["age"]
        split = pinned.slices(levels=LEVELS, breakdown="gender")
        assert [one.breakdown for one in split] == ["age,gender"]

    def test_take_days_without_rows_as_asked_for(self, warehouse: Warehouse, principal: Principal):
        coverage = {
            "connector": "google_ads", "platform": "google_ads", "account_id": "1",
            "level": "campaign", "breakdown": "", "grain": "day", "start_date": JAN,
            "end_date": JAN + 9 * DAY, "fields": "spend,clicks",
        }  # fmt: skip
        tables = {"coverage": [coverage]}
        deliver(warehouse, [Fact("a", JAN + DAY)], principal=principal, tables=tables)
        pinned = warehouses.snapshot(warehouse, principal=principal)
        found = pinned.slices(levels=LEVELS)
        assert (found[0].start, found[-1].end) == (JAN, JAN + 9 * DAY)
        assert pinned.coverage()[0].fields == {"spend", "clicks"}


def _answers(slices: list[Slice]) -> dict[tuple[str, date, str], tuple[str, str, str]]:
    return {
        (one.account_id, day, one.platform): (one.source_id, one.level, one.breakdown)
        for one in slices
        for day in days(one)
    }


def _sources(warehouse: Warehouse, principal: Principal) -> list[tuple[str, date, date]]:
    pinned = warehouses.snapshot(warehouse, principal=principal)
    return [(one.source_id, one.start, one.end) for one in pinned.slices(levels=LEVELS)]
