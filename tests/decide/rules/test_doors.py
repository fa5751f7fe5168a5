"""Rules over HTTP and on the command line …"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.decide.rules.conftest import campaigns
from tests.decide.rules.shop import DEAR, MARCH, VALUE, Shop

from adhelm.app.cli import cli
from adhelm.core.db import Database
from adhelm.decide.rules.routes import bodies
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
SELLS = f"name: Sells\nif: {VALUE}(7d) > spend(7d)\nthen: alert\nprotect: {{launch_days: 0}}\n"


@pytest.fixture(scope="module")
def open_shop(house: Installation) -> Installation:
    shop = Shop(
        house.services.get(Database), house.services.get(Warehouse), house.clock,
        campaigns=campaigns(),
    )  # fmt: skip
    for n in range(3):
        shop.sync(MARCH + n * timedelta(days=1))
    return house


def call(
    shop: Installation, method: str, path: str, *, who: str = "first key", **content: Any
) -> Any:
    return shop.call(who, method, f"/rules{path}", **content)


@pytest.fixture
def kept(open_shop: Installation) -> Any:
    made = call(open_shop, "POST", "", json={"yaml": DEAR})
    assert made.status_code == 201, made.text
    yield made.json()
    now = call(open_shop, "GET", f"/{made.json()['id']}")
    if now.status_code == 200:
        tag = {"if-match": now.headers["etag"]}
        call(open_shop, "DELETE", f"/{made.json()['id']}", headers=tag)


class TestOverHTTP:
    def test_a_rule_is_kept_changed_and_taken_away_by_version(
        self, open_shop: Installation, kept: Any
    ):
        bodies.RuleOut.model_validate(kept)
        path = f"/{kept['id']}"
        assert (kept["mode"], kept["paused"]) == ("watch", False)
        told = call(open_shop, "GET", path)
        assert told.headers["etag"] == '"v1"'
        text = {"document": {**kept["document"], "cool_down": "1d"}, "why": "sooner"}
        assert call(open_shop, "PUT", path, json=text).status_code == 428
        tag = {"if-match": '"v1"'}
        changed = call(open_shop, "PUT", path, json=text, headers=tag)
        assert changed.status_code == 200, changed.text
        assert (changed.json()["version"], changed.headers["etag"]) == (2, '"v2"')
        stale = call(open_shop, "PUT", path, json=text, headers=tag)
        assert (stale.status_code, stale.json()["code"]) == (412, "request.stale")
        patched = call(
            open_shop, "PATCH", path, json={"mode": "propose", "paused": True},
            headers={"if-match": '"v2"'},
        )  # fmt: skip
        assert patched.status_code == 200, patched.text
        assert (patched.json()["mode"], patched.json()["paused"]) == ("propose", True)
        history = call(open_shop, "GET", f"{path}/history").json()["rows"]
        assert [(one["text_version"], one["why"]) for one in history] == [(2, "sooner"), (1, "")]
        gone = call(open_shop, "DELETE", path, headers={"if-match": patched.headers["etag"]})
        assert gone.status_code == 204
        assert call(open_shop, "GET", path).status_code == 404

    def test_the_same_request_makes_one_rule(self, open_shop: Installation):
        key = {"idempotency-key": "rule-1"}
        body = {"yaml": SELLS.replace("Sells", "Once")}
        first = call(open_shop, "POST", "", json=body, headers=key)
        again = call(open_shop, "POST", "", json=body, headers=key)
        assert first.json() == again.json()
        assert again.headers["idempotent-replayed"] == "true"
        assert again.headers["etag"] == '"v1"'
        twice = call(open_shop, "POST", "", json=body)
        assert (twice.status_code, twice.json()["code"]) == (409, "rule.exists")

    def test_rules_are_listed_page_by_page(self, open_shop: Installation, kept: Any):
        whole = call(open_shop, "GET", "").json()["rows"]
        assert {"shipped-incident", kept["id"]} <= {one["id"] for one in whole}
        found, cursor = [], ""
        while True:
            page = call(open_shop, "GET", f"?limit=2{cursor}").json()
            found += page["rows"]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert found == whole

    def test_a_rule_is_tried_and_replayed_before_it_is_kept(self, open_shop: Installation):
        body = {"yaml": DEAR}
        checked = call(open_shop, "POST", "/validate", json=body)
        assert checked.status_code == 200, checked.text
        bodies.CheckOut.model_validate_json(checked.content)
        assert "then cut its budget by 20%" in checked.json()["sentence"]
        looked = call(open_shop, "POST", "/dry-run?limit=1", json=body)
        bodies.LookOut.model_validate_json(looked.content)
        told = looked.json()
        assert told["counts"]["fires"] == 1
        assert told["rows"][0]["changes"][0]["after"] == "96.00"
        assert told["provenance"]["data_version"] == 3
        more = call(open_shop, "POST", f"/dry-run?cursor={told['next_cursor']}", json=body).json()
        assert len(more["rows"]) == 3
        replayed = call(open_shop, "POST", "/replay", json={**body, "days": 5})
        assert replayed.status_code == 200, replayed.text
        bodies.ReplayOut.model_validate_json(replayed.content)
        assert [one["looks"] for one in replayed.json()["days"]] == [0, 0, 1, 1, 1]
        assert replayed.json()["total"] == 1

    def test_a_kept_rule_is_tried_replayed_and_tells_what_it_fired(
        self, open_shop: Installation, kept: Any
    ):
        path = f"/{kept['id']}"
        assert call(open_shop, "POST", f"{path}/dry-run").json()["counts"]["fires"] == 1
        told = call(open_shop, "POST", f"{path}/replay", json={}).json()
        assert (len(told["days"]), told["total"]) == (90, 1)
        assert told["provenance"]["live_looks"] == 0
        assert call(open_shop, "GET", f"{path}/firings").json()["rows"] == []
        assert call(open_shop, "GET", "/firings").status_code == 200
        (clash,) = call(open_shop, "GET", "/conflicts?simulate=true").json()["rows"]
        assert (clash["code"], clash["basis"]) == ("rule.conflict", "static")

    @pytest.mark.parametrize(
        ("method", "path", "body", "code"),
        [
            ("POST", "", {"yaml": "name: X"}, "rule.invalid"),
            ("POST", "", {"yaml": "name: X\nif: spend(7d) > 1\nthen: {raise_budget: {by: 9%}}"},
             "rule.triggers_itself"),
            ("POST", "", {"document": {"name": "X"}}, "rule.invalid"),
            ("POST", "/validate", {"document": {"if": [[[]]]}}, "rule.invalid"),
            ("POST", "/dry-run", {"yaml": "{"}, "rule.invalid"),
            ("GET", "/nobody", None, "rule.not_found"),
            ("POST", "/nobody/dry-run", None, "rule.not_found"),
            ("POST", "/nobody/replay", {}, "rule.not_found"),
            ("GET", "/nobody/firings", None, "rule.not_found"),
            ("GET", "/nobody/history", None, "rule.not_found"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_with_its_code(
        self, open_shop: Installation, method: str, path: str, body: Any, code: str
    ):
        content = {} if body is None else {"json": body}
        told = call(open_shop, method, path, **content)
        assert (told.json()["code"], told.status_code // 100) == (code, 4), told.text
        assert told.json()["hint"]

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("", {}),
            ("", {"yaml": DEAR, "document": {}}),
            ("", {"yaml": "a\u0000b"}),
            ("", {"yaml": 1}),
            ("", {"yaml": DEAR, "wrong": 1}),
            ("/replay", {"yaml": DEAR, "days": 0}),
            ("/replay", {"yaml": DEAR, "days": "90"}),
            ("/dry-run?limit=0", {"yaml": DEAR}),
            ("/dry-run?cursor=x", {"yaml": DEAR}),
        ],
    )
    def test_a_request_without_sense_is_refused(
        self, open_shop: Installation, path: str, body: Any
    ):
        assert call(open_shop, "POST", path, json=body).status_code == 422

    def test_a_cursor_of_firings_is_ours_or_refused(self, open_shop: Installation):
        from adhelm.core.web import cursor

        for wrong in ("x", cursor("yesterday", "fir_1"), cursor("2026-03-01T00:00:00", "fir_1")):
            told = call(open_shop, "GET", f"/firings?cursor={wrong}")
            assert (told.status_code, told.json()["code"]) == (422, "page.bad_cursor")

    def test_a_role_may_no_more_than_it_may(self, open_shop: Installation, kept: Any):
        path = f"/{kept['id']}"
        tag = {"if-match": '"v1"'}
        told = call(open_shop, "PATCH", path, who="all but approve", json={"mode": "autopilot"},
                    headers=tag)  # fmt: skip
        assert told.status_code == 403, told.text
        assert call(open_shop, "GET", path, who="other workspace").status_code == 404
        assert call(open_shop, "GET", path).json()["version"] == 1


@pytest.fixture
def run(little: Shop, tmp_path, monkeypatch) -> Any:
    monkeypatch.setenv("ADHELM_WAREHOUSE__LOCATION", str(tmp_path / "warehouse"))
    monkeypatch.setenv("ADHELM_PROFILE", "test")
    monkeypatch.setenv("ADHELM_CLOCK", "2026-03-01T09:00:00Z")

    def run(*args: str, given: str = "") -> Any:
        whose = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, ["rule", *args, *whose], input=given)

    return run


class TestOnTheCommandLine:
    def test_a_rule_is_checked_tried_kept_replayed_and_removed(
        self, little: Shop, run: Any, tmp_path: Any
    ):
        little.sync(MARCH)
        file = tmp_path / "dear.yaml"
        file.write_text(DEAR)
        checked = json.loads(run("check", str(file), "--json").stdout)
        assert checked["clashes"] == []
        told = run("test", str(file), "--json")
        assert told.exit_code == 0, told.output
        shown = json.loads(told.stdout)
        assert [one["entity_id"] for one in shown["rows"]] == ["bad", "new"]
        assert shown["provenance"]["counts"]["fires"] == 1
        assert "daily_budget 120.00 → 96.00" in shown["rows"][0]["does"]
        made = run("add", "-", "--json", given=DEAR)
        assert made.exit_code == 0, made.output
        rule_id = json.loads(made.stdout)["id"]
        listed = json.loads(run("list", "--json").stdout)["rows"]
        assert {one["id"] for one in listed} > {rule_id, "shipped-incident"}
        ran = run("run", "--json")
        assert ran.exit_code == 0, ran.output
        assert [one["rule_id"] for one in json.loads(ran.stdout)["rows"]] == [rule_id]
        replayed = run("replay", rule_id, "--days", "3", "--json")
        assert replayed.exit_code == 0, replayed.output
        assert [one["fired"] for one in json.loads(replayed.stdout)["rows"]] == [0, 0, 1]
        each = json.loads(run("replay", rule_id, "--firings", "--json").stdout)["rows"]
        assert [one["entity_id"] for one in each] == ["bad"]
        assert len(json.loads(run("firings", "--json").stdout)["rows"]) == 1
        for words in (("mode", rule_id, "propose"), ("pause", rule_id), ("resume", rule_id)):
            assert run(*words, "--json").exit_code == 0
        (clash,) = json.loads(run("conflicts", "--json").stdout)["rows"]
        assert clash["code"] == "rule.conflict"
        assert len(json.loads(run("history", rule_id, "--json").stdout)["rows"]) == 1
        assert run("remove", rule_id, "--yes").exit_code == 0
        assert run("show", rule_id).exit_code == 3

    def test_what_is_wrong_is_told_with_its_line(self, run: Any, tmp_path: Any):
        file = tmp_path / "wrong.yaml"
        file.write_text("name: X\nif: cpaa(7d) > 1\nthen: pose\n")
        told = run("check", str(file), "--json")
        assert told.exit_code == 5
        assert "line 2: if: there is no metric 'cpaa'" in told.stderr
        assert "line 3: then: there is no step 'pose'" in told.stderr
        assert run("mode", "nobody", "propose").exit_code == 3
        assert run("mode", "shipped-incident", "autopilot").exit_code == 4
