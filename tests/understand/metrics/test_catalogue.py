"""The catalogue …"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.metrics.conftest import fact

from adhelm.core.errors import AdhelmError
from adhelm.understand.metrics import CatalogueInvalid, NoCatalogue, catalogue, diff, problems
from adhelm.understand.metrics.logic import formula
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.formula import Atom, Number, Operation


@pytest.fixture
def own(tmp_path: Path):
    """A function that writes a catalogue file."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


class TestCatalogue:
    def test_is_valid_as_it_comes(self):
        known = catalogue()
        assert {"spend", "roas", "cpa", "purchases", "reach"} <= set(known.metrics)
        assert all(known.version(name) for name in known.metrics)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("mesures: {}", "the file has no field 'mesures'; did you mean 'measures'?"),
            ("measures: {x: {column: spnd}}", "measures.x: the facts have no measure 'spnd'"),
            ("ratios: {x: {of: spend, pre: clicks}}", "ratios.x has no field 'pre'"),
            ("ratios: {x: {of: spend, per: clics}}", "x: there is no metric 'clics'; did you mean"),
            ("derived: {x: {is: 'spend +'}}", "x: expected a metric or a number, found the end"),
            ("derived: {x: {is: 'y'}, y: {is: 'x'}}", "x: defined by itself (x > y > x)"),
            ("derived: {x: {is: 'reach / 2'}}", "x: builds on reach, which cannot be added up"),
            ("ratios: {campaign: {of: spend, per: clicks}}", "the name is taken in ratios"),
            ("ratios: {Big Name: {of: spend, per: clicks}}", "small letters, digits and _"),
            ("hierarchies: {h: [platform, campain]}", "there is no dimension 'campain'"),
            ("windows: {w: {days: 7, since: month}}", "a window has either `days` or `since`"),
            (
                "conversions: {r: {sources: [{headline: true, events: [x]}]}}",
                "either `events`, `mapped` or",
            ),
            ("dimensions: {d: {column: spend, calendar: week}}", "a dimension has one of"),
            ("measures: [1]", "measures: input should be a valid dictionary"),
            ("a: [", "mine.yaml is no YAML at line 1"),
            ("- a", "mine.yaml is a list, not a mapping"),
        ],
    )
    def test_names_what_is_wrong_and_where(self, own, text: str, says: str):
        found = problems(own(text))
        assert any(says in each for each in found), found
        with pytest.raises(CatalogueInvalid):
            catalogue(own(text))

    def test_is_extended_by_a_file(self, own, over):
        mine = catalogue(own("derived: {margin: {is: '(conversion_value * 0.4 - spend) / spend'}}"))
        ask = over(fact(spend=Decimal(10), platform_conversion_value=Decimal(100)))
        assert ask.rows("margin", catalogue=mine) == [{"margin": Decimal(3)}]

    def test_wants_a_file_that_is_there(self, tmp_path: Path):
        with pytest.raises(NoCatalogue):
            catalogue(tmp_path / "none.yaml")
        binary = tmp_path / "x.yaml"
        binary.write_bytes(b"\xff\xfe\x00")
        assert problems(binary) == ["x.yaml is no UTF-8 text"]

    @given(st.text(max_size=40))
    @settings(max_examples=60, deadline=None)
    def test_reads_any_formula_or_says_why(self, text: str):
        try:
            Catalogue.of({"conversions": {"default": {"sources": [{"headline": True}]}},
                          "derived": {"x": {"is": text}}})  # fmt: skip
        except AdhelmError as error:
            assert error.message  # noqa: PT017 - either way is right


class TestVersion:
    def test_changes_with_what_the_metric_builds_on(self, own):
        before, after = catalogue(), catalogue(own("measures: {spend: {column: impressions}}"))
        assert before.version("roas") != after.version("roas")
        assert before.version("ctr") == after.version("ctr")
        assert before.version("roas") != before.version("roas", "platform")
        assert before.version("roas") != before.version("roas.7d")

    def test_does_not_change_with_words(self, own):
        text = "ratios: {ctr: {of: clicks, per: impressions, what: other words}}"
        assert catalogue(own(text)).version("ctr") == catalogue().version("ctr")


class TestDiff:
    def test_tells_what_changed_and_what_is_affected(self, own):
        text = "derived: {contribution: {is: conversion_value}, extra: {is: roas}}\n"
        found = diff(None, own(text + "ratios: {poas: {of: contribution, per: spend}}"))
        told = {(each.name, each.change) for each in found}
        assert {("contribution", "changed"), ("extra", "added"), ("poas", "added")} <= told
        again = own("measures: {spend: {column: impressions}}")
        told = {(each.name, each.change) for each in diff(None, again)}
        assert {("spend", "changed"), ("roas", "affected"), ("cpc", "affected")} <= told
        assert ("ctr", "affected") not in told


class TestFormula:
    def test_reads_by_the_rules_of_arithmetic(self):
        found = formula.parse("a - 2 * (b + c)/d", Atom)
        inner = Operation("+", Atom("b"), Atom("c"))
        times = Operation("*", Number(Decimal(2)), inner)
        assert found == Operation("-", Atom("a"), Operation("/", times, Atom("d")))

    @given(st.dictionaries(st.sampled_from("abc"), st.none() | st.decimals(
        min_value=-1000, max_value=1000, places=3), min_size=3))  # fmt: skip
    @settings(max_examples=60, deadline=None)
    def test_knows_nothing_of_what_is_not_reported(self, values: dict[str, Any]):
        found = formula.evaluate(formula.parse("a * 2 + b / c", Atom), values)
        if None in values.values() or not values["c"]:
            assert found is None
        else:
            expected = values["a"] * 2 + values["b"] / values["c"]
            assert abs(found - expected) <= Decimal("1e-20")
