"""Splitting, minima, status, versions and words …"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adhelm.act.campaigns.logic import life, minima, sheet, snapshots, splitting, words
from adhelm.act.campaigns.logic.pacing import pacing
from adhelm.act.campaigns.logic.splitting import Part, apportion, split
from adhelm.act.campaigns.service.figures import published_minima
from adhelm.act.campaigns.types import (
    BadBudget,
    BadRows,
    BadSplit,
    BudgetTooSmall,
    Campaign,
    NotNow,
    Objective,
    PlatformCampaign,
    Status,
)
from adhelm.core.ads import CURRENCIES, PLATFORMS, minor_units

D = Decimal
_CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "IDR", "CLP", "TND", "USD"])


def _money(currency: str, units: int) -> Decimal:
    return D(units).scaleb(-minor_units(currency))


@st.composite
def budgets(draw: st.DrawFn):
    """A currency, a total, and parts whose minima it covers, with or without figures."""
    currency = draw(_CURRENCIES)
    count = draw(st.integers(1, 12))
    least = draw(st.lists(st.integers(0, 10**6), min_size=count, max_size=count))
    total = sum(least) + draw(st.integers(1, 10**12))
    figures = st.one_of(
        st.none(),
        st.tuples(st.decimals("0.01", "1000000", places=2), st.decimals("0", "10000000", places=2)),
    )
    parts = []
    for at, low in enumerate(least):
        spend, returned = draw(figures) or (None, None)
        known = draw(st.booleans())
        minimum = _money(currency, low) if known else None
        parts.append(Part("meta", f"meta/{at}", minimum=minimum, spend=spend, returned=returned))
    return currency, _money(currency, total), parts


class TestSplit:
    @given(budgets(), st.sampled_from(["", "conversions per EUR"]))
    def test_adds_up_to_the_total_in_whole_units_and_respects_minima(self, budget, basis):
        currency, total, parts = budget

        found = split(total, currency, parts, basis=basis)

        assert sum(row.amount for row in found.rows) == total
        for part, row in zip(parts, found.rows, strict=True):
            assert row.amount == round(row.amount, minor_units(currency))
            assert row.amount >= (part.minimum or 0)
            assert abs(row.share - row.amount / total) < D("0.000001")

    @given(
        st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=1, max_size=20),
        st.integers(0, 10**12),
    )
    def test_apportions_every_unit_and_keeps_the_order_of_weights(self, pairs, more):
        weights = [Fraction(weight) for weight, _ in pairs]
        least = [low for _, low in pairs]
        total = sum(least) + more

        found = apportion(total, weights, least)

        assert sum(found) == total
        assert all(got >= low for got, low in zip(found, least, strict=True))
        if not any(least) and any(weights):
            whole = sum(weights, Fraction(0))
            exact = [total * weight / whole for weight in weights]
            assert all(abs(got - want) < 1 for got, want in zip(found, exact, strict=True))

    def test_is_even_where_nothing_is_known(self):
        found = split(D("100.00"), "EUR", [Part("meta"), Part("x"), Part("tiktok")])

        assert found.rule == "even"
        assert [row.amount for row in found.rows] == [D("33.34"), D("33.33"), D("33.33")]

    def test_gives_half_of_the_budget_to_performance(self):
        parts = [
            Part("meta", spend=D(100), returned=D(300)), Part("x", spend=D(100), returned=D(100)),
        ]  # fmt: skip
        found = split(D("1000.00"), "EUR", parts, basis="value per EUR")

        assert found.rule == "performance"
        assert [row.amount for row in found.rows] == [D("625.00"), D("375.00")]
        assert [row.per_spend for row in found.rows] == [3, 1]

    def test_counts_an_unknown_platform_as_the_mean_of_the_others(self):
        parts = [Part("meta", spend=D(100), returned=D(300)), Part("x")]

        found = split(D("1000.00"), "EUR", parts, basis="value per EUR")

        assert [row.amount for row in found.rows] == [D("500.00"), D("500.00")]
        assert "nothing is known of x" in found.why

    def test_lets_platforms_keep_their_shares(self):
        parts = [Part("meta", before=D("750.00")), Part("x", before=D("250.00"))]

        found = split(D("2000.00"), "EUR", parts)

        assert found.rule == "as_before"
        assert [row.amount for row in found.rows] == [D("1500.00"), D("500.00")]

    def test_takes_given_parts_that_make_up_the_whole(self):
        parts = [Part("meta", given=D("700.00")), Part("x", given=D("300.00"))]

        assert [row.amount for row in split(D("1000.00"), "EUR", parts).rows] == [700, 300]

    @pytest.mark.parametrize(
        ("total", "given", "refusal"),
        [
            ("1000.00", ("700.00", "299.99"), BadSplit),
            ("1000.00", ("1000.00", None), BadSplit),
            ("1000.00", ("699.999", "300.001"), BadBudget),
            ("1000.00", ("1000.00", "0"), BadBudget),
        ],
    )
    def test_refuses_parts_that_do_not(self, total, given, refusal):
        parts = [Part(name, given=each and D(each)) for name, each in zip("ab", given, strict=True)]

        with pytest.raises(refusal):
            split(D(total), "EUR", parts)

    def test_refuses_what_is_below_the_minima_and_says_which(self):
        parts = [Part("tiktok", minimum=D("620.00"), minimum_source="help"), Part("x")]

        with pytest.raises(BudgetTooSmall, match=r"620\.00") as refused:
            split(D("600.00"), "USD", parts)
        assert refused.value.facts["sources"] == ["help"]
        with pytest.raises(BudgetTooSmall):
            split(D("700.00"), "USD", [
                Part("tiktok", minimum=D("620.00"), given=D("600.00")), Part("x", given=D(100)),
            ])  # fmt: skip

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [
            ("0", "EUR"),
            ("1.005", "EUR"),
            ("10.5", "JPY"),
            ("1.0001", "KWD"),
            ("1" + "0" * 15, "EUR"),
        ],
    )
    def test_takes_no_amount_that_the_currency_lacks(self, amount, currency):
        with pytest.raises(BadBudget):
            splitting.check_amount(D(amount), currency)


class TestTidy:
    @pytest.mark.parametrize(
        ("amount", "currency", "told"),
        [
            ("21.000000000", "EUR", "21.00"), ("0E-9", "EUR", "0.00"), ("1E+3", "JPY", "1000"),
            ("33.515000000", "EUR", "33.515"), ("1.23456789", "KWD", "1.234568"),
            ("0.5", "JPY", "0.5"),
        ],
    )  # fmt: skip
    def test_has_no_more_digits_than_needed(self, amount, currency, told):
        assert format(splitting.tidy(D(amount), currency), "f") == told


class TestMinima:
    @pytest.mark.parametrize(
        ("platform", "currency", "days", "dollar", "expected"),
        [
            ("google_ads", "EUR", 31, None, "0.31"),
            ("google_ads", "JPY", 31, None, "31"),
            ("meta", "USD", 7, "1", "7.00"),
            ("meta", "EUR", 7, "0.9", "6.30"),
            ("meta", "PLN", 7, "4", "14.00"),
            ("meta", "EUR", 7, None, None),
            ("tiktok", "USD", 31, "1", "620.00"),
            ("tiktok", "USD", 1, "1", "50.00"),
            ("linkedin", "GBP", 3, None, "80.00"),
            ("linkedin", "USD", 30, "1", "300.00"),
            ("linkedin", "JPY", 1, "150.123", "15013"),
            ("x", "EUR", 30, None, "0.00"),
            ("reddit", "USD", 30, "1", None),
        ],
    )
    def test_are_as_published(self, platform, currency, days, dollar, expected):
        found = minima.least(
            published_minima().get(platform), currency=currency, days=days,
            dollar=D(dollar) if dollar else None,
        )  # fmt: skip
        assert found == (None if expected is None else D(expected))

    def test_have_a_source_and_a_known_platform(self):
        for platform, known in published_minima().items():
            assert platform in PLATFORMS
            assert known.source
            assert known.url.startswith("https://")
            assert {*known.per_day, *known.total, *known.listed} <= CURRENCIES


class TestStatus:
    def test_goes_only_the_legal_ways(self):
        allowed = {
            (before, after)
            for before in Status
            for after in Status
            if before is not after and _goes(before, after)
        }
        s = Status
        assert allowed == {
            (s.draft, s.active), (s.draft, s.paused), (s.draft, s.archived),
            (s.active, s.paused), (s.active, s.completed), (s.active, s.archived),
            (s.paused, s.active), (s.paused, s.completed), (s.paused, s.archived),
            (s.completed, s.active), (s.completed, s.archived),
        }  # fmt: skip


def _goes(before: Status, after: Status) -> bool:
    try:
        return life.step(before, after) is after
    except NotNow:
        return False


_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_AMOUNTS = st.one_of(st.none(), st.decimals("0.01", "999999999", places=2))
_DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
_PARTS = st.builds(
    PlatformCampaign, id=st.uuids().map(str), platform=st.sampled_from(sorted(PLATFORMS)),
    account=st.sampled_from(["", "meta/1"]), external_id=st.sampled_from(["", "9"]),
    allocated=_AMOUNTS,
)  # fmt: skip
_CAMPAIGNS = st.builds(
    Campaign, id=st.just("c"), version=st.integers(1, 9), name=st.text(min_size=1, max_size=20),
    status=st.sampled_from(Status), created_at=st.just(_MOMENT), created_by=st.just("a"),
    updated_at=st.just(_MOMENT), updated_by=st.text(max_size=5), description=st.text(max_size=20),
    objective=st.one_of(st.none(), st.sampled_from(Objective)), budget=_AMOUNTS,
    currency=st.sampled_from(["", "EUR", "JPY"]), start_date=_DAYS, end_date=_DAYS,
    audience=st.dictionaries(st.sampled_from(["countries", "languages"]), st.lists(st.text())),
    owner=st.text(max_size=5), notes=st.text(max_size=20),
    platforms=st.lists(_PARTS, max_size=3).map(tuple),
)  # fmt: skip


class TestVersions:
    @given(_CAMPAIGNS)
    def test_restore_the_campaign(self, campaign):
        assert snapshots.restored(snapshots.snapshot(campaign)) == campaign

    @given(st.lists(_CAMPAIGNS, min_size=1, max_size=6))
    def test_replay_to_the_last_state(self, states):
        told = [{}, *map(snapshots.snapshot, states)]
        changes = [snapshots.changed(before, after) for before, after in pairwise(told)]

        replayed = snapshots.replayed(changes)

        kept = {"version", "updated_at", "updated_by"}
        assert replayed == {key: value for key, value in told[-1].items() if key not in kept}


class TestWords:
    @given(st.text(max_size=300))
    def test_are_bounded_and_found_by_their_own_beginnings(self, text):
        found = words.words(text)

        assert len(found) <= words.MOST_WORDS
        assert len(set(found)) == len(found)
        for word in found:
            assert word <= word[:3] + "\U0010ffff" * 40
            assert word[:3] <= word < words.after(word[:3])

    def test_split_names_as_people_write_them(self):
        assert words.words("Brand_Search – DE/Köln #42") == ["brand", "search", "de", "köln", "42"]
        assert words.key("  Brand   SEARCH ") == words.key("brand search")


class TestPacing:
    @given(
        st.integers(0, 60), st.one_of(st.none(), st.decimals("0", "5000", places=2)),
        st.decimals("1", "5000", places=2),
    )  # fmt: skip
    def test_knows_nothing_of_what_is_not_known(self, day, spent, budget):
        campaign = Campaign(
            "c", 1, "n", Status.active, _MOMENT, "a", _MOMENT, "a", budget=budget, currency="EUR",
            start_date=date(2026, 1, 10), end_date=date(2026, 1, 29),
        )  # fmt: skip
        today = date.fromordinal(date(2026, 1, 1).toordinal() + day)

        found = pacing(campaign, spent, today)

        assert 0 <= (found.elapsed_share or 0) <= 1
        if spent is None or today <= date(2026, 1, 10):
            assert (found.pace, found.projected) == (None, None)
            assert found.state in {"unknown", "first_day", "not_started"}
        elif today > date(2026, 1, 29):
            assert found.state == "ended"
            assert found.projected == spent

    def test_says_when_the_money_goes_too_fast(self):
        campaign = Campaign(
            "c", 1, "n", Status.active, _MOMENT, "a", _MOMENT, "a", budget=D(1000), currency="EUR",
            start_date=date(2026, 1, 1), end_date=date(2026, 1, 10),
        )  # fmt: skip
        found = pacing(campaign, D(800), date(2026, 1, 6))

        assert (found.state, found.expected, found.pace) == ("over", D(500), D("1.6"))
        assert found.projected == 1600
        assert pacing(campaign, D(500), date(2026, 1, 6)).state == "on_pace"
        assert pacing(campaign, D(100), date(2026, 1, 6)).state == "under"


class TestSheet:
    def test_reads_rows_with_platforms_accounts_and_parts(self):
        lines = ["name,budget,platforms\n", 'A,10,"google_ads:3000.00; meta@act_7:2000.00"\n']

        (line,) = sheet.read(iter(lines))

        assert line.draft
        assert line.number == 2
        found = [(one.platform, one.account, str(one.budget)) for one in line.draft.platforms]
        assert found == [("google_ads", "", "3000.00"), ("meta", "meta/act_7", "2000.00")]

    @given(st.text(max_size=200))
    def test_tells_what_is_wrong_and_never_fails_otherwise(self, text):
        assume("\r" not in text)
        try:
            found = list(
                sheet.read(iter(["name,budget,start_date\n", *text.splitlines(keepends=True)]))
            )
        except BadRows:
            return
        assert all(bool(line.draft) != bool(line.problem) for line in found)

    @pytest.mark.parametrize("header", ["name,spam", "budget", "name,name", ""])
    def test_knows_its_columns(self, header):
        with pytest.raises(BadRows, match="columns"):
            list(sheet.read(iter([header])))
