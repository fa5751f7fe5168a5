"""The frame, over HTTP: clock, faults, journal, tokens, truth."""

import httpx
import pytest
from tests.sandbox.conftest import Play

from adhelm.sandbox.frame.server import CannotListen
from adhelm.sandbox.play import serve

URL = "/google/v26/customers:listAccessibleCustomers"


def ask(play: Play) -> httpx.Response:
    token = play.credential("google_ads")["access_token"]
    return play.http.get(URL, headers={"Authorization": f"Bearer {token}"})


def meta_token(play: Play) -> dict[str, str]:
    return {"access_token": play.credential("meta")["access_token"]}


def campaigns(play: Play) -> list[dict[str, str]]:
    url = f"/meta/v26.0/act_{play.accounts('meta')[0]['id']}/campaigns"
    params = {"fields": "name,status", **meta_token(play)}
    return list(play.http.get(url, params=params).json()["data"])


def totals(play: Play, account: str) -> list[tuple[str, str]]:
    query = ("SELECT segments.date, metrics.cost_micros FROM customer "
             "WHERE segments.date BETWEEN '2026-11-01' AND '2026-11-05'")  # fmt: skip
    token = play.credential("google_ads")["access_token"]
    headers = {"Authorization": f"Bearer {token}", "login-customer-id": "9990001112"}
    url = f"/google/v26/customers/{account}/googleAds:search"
    rows = play.http.post(url, json={"query": query}, headers=headers).json()["results"]
    return [(row["segments"]["date"], row["metrics"]["costMicros"]) for row in rows]


class TestClock:
    def test_moves_forward_only(self, play: Play):
        moved = play.http.post("/_sandbox/clock", json={"now": "2026-11-21T00:00:00Z"})
        assert moved.json() == {"now": "2026-11-21T00:00:00+00:00"}
        back = play.http.post("/_sandbox/clock", json={"now": "2026-11-01T00:00:00Z"})
        assert (back.status_code, back.json()["error"]["code"]) == (
            409,
            "sandbox.clock_only_forward",
        )

    def test_refuses_what_is_no_instant(self, play: Play):
        assert play.http.post("/_sandbox/clock", json={"now": "soon"}).status_code == 400


class TestFaults:
    def test_hit_the_nth_call_that_matches(self, play: Play):
        play.fault(mode="500", platform="google", path="listAccessible", nth=2)
        assert [ask(play).status_code for _ in range(3)] == [200, 500, 200]

    def test_say_too_many_in_the_words_of_the_platform(self, play: Play):
        play.fault(mode="429", platform="google")
        error = ask(play).json()["error"]["details"][0]["errors"][0]
        assert error["errorCode"] == {"quotaError": "RESOURCE_TEMPORARILY_EXHAUSTED"}
        assert error["details"]["quotaErrorDetails"]["retryDelay"] == "5s"

    @pytest.mark.parametrize("mode", ["drop", "timeout-after-commit", "truncated"])
    def test_cut_the_line(self, play: Play, mode: str):
        play.fault(mode=mode, platform="google")
        with pytest.raises(httpx.TransportError):
            ask(play)
        assert ask(play).is_success

    def test_put_a_page_of_html_in_the_way(self, play: Play):
        play.fault(mode="html")
        said = ask(play)
        assert (said.status_code, said.text[:9]) == (200, "<!DOCTYPE")

    def test_say_that_a_version_is_gone(self, play: Play):
        play.fault(mode="retired_version", platform="google")
        error = ask(play).json()["error"]["details"][0]["errors"][0]
        assert error["errorCode"] == {"requestError": "UNSUPPORTED_VERSION"}

    def test_take_a_field_away(self, play: Play):
        play.fault(mode="missing_field", platform="google", field="resourceNames")
        assert ask(play).json() == {}

    def test_make_a_field_ten_megabytes_long(self, play: Play):
        play.fault(mode="huge_field", platform="meta", field="name")
        sizes = [len(row["name"]) for row in campaigns(play)]
        assert sizes[0] == 10_000_000
        assert max(sizes[1:]) < 100

    def test_wait_for_an_answer_that_holds_what_they_bend(self, play: Play):
        play.fault(mode="unknown_enum", platform="meta")
        play.http.get("/meta/v26.0/me", params=meta_token(play))
        assert {row["status"] for row in campaigns(play)} == {"STATUS_OF_TOMORROW"}
        assert "STATUS_OF_TOMORROW" not in {row["status"] for row in campaigns(play)}

    @pytest.mark.parametrize("number", range(4))
    def test_raise_the_total_of_one_day_alone(self, play: Play, number: int):
        account = play.accounts("google_ads")[number % 2]
        if number > 1:
            play.http.post("/_sandbox/accounts", json={"platform": "google_ads",
                           "account": account["id"], "currency": "KWD"})  # fmt: skip
        right = totals(play, account["id"])
        play.fault(mode="mismatch", platform="google")
        wrong = totals(play, account["id"])
        assert sum(one != other for one, other in zip(right, wrong, strict=True)) == 1
        assert totals(play, account["id"]) == right

    def test_that_do_not_exist_are_refused(self, play: Play):
        assert play.http.post("/_sandbox/faults", json={"mode": "flood"}).status_code == 400
        assert play.http.post("/_sandbox/faults", json={"mode": "500", "x": 1}).status_code == 400

    def test_can_be_taken_back(self, play: Play):
        play.fault(mode="500", times=9)
        play.http.delete("/_sandbox/faults")
        assert ask(play).is_success


