"""GraphQL over HTTP …"""

from __future__ import annotations

import json
from typing import Any

import httpx  # noqa: TID253 - a client of its own
import pytest
import sqlalchemy as sa
from graphql import get_introspection_query
from tests.act.campaigns.conftest import Desk, entity
from tests.app.api.conftest import Installation, house, served
from tests.understand.metrics.conftest import fact

from adhelm.app.api import create_app
from adhelm.app.graphql.accepting import GRAPHQL, JSON
from adhelm.app.graphql.limits import Limits, TooCostly, TooDeep, Unreadable, admit
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.services import Services
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
_CAMPAIGN = {
    "objective": "sales", "budget": "3000.00", "currency": "EUR", "start_date": "2026-01-01",
    "end_date": "2026-01-31", "platforms": [{"platform": "google_ads"}, {"platform": "x"}],
}  # fmt: skip
_BUDGET = {"platform": "meta", "amount": "5000.00", "currency": "EUR"}
_ALL = """
query All($after: String) {
  campaigns(first: 2, after: $after) {
    nodes { id name budget platforms { platform allocated } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture(scope="module")
def filled(house: Installation) -> Installation:
    """Campaigns, budgets and two days of spend in acme; nothing in globex."""
    desk = Desk(house.services.get(Database), house.services.get(Warehouse), house.clock)
    desk.load(
        facts=[fact(campaign="c1", day=n, spend=10 + n, clicks=2) for n in range(2)],
        entities=[entity("google_ads", "1", "c1", "Brand")],
    )
    for name in ("One", "Two", "Three"):
        made = house.call("admin", "POST", "/campaigns", json={**_CAMPAIGN, "name": name})
        assert made.status_code == 201, made.text
    for month in ("2026-03", "2026-04", "2026-05"):
        made = house.call("operator", "POST", "/budgets", json={**_BUDGET, "month": month})
        assert made.status_code == 201, made.text
        path = f"/budgets/{made.json()['id']}/approve"
        house.call("approver", "POST", path, json={"version": 1})
    return house


def ask(house: Installation, query: str, *, who: str = "viewer", **more: Any) -> Any:
    """Return status and body of an answer."""
    told = sent(house, query, JSON, who=who, **more)
    assert told.headers["content-type"] == JSON
    return told.status_code, told.json()


def sent(
    house: Installation, query: str, accept: str, *, who: str = "viewer", **more: Any
) -> httpx.Response:
    headers = {"authorization": f"Bearer {house.tokens[who]}", "accept": accept}
    return house.http.post("/graphql", json={"query": query, **more}, headers=headers)


def data(house: Installation, query: str, **more: Any) -> dict[str, Any]:
    status, body = ask(house, query, **more)
    assert (status, "errors" in body) == (200, False), body
    found: dict[str, Any] = body["data"]
    return found


def refused(house: Installation, query: str, **more: Any) -> str:
    """Return the code of a query that is refused as a whole."""
    status, body = ask(house, query, **more)
    assert (status, "data" in body) == (200, False), body
    newer = sent(house, query, GRAPHQL, **more)
    assert (newer.status_code, newer.json()) == (400, body)
    assert "path" not in body["errors"][0]
    assert body["errors"][0]["message"]
    code: str = body["errors"][0]["extensions"]["code"]
    return code


class TestAQuery:
    def test_pages_through_campaigns(self, filled):
        names: list[str] = []
        after = None
        while True:
            page = data(filled, _ALL, variables={"after": after})["campaigns"]
            names += [each["name"] for each in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert sorted(names) == ["One", "Three", "Two"]
        assert page["nodes"][0]["budget"] == "3000.00"
        assert {each["platform"] for each in page["nodes"][0]["platforms"]} == {"google_ads", "x"}
        (one,) = data(filled, '{ campaigns(text: "two", status: "active") { nodes { id } } }')[
            "campaigns"
        ]["nodes"]
        found = data(filled, "query($id: ID!) { campaign(id: $id) { name } }", variables=one)
        assert found["campaign"]["name"] == "Two"

    def test_pages_through_budgets_and_their_versions(self, filled):
        asked = (
            'query($a: String) { budgets(first: 2, after: $a, to: "2026-05") { nodes { id month '
            "reach { platform } effective { amount state } } pageInfo { endCursor } } }"
        )
        first = data(filled, asked)["budgets"]
        rest = data(filled, asked, variables={"a": first["pageInfo"]["endCursor"]})["budgets"]
        nodes = first["nodes"] + rest["nodes"]
        assert [each["month"] for each in nodes] == ["2026-03", "2026-04", "2026-05"]
        assert nodes[0]["effective"] == {"amount": "5000.00", "state": "effective"}
        history = data(filled, "query($id: ID!) { budgetHistory(id: $id) { version state } }",
                       variables={"id": nodes[0]["id"]})  # fmt: skip
        assert history["budgetHistory"] == [{"version": 1, "state": "effective"}]
        then = '{ budgets(asOf: "2026-02-01T00:00:00Z") { nodes { id } } }'
        assert data(filled, then)["budgets"]["nodes"] == []

    def test_answers_metrics_as_the_other_door_does(self, filled):
        asked = {"metrics": ["spend", "clicks"], "by": ["platform", "date"], "sort": ["date"]}
        query = (
            "query($metrics: [String!]!, $by: [String!], $sort: [String!]) "
            "{ query(metrics: $metrics, by: $by, sort: $sort) { columns rows } }"
        )
        found = data(filled, query, variables=asked)["query"]
        rest = filled.call("viewer", "POST", "/query", json=asked).json()
        assert found["rows"] == rest["rows"]
        assert len(found["rows"]) == 2
        assert found["columns"] == ["platform", "date", "spend", "clicks"]

    def test_shows_the_schema_to_who_is_signed_in(self, filled):
        found = data(filled, get_introspection_query())
        names = {each["name"] for each in found["__schema"]["types"]}
        assert {"Campaign", "Budget", "Answer"} <= names
        assert found["__schema"]["mutationType"] is None
        anonymous = filled.http.post("/graphql", json={"query": "{ __typename }"})
        assert (anonymous.status_code, anonymous.json()["code"]) == (401, "auth.missing")

    def test_asks_the_database_at_most_ten_times(self, filled):
        fields = "nodes { id name platforms { name spent } }"
        query = f"{{ a: campaigns {{ {fields} }} b: budgets {{ nodes {{ id }} }} }}"
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN")):
                seen.append(statement)

        engine = filled.services.get(Database).engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            data(filled, query)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        assert 0 < len(seen) <= 10, seen


class TestAnotherWorkspace:
    def test_is_not_found(self, filled):
        ids = data(filled, "{ campaigns { nodes { id } } budgets { nodes { id } } }")
        for field, asked in (("campaigns", "campaign(id: $id) { id }"),
                             ("budgets", "budgetHistory(id: $id) { state }")):  # fmt: skip
            one = ids[field]["nodes"][0]
            status, body = ask(filled, f"query($id: ID!) {{ {asked} }}", who="other workspace",
                               variables=one)  # fmt: skip
            assert (status, body["data"]) == (200, None)
            assert body["errors"][0]["extensions"]["code"].endswith(("not_found", "no_campaign"))
            assert body["errors"][0]["path"]
        empty = data(filled, "{ campaigns { nodes { id } } budgets { nodes { id } } }",
                     who="other workspace")  # fmt: skip
        assert empty == {"campaigns": {"nodes": []}, "budgets": {"nodes": []}}

    def test_is_not_entered(self, filled):
        headers = {"authorization": f"Bearer {filled.tokens['viewer']}",
                   "adhelm-workspace": "globex"}  # fmt: skip
        told = filled.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
        assert (told.status_code, told.json()["code"]) == (404, "accounts.no_workspace")


class TestWhatIsTooMuch:
    def test_is_refused_as_too_deep(self, filled):
        deep = "{ budgets { nodes " + "{ effective " * 9 + "{ amount }" + " }" * 10 + " }"
        assert refused(filled, deep) == "graphql.too_deep"
        assert refused(filled, "{ a" * 1200 + " }" * 1200) in {
            "graphql.too_deep", "graphql.too_costly",
        }  # fmt: skip
        round_ = "{ __schema { types " + "{ fields { type " * 4 + "{ name }" + " } }" * 4 + " } }"
        assert refused(filled, round_) == "graphql.too_deep"

    def test_is_refused_as_too_costly(self, filled):
        names = " ".join(f"a{n}: name" for n in range(150))
        assert refused(filled, f"{{ campaigns(first: 1000) {{ nodes {{ {names} }} }} }}") == (
            "graphql.too_costly"
        )
        many = f"query($n: Int!) {{ campaigns(first: $n) {{ nodes {{ {names} }} }} }}"
        for n in (1000, 2**40, "1000"):
            assert refused(filled, many, variables={"n": n}) == "graphql.too_costly"
        assert data(filled, many, variables={"n": 10})

    def test_aliases_do_not_get_round(self, filled):
        top = " ".join(f"a{n}: budgets(first: 1) {{ nodes {{ id }} }}" for n in range(6))
        assert refused(filled, f"{{ {top} }}") == "graphql.too_costly"
        spread = f"{{ ...F ...F }} fragment F on Query {{ a: __typename {top} }}"
        assert refused(filled, spread) == "graphql.too_costly"
        bomb = " ".join(f"a{n}: budgets {{ nodes {{ id }} }}" for n in range(300))
        assert refused(filled, f"{{ {bomb} }}") == "graphql.too_costly"

    def test_fragments_do_not_get_round(self, filled):
        chain = "".join(
            f"fragment F{n} on Campaign {{ ...F{n + 1} ...F{n + 1} }} " for n in range(60)
        )
        bomb = f"{{ campaigns {{ nodes {{ ...F0 }} }} }} {chain} fragment F60 on Campaign {{ id }}"
        assert refused(filled, bomb) == "graphql.too_costly"
        types = "".join(
            f"fragment T{n} on __Type {{ ...T{n + 1} ...T{n + 1} ...T{n + 1} }} " for n in range(12)
        )
        bomb = f"{{ __schema {{ types {{ ...T0 }} }} }} {types} fragment T12 on __Type {{ name }}"
        assert refused(filled, bomb) == "graphql.too_deep"
        ring = "{ campaigns { nodes { ...A } } } fragment A on Campaign { ...A }"
        assert refused(filled, ring) == "graphql.invalid"

    def test_is_refused_in_one_go_only(self, filled):
        headers = {"authorization": f"Bearer {filled.tokens['viewer']}"}
        told = filled.http.post("/graphql", json=[{"query": "{ __typename }"}] * 2, headers=headers)
        assert (told.status_code, told.json()["code"]) == (422, "request.invalid")

    def test_can_be_set(self):
        query = "{ budgets(first: 10) { nodes { id month } } }"
        admit(query, {}, limits=Limits(depth=3, cost=50, fields=1))
        with pytest.raises(TooDeep):
            admit(query, {}, limits=Limits(depth=2))
        with pytest.raises(TooCostly):
            admit(query, {}, limits=Limits(cost=39))
        with pytest.raises(TooCostly):
            admit(f"{{ a: {query[2:-2]} b: {query[2:-2]} }}", {}, limits=Limits(fields=1))
        with pytest.raises(TooCostly):
            admit(query, {}, limits=Limits(tokens=5))
        with pytest.raises(Unreadable):
            admit("{ a ", {}, limits=Limits())


class TestTheFormOfAnAnswer:
    @pytest.mark.parametrize(
        ("accept", "media", "status"),
        [
            ("", GRAPHQL, 400),
            (GRAPHQL, GRAPHQL, 400),
            (JSON, JSON, 200),
            ("*/*", JSON, 200),
            ("application/*", JSON, 200),
            (f"{GRAPHQL}, {JSON}", GRAPHQL, 400),
            (f"{JSON}, {GRAPHQL}", JSON, 200),
            (f"{JSON};q=0.5, {GRAPHQL.upper()};q=0.9", GRAPHQL, 400),
            (f"text/html, {JSON};q=0.8, */*;q=0.1", JSON, 200),
            (f"{GRAPHQL};q=0, {JSON};q=none", JSON, 200),
        ],
    )
    def test_is_what_the_client_likes_best(self, filled, accept, media, status):
        told = sent(filled, "{", accept)
        assert (told.status_code, told.headers["content-type"].partition(";")[0]) == (status, media)
        assert set(told.json()) == {"errors"}
        good = sent(filled, "{ __typename }", accept)
        assert (good.status_code, good.json()) == (200, {"data": {"__typename": "Query"}})

    @pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", "image/png, text/*"])
    def test_is_refused_to_who_reads_neither(self, filled, accept):
        told = sent(filled, "{ __typename }", accept)
        assert (told.status_code, told.json()["code"]) == (406, "graphql.not_acceptable")

    @pytest.mark.parametrize("accept", [JSON, GRAPHQL])
    def test_of_what_is_no_question_is_a_problem(self, filled, accept):
        headers = {"authorization": f"Bearer {filled.tokens['viewer']}", "accept": accept}
        for body in ({"qeury": "{ __typename }"}, {"query": "{ a }", "variables": [7]}, {}):
            told = filled.http.post("/graphql", json=body, headers=headers)
            assert (told.status_code, told.json()["code"]) == (422, "request.invalid")
            assert told.headers["content-type"] == "application/problem+json"


class TestAnError:
    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("{ nothing }", "graphql.invalid"),
            ("{", "graphql.invalid"),
            ("mutation { a }", "graphql.read_only"),
            ("subscription { a }", "graphql.read_only"),
            ('{ campaigns(text: "\\u0000") { nodes { id } } }', "graphql.invalid"),
            ('{ campaigns(first: "x") { nodes { id } } }', "graphql.invalid"),
            ("query($n: Int!) { campaigns(first: $n) { nodes { id } } }", "graphql.invalid"),
        ],
    )
    def test_of_the_query_refuses_all_of_it(self, filled, query, code):
        assert refused(filled, query) == code

    @pytest.mark.parametrize("query", ["{ __typename }", "query a { __typename }"])
    def test_of_the_operations_name_is_one_of_the_query(self, filled, query):
        assert refused(filled, query, operationName="000") == "graphql.invalid"

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("{ campaigns(first: 0) { nodes { id } } }", "graphql.bad_argument"),
            ("{ budgets(first: 1001) { nodes { id } } }", "graphql.bad_argument"),
            ('{ campaigns(status: "gone") { nodes { id } } }', "graphql.bad_argument"),
            ('{ budgets(asOf: "2026-02-01T00:00:00") { nodes { id } } }', "graphql.bad_argument"),
            ('{ campaigns(after: "x") { nodes { id } } }', "page.bad_cursor"),
            ('{ budgets(after: "WyJ4IiwieCJd") { nodes { id } } }', "page.bad_cursor"),
            ('{ budgets(from: "March") { nodes { id } } }', "plans.invalid"),
            ('{ query(metrics: ["spent"]) { rows } }', "metrics.unknown_name"),
            ('{ budgetHistory(id: "nobody") { state } }', "plans.not_found"),
        ],
    )
    def test_of_a_field_tells_code_hint_and_place(self, filled, query, code):
        status, body = ask(filled, query)
        (error,) = body["errors"]

        assert (status, body["data"]) == (200, None)
        assert error["extensions"]["hint"]
        assert error["path"]
        if not code.startswith("metrics"):
            assert error["extensions"]["code"] == code
        assert "Traceback" not in json.dumps(body)

    def test_nobody_expects_tells_nothing_of_itself(self, filled, caplog):
        def broken() -> Warehouse:
            raise RuntimeError("secret inside")

        services = Services()
        services.register(Database, lambda: filled.services.get(Database))
        services.register(Clock, lambda: filled.clock)  # type: ignore[type-abstract]  # the key
        services.register(Warehouse, broken)
        with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=60) as http:
            elsewhere = Installation(http, services, filled.clock, filled.tokens)
            status, body = ask(elsewhere, '{ query(metrics: ["spend"]) { rows } }')

        assert (status, body["errors"][0]["extensions"]["code"]) == (200, "internal")
        assert "secret" not in json.dumps(body)
        assert "secret inside" in caplog.text

    def test_has_a_kind(self):
        assert {each.code.partition(".")[0] for each in (TooDeep, TooCostly, Unreadable)} == {
            "graphql"
        }
        assert issubclass(TooDeep, AdhelmError)
