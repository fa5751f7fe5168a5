"""Attribution over HTTP and on the command line …"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house

from adhelm.app.cli import cli
from adhelm.sandbox.play import serve

__all__ = ["house"]
TOUCH = {"id": "t1", "person": "ann", "at": "2026-02-20T12:00:00Z", "platform": "meta"}
SALE = {
    "id": "o1", "person": "ann", "at": "2026-02-21T12:00:00+01:00", "value": "30.10",
    "currency": "EUR",
}  # fmt: skip
CSV = {
    "touches": "id,person,at,kind,platform,campaign\n1,ann,2026-02-20T12:00:00Z,click,meta,0042\n"
    "2,ann,2026-02-20T13:00:00Z,view,x,7\n",
    "sales": "id,person,at,value,currency\n981,ann,2026-02-20 14:30,30.10,EUR\n",
}


def push(house: Installation, person: str, day: int) -> None:
    """Tell of somebody who is touched on a day of February and buys on the next."""
    touch = {**TOUCH, "id": person, "person": person, "at": f"2026-02-{day}T12:00:00Z"}
    sale = {**SALE, "id": person, "person": person, "at": f"2026-02-{day + 1}T12:00:00Z"}
    told = [
        house.call("analyst", "POST", "/touchpoints", json={"touchpoints": [touch]}),
        house.call("analyst", "POST", "/conversions", json={"conversions": [sale]}),
    ]
    assert [one.status_code for one in told] == [200, 200]


class TestOverHTTP:
    def test_journeys_are_pushed_and_attributed(self, house: Installation):
        body = {"touchpoints": [TOUCH, {**TOUCH, "id": "t2", "channel": "email"}]}
        made = house.call("analyst", "POST", "/touchpoints", json=body)
        assert (made.status_code, made.json()) == (200, {"added": 2, "changed": 0, "same": 0})
        again = house.call("analyst", "POST", "/touchpoints", json=body)
        assert again.json() == {"added": 0, "changed": 0, "same": 2}
        sold = house.call("analyst", "POST", "/conversions", json={"conversions": [SALE]})
        assert sold.json() == {"added": 1, "changed": 0, "same": 0}

        told = house.call("viewer", "GET", "/attribution?range=28d&model=linear&model=first")
        assert told.status_code == 200, told.text
        found = told.json()
        assert {row["name"]: row["credit"]["linear"] for row in found["rows"]} == {
            "meta": {"conversions": "0.500000", "value": "15.050000", "error": None},
            "email": {"conversions": "0.500000", "value": "15.050000", "error": None},
        }
        assert found["totals"]["attributed"] == 1
        assert found["provenance"]["models"].keys() == {"linear", "first"}
        assert "data_version" in found["provenance"]["claims"]

        first = house.call("viewer", "GET", "/attribution?limit=1").json()
        more = house.call("viewer", "GET", f"/attribution?limit=1&cursor={first['next_cursor']}")
        names = [row["name"] for row in first["rows"] + more.json()["rows"]]
        assert sorted(names) == ["email", "meta"]
        assert more.json()["next_cursor"] is None
        assert house.call("other workspace", "GET", "/attribution").json()["rows"] == []

    def test_runs_are_kept_listed_and_held_against_each_other(self, house: Installation):
        push(house, "runs", 10)
        body = {"range": "2026-02-11", "models": ["last"]}
        made = house.call("analyst", "POST", "/attribution/runs", json=body)
        assert made.status_code == 201, made.text
        push(house, "more runs", 10)
        house.clock.advance(timedelta(minutes=1))
        again = house.call("analyst", "POST", "/attribution/runs", json=body).json()
        assert again["id"] != made.json()["id"]

        page = house.call("viewer", "GET", "/attribution/runs?limit=1").json()
        rest = house.call("viewer", "GET", f"/attribution/runs?cursor={page['next_cursor']}").json()
        assert [one["id"] for one in page["rows"] + rest["rows"]] == [
            again["id"],
            made.json()["id"],
        ]
        url = f"/attribution/runs/{again['id']}?against=previous"
        shown = house.call("viewer", "GET", url).json()["document"]
        (row,) = shown["rows"]
        assert row["credit"]["last"]["value"] == "60.200000"
        assert row["earlier"]["credit"]["last"]["value"] == "30.100000"
        assert shown["earlier_totals"]["value"] == "30.10"
        assert shown["provenance"]["against"]["id"] == made.json()["id"]

        assert house.call("other workspace", "GET", url).status_code == 404
        assert house.call("viewer", "POST", "/attribution/runs", json=body).status_code == 403
        for wrong in ({"range": "x"}, {"order": 0}, {"models": ["best"]}, {"days": 1}):
            told = house.call("analyst", "POST", "/attribution/runs", json=wrong)
            assert told.status_code == 422, told.text
        assert (
            house.call("viewer", "GET", "/attribution/runs?cursor=WyIxIiwiMiJd").status_code == 422
        )

    def test_earlier_days_are_put_beside(self, house: Installation):
        push(house, "later", 15)
        told = house.call("viewer", "GET", "/attribution?range=2026-02-16&compare=previous").json()
        (row,) = told["rows"]
        assert row["earlier"] is None
        assert told["earlier_totals"]["conversions"] == 0
        assert told["provenance"]["compare_period"] == "2026-02-09..2026-02-09"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"x": 1}, {"at": "2026-02-20T12:00:00"}, {"at": 1}, {"kind": "push"}, {"id": ""},
            {"person": "\x00"}, {"person": None}, {"id": "t" * 201}, {"platform": ""},
            {"at": "1999-12-31T00:00:00Z"},
        ],
    )  # fmt: skip
    def test_what_is_no_touch_is_refused(self, house: Installation, wrong: dict[str, Any]):
        body = {"touchpoints": [{**TOUCH, **wrong}]}
        assert house.call("analyst", "POST", "/touchpoints", json=body).status_code == 422

    def test_a_batch_has_one_to_a_thousand(self, house: Installation):
        for count, status in ((0, 422), (1000, 200), (1001, 422)):
            body = {"touchpoints": [{**TOUCH, "id": f"b{n}"} for n in range(count)]}
            assert house.call("analyst", "POST", "/touchpoints", json=body).status_code == status

    @pytest.mark.parametrize("value", [30.1, "30,10", "-1", "1e3"])
    def test_a_value_is_text_of_digits(self, house: Installation, value: Any):
        body = {"conversions": [{**SALE, "value": value}]}
        assert house.call("analyst", "POST", "/conversions", json=body).status_code == 422

    @pytest.mark.parametrize(
        "query",
        ["model=best", "range=all", "range=x", "order=0", "limit=0", "half_life_days=nan",
         "cursor=x", "by=ad", "click_days=-1", "currency=XXX", "compare=x", "compare=all"],
    )  # fmt: skip
    def test_a_question_without_sense_is_refused(self, house: Installation, query: str):
        told = house.call("viewer", "GET", f"/attribution?{query}")
        assert told.status_code == 422, told.text
        assert told.json()["code"]

    def test_readers_push_nothing(self, house: Installation):
        for path in ("/touchpoints", "/conversions"):
            assert house.call("viewer", "POST", path, json={}).status_code == 403
            assert house.call("anonymous", "POST", path, json={}).status_code == 401


@pytest.fixture
def run(sqlite_database, tmp_path):
    def run(*args: str) -> Any:
        home = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, ["attribution", *map(str, args), *home])

    return run


class TestOnTheCommandLine:
    def test_files_are_imported_and_attributed(self, run, tmp_path):
        for name, text in CSV.items():
            (tmp_path / f"{name}.csv").write_text(text)
            more = ["--timezone", "UTC"] if name == "sales" else []
            told = run("import", tmp_path / f"{name}.csv", "--json", *more)
            assert told.exit_code == 0, told.output
        again = run("import", tmp_path / "touches.csv", "--json")
        assert json.loads(again.stdout)["rows"][0]["same"] == 2

        told = run("run", "--range", "2026-02-01..2026-02-28", "--by", "campaign", "-o", "json",
                   "--model", "last,linear")  # fmt: skip
        assert told.exit_code == 0, told.output
        found = json.loads(told.stdout)
        assert {row["name"]: (row["linear"], row["last"]) for row in found["rows"]} == {
            "meta/0042": ("0.5", "0"), "x/7": ("0.5", "1"),
        }  # fmt: skip
        assert found["provenance"]["overlaps"][0]["conversions"] == 1
        value = run("run", "--range", "2026-02-01..2026-02-28", "--value", "-o", "csv")
        assert "30.1" in value.stdout
        table = run("run", "--range", "2026-02-01..2026-02-28")
        assert "touched by both meta and x" in table.stderr
        gone = run("forget", "ann", "--yes", "--json")
        assert gone.exit_code == 0, gone.output

    def test_runs_are_kept_and_shown_beside_each_other(self, run, tmp_path):
        for name, text in CSV.items():
            (tmp_path / f"{name}.csv").write_text(text)
            run("import", tmp_path / f"{name}.csv", "--timezone", "UTC")
        days = ["--range", "2026-02-20", "--model", "last", "--by", "platform"]
        told = run("run", *days, "--keep", "--compare", "previous", "-o", "json")
        assert told.exit_code == 0, told.output
        (row,) = (row for row in json.loads(told.stdout)["rows"] if row["name"] == "x")
        assert (row["last"], row["last_previous"], row["last_change"]) == ("1", None, None)
        (tmp_path / "more.csv").write_text(CSV["sales"].replace("981", "982"))
        run("import", tmp_path / "more.csv", "--timezone", "UTC")
        run("run", *days, "--keep", "--compare", "previous")
        listed = json.loads(run("ls", "--json").stdout)["rows"]
        assert [row["attributed"] for row in listed] == [2, 1]
        shown = run("show", listed[0]["id"], "--against", "previous", "-o", "json")
        (row,) = (row for row in json.loads(shown.stdout)["rows"] if row["name"] == "x")
        assert (row["last"], row["last_previous"], row["last_change"]) == ("2", "1", "1")
        assert run("show", "nope", "--json").exit_code == 3

    def test_a_sandbox_is_connected_fetched_and_left(self, run):
        with serve("growth", seed=1) as server:
            added = run("add", "--sandbox", server.url, "--since", "2099-12-31", "--json")
            assert added.exit_code == 0, added.output
            fetched = run("fetch", "--json")
        assert fetched.exit_code == 0, fetched.output
        (source,) = json.loads(run("sources", "--json").stdout)["rows"]
        assert source["fetched_at"]
        assert run("remove", source["url"], "--yes", "--json").exit_code == 0

    def test_parquet_is_imported(self, run, tmp_path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = [{"id": n, "person": "p", "at": TOUCH["at"], "channel": "c"} for n in range(2500)]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
        told = run("import", tmp_path / "t.parquet", "--json")
        assert json.loads(told.stdout)["rows"][0]["added"] == 2500

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("id,person,at,platform\n1,p,yesterday,meta\n", "row 1"),
            ("id,person,at,platform\n1,p,2026-02-20T12:00,meta\n", "time zone"),
            ("id,person,at,colour\n1,p,2026-02-20T12:00Z,red\n", "colour"),
            ("id,person,at,value,currency\n1,p,2026-02-20T12:00Z,1.2e3,EUR\n", "1.2e3"),
            ("id,person,at,platform\n1,p\n", "cannot be read"),
            ("", "cannot be read"),
        ],
    )
    def test_a_file_that_cannot_be_says_where_and_keeps_nothing(self, run, tmp_path, text, said):
        (tmp_path / "t.csv").write_text(text)
        told = run("import", tmp_path / "t.csv", "--json")
        assert told.exit_code == 5, told.output
        assert said in told.stderr

    def test_unknown_words_are_named(self, run, tmp_path):
        told = run("run", "--model", "best", "--json")
        assert told.exit_code == 5
        assert "best" in told.stderr
        assert run("run", "--range", "all", "--json").exit_code == 5
        (tmp_path / "t.json").write_text('{"orders": [{}]}')
        assert run("import", tmp_path / "t.json", "--json").exit_code == 5
        assert run("import", tmp_path / "t.json", "--timezone", "Mars/X").exit_code == 5
