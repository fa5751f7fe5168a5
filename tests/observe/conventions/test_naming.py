"""A naming pattern turns names into dimensions."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Level
from adhelm.observe.conventions import BadPattern, Document, EntityName, naming_table
from adhelm.observe.conventions.logic import Pattern
from adhelm.observe.conventions.types import ConventionKind, Naming, NamingRule, Validity

MARKETS = {"DE": "Germany", "FR": "France", "UK_IE": "British Isles"}
WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüß0123456789 .", min_size=1).filter(str.strip)


def document(version, *rules, lookups=None, valid=Validity()):  # noqa: B008 - frozen
    return Document(
        ConventionKind.naming, version, valid, Naming(rules, lookups or {}), "", "", _NOW
    )


_NOW = datetime(2026, 3, 1, tzinfo=UTC)


def campaign(name, *, platform="meta", account="1", entity="c1", level="campaign"):
    return EntityName(platform, account, level, entity, name, connector=platform)


@given(
    market=st.sampled_from(sorted(MARKETS)),
    product=WORDS,
    audience=st.none() | WORDS,
    upper=st.booleans(),
)
@settings(max_examples=100)
def test_pattern_reads_back_what_was_put_together(market, product, audience, upper):
    pattern = Pattern("{market}_{product}[_{audience}]", {"market": MARKETS})
    code = market if upper else market.lower()
    name = "_".join(part for part in (code, product, audience) if part is not None)
    expected = {"market": MARKETS[market], "product": product.strip()}
    if audience is not None:
        expected["audience"] = audience.strip()
    found = pattern.match(name)
    assert found == expected


@given(name=st.text(max_size=300))
@settings(max_examples=100)
def test_pattern_never_fails_on_any_name(name):
    pattern = Pattern("{market}_{product}[-{size}]_{rest...}", {"market": MARKETS})
    found = pattern.match(name)
    assert found is None or set(found) <= {"market", "product", "size", "rest"}
    assert found is not None or pattern.why_not(name)


def test_rest_holds_separators():
    assert Pattern("{market}_{rest...}", {}).match("DE_women_18_24") == {
        "market": "DE",
        "rest": "women_18_24",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no part"),
        ("plain", "no part"),
        ("{a}{b}", "nothing separates"),
        ("{a}_{a}", "twice"),
        ("{a}_{", "stray"),
        ("{Market}", "no part"),
        ("{a}[_{b}", "do not pair"),
        ("{a}][_{b}", "do not pair"),
        ("{a...}_{b...}", "only one"),
    ],
)
def test_bad_pattern_is_refused_with_what_would_be_right(text, says):
    with pytest.raises(BadPattern) as refused:
        Pattern(text, {})
    assert says in f"{refused.value.message} {refused.value.hint}"


def test_unmatched_name_says_which_part_is_wrong():
    rule = NamingRule("{market}_{product}")
    table = naming_table(
        [document(1, rule, lookups={"market": MARKETS})],
        [campaign("XX_shoes"), campaign("Brand", entity="c2"), campaign("de_bags", entity="c3")],
        on=date(2026, 3, 1),
    )
    assert [one.reason for one in table.unmatched] == [
        "market: 'xx' is not in the look-up (DE, FR, UK_IE)".replace("xx", "XX"),
        "does not follow {market}_{product}",
    ]
    assert table.dimensions == ("market", "product")
    assert table.rows[0].values == {"market": "Germany", "product": "bags"}
    assert table.rows[0].entity_id == "c3"


def test_rules_hold_for_their_platform_level_and_account_only():
    rules = (
        NamingRule("{market}-{product}", platforms=("google_ads",)),
        NamingRule("{audience}/{format}", platforms=("meta",), levels=(Level.ad,)),
    )
    table = naming_table(
        [document(1, *rules)],
        [
            campaign("DE-shoes", platform="google_ads"),
            campaign("DE-shoes"),
            campaign("women/video", level="ad"),
        ],
        on=date(2026, 3, 1),
    )
    assert [(row.platform, row.level) for row in table.rows] == [
        ("google_ads", "campaign"),
        ("meta", "ad"),
    ]
    assert table.unmatched == ()


def test_name_of_last_year_keeps_its_dimensions():
    old = document(1, NamingRule("{market}_{product}"), valid=Validity(None, date(2025, 12, 31)))
    new = document(2, NamingRule("{product}-{market}"), valid=Validity(date(2026, 1, 1)))
    table = naming_table(
        [old, new], [campaign("DE_shoes"), campaign("bags-FR", entity="c2")], on=date(2026, 3, 1)
    )
    assert [(row.version, dict(row.values)) for row in table.rows] == [
        (1, {"market": "DE", "product": "shoes"}),
        (2, {"market": "FR", "product": "bags"}),
    ]
