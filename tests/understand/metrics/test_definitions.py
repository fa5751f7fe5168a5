"""A workspace's own metrics …"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.api.conftest import Installation, house

from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import read
from adhelm.understand.metrics.service.catalogues import built_in_text
from adhelm.understand.metrics.service.definitions import check

__all__ = ["house"]
PATH = "/metric-definitions"
TEXT = "ratios:\n  clicks_per_unit:\n    of: clicks\n    per: spend\n    what: clicks for money\n"
DOUBLING = "".join(f"  own{n}: {{is: own{n - 1} + own{n - 1}}}\n" for n in range(1, 30))


class TestAText:
    def test_adds_metrics_that_build_on_adhelms_own(self):
        made = check(TEXT + "derived:\n  double: {is: clicks_per_unit * 2}\n")
        assert made.names == ("clicks_per_unit", "double")
        assert made.catalogue is not None
        assert made.catalogue.describe("clicks_per_unit") == "clicks / spend"
        ours = Catalogue.of(read(built_in_text()))
        assert made.catalogue.version("roas") == ours.version("roas")

    @pytest.mark.parametrize(
        ("text", "line", "message", "hint"),
        [
            ("ratios:\n  mine: {of: clicks, per: spent}", 2, "no metric 'spent'", "'spend'?"),
            ("ratios:\n  mine:\n    of: clicks\n", 2, "field required", ""),
            ("ratios:\n  ctr: {of: clicks, per: spend}", 2, "Adhelm's own", "another name"),
            ("ratios:\n  a1: {of: clicks, per: spend}\n  a1: {of: clicks, per: leads}", 3,
             "there twice", ""),
            ("ratios:\n\n  a1: {of: clicks, per: spend, for: x}", 3, "no field 'for'", "one of"),
            ("\nmeasures:\n  mine: {column: spend}", 2, "cannot be written", "derived"),
            ("derived:\n  a1: {is: b1}\n  b1: {is: a1}", 2, "defined by itself", ""),
            ("derived:\n  a1: {is: clicks +}", 2, "the end", ""),
            ("derived:\n  a1: {is: reach * 2}", 2, "cannot be added up", ""),
            ("ratios: [", 1, "no YAML", ""),
            ("ratios: &a {}\nderived: *a", 1, "write each entry out", ""),
            ("[" * 9000, 1, "nested too deeply", ""),
            (f"derived:\n  own0: {{is: clicks}}\n{DOUBLING}", 11, "more than 400 terms", ""),
        ],
    )  # fmt: skip
    def test_tells_what_is_wrong_with_its_line(self, text: str, line: int, message: str, hint: str):
        (first, *_) = check(text).problems
        assert (first.line, message in first.message, hint in first.hint) == (line, True, True)

    @given(st.text(max_size=200) | st.text(alphabet="ratios:{}[]-&*? \nofper", max_size=200))
    @settings(max_examples=150)
    def test_makes_metrics_or_problems_and_nothing_else(self, text: str):
        made = check(text)
        assert (made.catalogue is None) == bool(made.problems)


class TestOverHTTP:
    def test_are_kept_in_versions_and_asked_like_any_other(self, house: Installation):
        nothing = house.call("viewer", "GET", PATH)
        assert (nothing.json()["version"], nothing.headers["etag"]) == (0, '"v0"')
        unknown = house.call("viewer", "POST", "/query", json={"metrics": ["clicks_per_unit"]})
        assert unknown.status_code == 422

        body, match = {"text": TEXT}, {"if-match": '"v0"'}
        assert house.call("operator", "PUT", PATH, json=body).status_code == 428
        kept = house.call("operator", "PUT", PATH, json=body, headers=match)
        assert (kept.status_code, kept.headers["etag"]) == (200, '"v1"')
        assert kept.json()["names"] == ["clicks_per_unit"]
        stale = house.call("operator", "PUT", PATH, json={"text": ""}, headers=match)
        assert stale.status_code == 412
        assert house.call("viewer", "PUT", PATH, json=body, headers=match).status_code == 403

        checked = house.call("viewer", "POST", f"{PATH}/check", json=body).json()
        told = house.call("viewer", "POST", "/query", json={"metrics": ["clicks_per_unit"]})
        assert told.status_code == 200, told.text
        version = told.json()["provenance"]["metrics"]["clicks_per_unit"]
        assert version == checked["metrics"][0]["version"]
        listed = house.call("viewer", "GET", "/metrics?kind=metric").json()["rows"]
        assert "clicks_per_unit" in {one["name"] for one in listed}
        shown = house.call("viewer", "GET", "/metrics/clicks_per_unit").json()
        assert shown["definition"] == "clicks / spend"
        other = house.call("other workspace", "GET", PATH).json()
        assert other["version"] == 0

        gone = house.call("operator", "PUT", PATH, json={"text": ""}, headers={"if-match": '"v1"'})
        assert (gone.json()["version"], gone.json()["names"]) == (2, [])
        again = house.call("viewer", "POST", "/query", json={"metrics": ["clicks_per_unit"]})
        assert again.status_code == 422

    def test_are_checked_and_tried_before_they_are_kept(self, house: Installation):
        wrong = house.call("viewer", "POST", f"{PATH}/check", json={"text": "ratios:\n  a1: {}"})
        assert wrong.json()["metrics"] == []
        assert [one["line"] for one in wrong.json()["problems"]] == [2, 2]
        tried = house.call("viewer", "POST", f"{PATH}/preview", json={"text": TEXT})
        (row,) = tried.json()["rows"]
        assert (row["name"], row["total"]) == ("clicks_per_unit", None)
        assert row["why"]
        bad = house.call("viewer", "POST", f"{PATH}/preview", json={"text": "ratios: {a1: {}}"})
        assert (bad.status_code, bad.json()["code"]) == (422, "metrics.bad_definition")
        refused = house.call(
            "operator", "PUT", PATH, json={"text": "ratios: {a1: {}}"}, headers={"if-match": "*"}
        )
        assert refused.json()["code"] == "metrics.bad_definition"