class TestAccounts:
    def test_change_their_currency_and_zone(self, play: Play):
        account = play.accounts("meta")[0]
        before = play.truth(account["id"], "2026-11-01", "2026-11-05")
        wish = {"platform": "meta", "account": account["id"], "currency": "KWD",
                "timezone": "Australia/Lord_Howe"}  # fmt: skip
        assert play.http.post("/_sandbox/accounts", json=wish).json()["currency"] == "KWD"
        url = f"/meta/v26.0/act_{account['id']}"
        params = {"fields": "currency,timezone_name", **meta_token(play)}
        said = play.http.get(url, params=params).json()
        assert (said["currency"], said["timezone_name"]) == ("KWD", "Australia/Lord_Howe")
        after = play.truth(account["id"], "2026-11-01", "2026-11-05")
        assert after != before
        assert {fact["spend"][-4] for fact in after} == {"."}

    def test_keep_what_was_changed_in_them(self, play: Play):
        account, row = play.accounts("meta")[0], campaigns(play)[0]
        play.http.post(f"/meta/v26.0/{row['id']}", data={"name": "Mine", **meta_token(play)})
        wish = {"platform": "meta", "account": account["id"], "timezone": "Asia/Kolkata"}
        assert play.http.post("/_sandbox/accounts", json=wish).is_success
        assert campaigns(play)[0]["name"] == "Mine"

    @pytest.mark.parametrize(
        "wish",
        [{"platform": "meta", "account": "1"}, {"platform": "meta", "currency": "XXX"},
         {"platform": "linkedin", "timezone": "Asia/Kolkata"}, {"timezone": "Nowhere"}],
    )  # fmt: skip
    def test_change_only_to_what_is_played(self, play: Play, wish: dict[str, str]):
        name = wish.setdefault("platform", "x")
        wish.setdefault("account", play.accounts(name)[0]["id"])
        said = play.http.post("/_sandbox/accounts", json=wish)
        assert said.status_code in {400, 404}
        assert said.json()["error"]["code"].startswith("sandbox.")


class TestJournal:
    def test_tells_what_was_asked_without_the_secrets(self, play: Play):
        token = play.credential("google_ads")["access_token"]
        play.fault(mode="500", nth=2)
        ask(play)
        ask(play)
        entries = play.http.get("/_sandbox/journal", params={"platform": "google"}).json()[
            "entries"
        ]
        assert [(one["status"], one["fault"]) for one in entries] == [(200, ""), (500, "500")]
        assert token not in str(entries)


