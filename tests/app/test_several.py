"""Several API processes on one PostgreSQL behind a reverse proxy: nobody notices that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx  # noqa: TC002, TID253 - a client of its own
import pytest
from tests.app.balancing import balanced
from tests.app.running import UNLIMITED, bootstrapped, serving
from tests.conftest import postgres_database

_COUNT = 3
_CAMPAIGN = {
    "name": "Spring", "objective": "sales", "budget": "5000.00", "currency": "EUR",
    "start_date": "2027-03-01", "end_date": "2027-03-31",
    "platforms": [{"platform": "google_ads"}, {"platform": "meta"}],
}  # fmt: skip


@pytest.fixture(scope="module", params=["nginx", "plain"])
def front(
    request: pytest.FixtureRequest,
    postgres_server: str,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A client, signed in as the first admin, whose requests go to each process in turn."""
    home = tmp_path_factory.mktemp("home")
    with ExitStack() as stack:
        url = stack.enter_context(postgres_database(postgres_server, template=postgres_template))
        (home / "adhelm.toml").write_text(f'[database]\nurl = "{url}"\n')
        key = bootstrapped(home)
        settings = {**UNLIMITED, "ADHELM_API__TRUSTED_PROXIES": "127.0.0.1"}
        started = [
            stack.enter_context(serving(home, "--no-worker", **settings)) for _ in range(_COUNT)
        ]
        ports = [up.told["port"] for up in started]
        http = stack.enter_context(balanced(ports, request.param))
        http.headers["authorization"] = f"Bearer {key}"
        yield http


def call(http: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response:
    return http.request(method, f"/api/v1{path}", timeout=60, **more)


class TestSeveralProcesses:
    def test_share_sign_ins_and_their_ends(self, front):
        person = {"name": "ada", "password": "seven-unlikely-otters"}
        new = {"email": "ada@example.com", "username": "ada", "password": person["password"]}
        assert call(front, "POST", "/auth/register", json=new).status_code == 201
        tokens = call(front, "POST", "/auth/login", json=person).json()
        bearer = {"authorization": f"Bearer {tokens['access_token']}"}

        seen = [call(front, "GET", "/auth/me", headers=bearer).status_code for _ in range(6)]
        out = call(front, "POST", "/auth/logout", headers=bearer).status_code
        after = [call(front, "GET", "/auth/me", headers=bearer).status_code for _ in range(6)]

        assert (set(seen), out, set(after)) == ({200}, 204, {401})

    def test_act_once_per_idempotency_key(self, front):
        headers = {"idempotency-key": "journey-1"}

        def create(_: int) -> httpx.Response:
            return call(front, "POST", "/keys", json={"name": "once"}, headers=headers)

        with ThreadPoolExecutor(6) as crowd:
            told = list(crowd.map(create, range(9)))

        assert {one.status_code for one in told} == {201}
        assert len({one.content for one in told}) == 1
        names = [one["name"] for one in call(front, "GET", "/keys").json()["rows"]]
        assert names.count("once") == 1

    def test_let_one_of_two_changes_win(self, front):
        made = call(front, "POST", "/campaigns", json=_CAMPAIGN)
        assert made.status_code == 201, made.text
        path = f"/campaigns/{made.json()['id']}"
        tag = call(front, "GET", path).headers["etag"]

        def change(number: int) -> int:
            body = {"description": f"change {number}"}
            return call(front, "PATCH", path, json=body, headers={"if-match": tag}).status_code

        with ThreadPoolExecutor(6) as crowd:
            told = Counter(crowd.map(change, range(6)))

        assert told == {200: 1, 412: 5}
        assert call(front, "GET", path, headers={"if-none-match": tag}).status_code == 200

    def test_take_a_key_back_everywhere_at_once(self, front):
        made = call(front, "POST", "/keys", json={"name": "short-lived"}).json()
        bearer = {"authorization": f"Bearer {made['key']}"}
        before = {call(front, "GET", "/workspaces", headers=bearer).status_code for _ in range(6)}
        assert call(front, "DELETE", f"/keys/{made['id']}").status_code == 204
        after = {call(front, "GET", "/workspaces", headers=bearer).status_code for _ in range(6)}

        assert (before, after) == ({200}, {401})

    def test_answer_all_of_them(self, front):
        answers = [front.get("/health/ready") for _ in range(2 * _COUNT)]

        assert {one.status_code for one in answers} == {200}
        by = {one.headers.get("x-answered-by") for one in answers} - {None}
        assert len(by) in {0, _COUNT}
