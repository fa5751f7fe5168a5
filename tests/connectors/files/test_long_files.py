"""What only shows far behind the first rows of a long file is seen all the same."""

from decimal import Decimal
from typing import Any

import pytest

from adhelm.connectors.contract import Ambiguous
from adhelm.core.errors import Invalid

_HEAD = "Day;Campaign name;Impressions;Clicks (all);Amount spent\n"
_SAID = {"platform": "meta", "account": "1", "currency": "EUR", "timezone": "UTC"}
_ROWS = 21_000
_VERY_LONG = 300_000


def _long(*last: str, spend: str = "5") -> str:
    rows = "".join(f"2026-01-01;A{row % 50};1000;1;{spend}\n" for row in range(_ROWS))
    return _HEAD + rows + "".join(f"2026-01-02;B;1000;1;{text}\n" for text in last)


def test_fractions_that_begin_late_are_read(staging: Any) -> None:
    staged = staging.read(_long("1.234,50", "0,25"), **_SAID)

    assert staged.sums["spend"] == 5 * _ROWS + Decimal("1234.75")
    assert staged.rows_rejected == 0


def test_a_doubtful_mark_that_comes_late_is_asked_for(staging: Any) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(_long("1.234"), **_SAID)
    assert asked.value.questions[0].flag == "--decimal-mark"


def test_another_mark_that_comes_late_is_refused(staging: Any) -> None:
    with pytest.raises(Invalid) as refused:
        staging.read(_long("1.234,50", spend="5.25"), **_SAID)
    assert refused.value.code == "number.mixed_marks"


def test_another_currency_that_comes_late_is_refused(staging: Any) -> None:
    with pytest.raises(Invalid) as refused:
        staging.read(_long("£5.25", spend="5.25"), **_SAID)
    assert refused.value.code == "currency.contradicted"


def test_a_late_number_that_is_none_is_quarantined_with_its_line(staging: Any) -> None:
    staged = staging.read(_long("NaN", "1.50", spend="5.25"), **_SAID)

    assert staged.rows_staged == _ROWS + 1
    rows = staging.rows("SELECT line, code FROM quarantine")
    assert rows == [(_ROWS + 2, "number.not_finite")]


def test_only_what_the_staged_tables_show_stays_in_the_staging_area(staging: Any) -> None:
    staging.read(_long(), **_SAID)

    assert _own_tables(staging) == {"files_values", "files_dimensions"}
    assert staging.one("SELECT count(*) FROM facts") == _ROWS


def test_nothing_of_a_refused_file_stays_in_the_staging_area(staging: Any) -> None:
    with pytest.raises(Invalid):
        staging.read(_long("1.234,50", spend="5.25"), **_SAID)

    assert _own_tables(staging) == set()


def _own_tables(staging: Any) -> set[str]:
    rows = staging.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'files%'")
    return {name for (name,) in rows}


def test_a_name_on_many_rows_is_one_entity(staging: Any) -> None:
    staging.read(_long(), **_SAID)

    assert staging.one("SELECT count(*) FROM entities WHERE level = 'campaign'") == 50


def test_a_file_read_by_several_threads_keeps_its_order(staging: Any) -> None:
    """The warehouse lets rows land in any order; the places of a file's rows mean something."""
    staging.connection.execute("SET threads = 4")
    staging.connection.execute("SET preserve_insertion_order = false")
    rows = "".join(f"2026-01-01;A{row};1000;1;5.25;{'x' * 40}\n" for row in range(_VERY_LONG))
    bad = "2026-01-01;B;1000;1;NaN;\n"
    total = f"Total;;{1000 * _VERY_LONG};{_VERY_LONG};{Decimal('5.25') * _VERY_LONG};\n"

    staged = staging.read(_HEAD.replace("\n", ";Note\n") + rows + bad + total, **_SAID)

    assert staged.rows_staged == _VERY_LONG
    assert {check.verdict for check in staged.totals} == {"ok"}
    assert staging.rows("SELECT line FROM quarantine") == [(_VERY_LONG + 2,)]
    setting = "SELECT current_setting('preserve_insertion_order')"
    assert staging.one(setting) is False