class TestTruth:
    def test_fits_its_schema(self, play: Play):
        said = play.http.get(
            "/_sandbox/truth",
            params={"since": "2026-11-01", "until": "2026-11-02", "orders": "1"},
        ).json()
        schema = play.http.get("/_sandbox/truth/schema").json()
        assert set(said) == set(schema["properties"])
        for name in ("facts", "orders", "accounts"):
            fields = schema["properties"][name]["items"]["properties"]
            assert said[name]
            assert all(set(one) == set(fields) for one in said[name])

    def test_of_orders_agrees_with_what_platforms_claim(self, play: Play):
        params = {"since": "2026-10-01", "until": "2026-10-02", "orders": "1", "level": "account"}
        said = play.http.get("/_sandbox/truth", params=params).json()
        touches = [touch for order in said["orders"] for touch in order["touches"]]
        assert len(touches) == sum(fact["claimed"] for fact in said["facts"])
        caused = [order for order in said["orders"] if order["caused_by"] is not None]
        assert len(caused) == sum(fact["caused"] for fact in said["facts"])
        assert any(len(order["touches"]) > 1 for order in said["orders"])

    def test_refuses_what_is_no_day(self, play: Play):
        assert play.http.get("/_sandbox/truth", params={"since": "x"}).status_code == 400


class TestScenario:
    def test_that_does_not_exist_is_refused(self, play: Play):
        refused = play.http.post("/_sandbox/scenario", json={"name": "utopia"})
        assert refused.status_code == 404

    def test_gives_byte_equal_answers_when_it_begins_again(self, play: Play):
        first = ask(play).content, play.http.get("/_sandbox/scenario").content
        play.http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1})
        assert (ask(play).content, play.http.get("/_sandbox/scenario").content) == first


class TestCalls:
    @pytest.mark.parametrize(
        "path",
        ["/google/v26/customers/1/googleAds:search", "/meta/v26.0/me/adaccounts?limit=-1",
         "/tiktok/open_api/v1.3/campaign/get/?filtering=5", "/linkedin/rest/adAnalytics?a=((",
         "/xads/12/stats/accounts/1", "/meta/v26.0/?batch=7"],
    )  # fmt: skip
    @pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff=%%", b'{"query": 5}'])
    def test_that_are_nonsense_are_answered(self, play: Play, path: str, body: bytes):
        tokens = {
            one["platform"]: one["access_token"] for one in play.scenario["credentials"][::-1]
        }
        name = {"google": "google_ads", "xads": "x"}.get(path.split("/")[1], path.split("/")[1])
        headers = {"Authorization": f"Bearer {tokens[name]}", "Access-Token": tokens[name],
                   "Linkedin-Version": "202607", "X-Restli-Protocol-Version": "2.0.0"}  # fmt: skip
        for method in ("GET", "POST", "PUT", "DELETE"):
            said = play.http.request(method, path, content=body, headers=headers)
            assert said.status_code in range(200, 501)
            assert said.headers["content-type"]


class TestPlatforms:
    @pytest.mark.parametrize(
        ("platform", "path"),
        [
            ("meta", "/meta/v26.0/act_{}/insights?level=ad&fields=ad_id,spend,actions&limit=500"),
            ("tiktok", "/tiktok/open_api/v1.3/ad/get/?advertiser_id={}&page_size=1000"),
            ("linkedin", "/linkedin/rest/adAccounts/{}/creatives?q=criteria"),
        ],
    )
    def test_answer_the_same_bytes_after_the_same_calls(self, play: Play, platform: str, path: str):
        url = path.format(play.accounts(platform)[0]["id"])
        token = play.credential(platform)["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Access-Token": token,
                   "Linkedin-Version": "202607", "X-Restli-Protocol-Version": "2.0.0"}  # fmt: skip
        first = play.http.get(url, headers=headers)
        play.http.post("/_sandbox/scenario", json={"name": "growth", "seed": 1})
        again = play.http.get(url, headers=headers)
        assert first.is_success
        assert again.content == first.content
        same = first.headers.keys() - {"date"}
        assert all(again.headers[name] == first.headers[name] for name in same)


class TestServer:
    def test_says_when_the_port_is_taken(self, play: Play):
        with pytest.raises(CannotListen):
            serve("calm", seed=1, port=play.server.port)

    def test_answers_what_is_nobodys_with_404(self, play: Play):
        assert play.http.get("/nobody/v1").status_code == 404
