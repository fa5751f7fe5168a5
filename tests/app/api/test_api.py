"""The doors of the API: who gets in where, what errors look like, and what is refused unread."""

from __future__ import annotations

import pytest


class TestProblems:
    def test_say_what_was_wrong_and_under_which_id(self, house):
        told = house.call("admin", "POST", "/query", json={"metrics": ["spent"]},
                          headers={"x-request-id": "req-7"})  # fmt: skip

        assert told.status_code == 422
        assert told.headers["content-type"] == "application/problem+json"
        body = told.json()
        assert (body["request_id"], told.headers["x-request-id"]) == ("req-7", "req-7")
        assert "spend" in body["hint"]

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nowhere", 404, "http.not_found"),
            ("PUT", "/keys", 405, "http.method_not_allowed"),
            ("GET", "/audit?limit=-1", 422, "request.invalid"),
            ("GET", "/audit?limit=99999999999999999999", 422, "request.invalid"),
            ("GET", "/audit?cursor=%00", 422, "request.bad_text"),
            ("GET", "/audit?cursor=WyJ4Il0", 422, "page.bad_cursor"),
            ("DELETE", "/keys/nobody", 404, "accounts.no_key"),
        ],
    )
    def test_have_a_status_and_a_code(self, house, method, path, status, code):
        told = house.call("admin", method, path)

        assert (told.status_code, told.json()["code"]) == (status, code)

    def test_are_documented(self, house):
        document = house.http.get("/openapi.json").json()

        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                assert "422" in operation["responses"], (method, path)
                assert operation.get("summary"), (method, path)

    def test_answer_a_body_that_is_too_large_unread(self, house):
        told = house.call("admin", "POST", "/query", content=b"x" * (3 * 1024**2))
        assert (told.status_code, told.json()["code"]) == (413, "request.too_large")

        def endless():
            for _ in range(64):
                yield b"x" * 65536

        told = house.call("admin", "POST", "/query", content=endless(),
                          headers={"content-type": "application/json"})  # fmt: skip
        assert 400 <= told.status_code < 500


class TestSignIn:
    def test_gives_tokens_that_work_and_end(self, house):
        tokens = house.call(
            "anonymous", "POST", "/auth/login",
            json={"name": "viewer", "password": "seven-unlikely-otters"},
        ).json()  # fmt: skip
        bearer = {"authorization": f"Bearer {tokens['access_token']}"}

        me = house.call("anonymous", "GET", "/auth/me", headers=bearer).json()
        assert [one["id"] for one in me["workspaces"]] == ["acme"]
        assert house.call("anonymous", "POST", "/auth/logout", headers=bearer).status_code == 204
        assert house.call("anonymous", "GET", "/auth/me", headers=bearer).status_code == 401

    def test_says_when_to_try_again(self, house):
        wrong = {"name": "nobody-knows", "password": "wrong"}
        for _ in range(5):
            told = house.call("anonymous", "POST", "/auth/login", json=wrong)
            assert told.status_code == 401
        locked = house.call("anonymous", "POST", "/auth/login", json=wrong)

        assert (locked.status_code, locked.json()["code"]) == (429, "auth.locked_out")
        assert int(locked.headers["retry-after"]) >= 1

    def test_by_a_browser_is_safe_from_other_pages(self, house):
        house.http.cookies.set("adhelm_session", house.tokens["admin"])
        try:
            foreign = house.call("anonymous", "POST", "/keys", json={"name": "k"},
                                 headers={"origin": "https://evil.example"})  # fmt: skip
            silent = house.call("anonymous", "POST", "/keys", json={"name": "k"})
            own = house.call("anonymous", "POST", "/keys", json={"name": "k"},
                             headers={"origin": str(house.http.base_url).rstrip("/")})  # fmt: skip
            read = house.call("anonymous", "GET", "/keys")
        finally:
            house.http.cookies.clear()

        assert {foreign.json()["code"], silent.json()["code"]} == {"auth.foreign_page"}
        assert (own.status_code, read.status_code) == (201, 200)


class TestHealth:
    def test_tells_alive_from_ready(self, house):
        assert house.http.get("/health/live").json() == {"status": "live"}
        assert house.http.get("/health/ready").json()["status"] == "ready"
        assert house.http.get("/health").status_code == 200


class TestARefusal:
    def test_is_in_the_audit_with_its_request(self, house):
        headers = {"x-request-id": "attempt-9"}
        told = house.call("viewer", "POST", "/keys", json={"name": "k"}, headers=headers)
        written = house.call("admin", "GET", "/audit?request_id=attempt-9").json()["rows"]

        assert told.status_code == 403
        (entry,) = written
        assert (entry["outcome"], entry["action"]) == ("refused", "api.post")
        assert entry["subject"] == "route:/api/v1/keys"
        assert "may not admin" in entry["reason"]


class TestIdempotencyKey:
    def test_answers_a_repeat_as_before_and_acts_once(self, house):
        headers = {"idempotency-key": "wish-1"}
        first = house.call("admin key", "POST", "/keys", json={"name": "twice"}, headers=headers)
        again = house.call("admin key", "POST", "/keys", json={"name": "twice"}, headers=headers)

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert again.headers["idempotent-replayed"] == "true"
        named = [one for one in house.call("admin key", "GET", "/keys").json()["rows"]
                 if one["name"] == "twice"]  # fmt: skip
        assert len(named) == 1

    def test_refuses_another_request(self, house):
        headers = {"idempotency-key": "wish-2"}
        house.call("admin key", "POST", "/keys", json={"name": "a"}, headers=headers)
        told = house.call("admin key", "POST", "/keys", json={"name": "b"}, headers=headers)

        assert (told.status_code, told.json()["code"]) == (409, "idempotency.other_request")

    def test_is_each_callers_own(self, house):
        headers = {"idempotency-key": "wish-3"}
        mine = house.call("admin key", "POST", "/keys", json={"name": "c"}, headers=headers)
        theirs = house.call("viewer", "POST", "/keys", json={"name": "c"}, headers=headers)

        assert (mine.status_code, theirs.status_code) == (201, 403)

    def test_keeps_no_refusal(self, house):
        headers = {"idempotency-key": "wish-4"}
        for _ in range(2):
            told = house.call("admin key", "POST", "/workspaces", json={"id": "BAD"},
                              headers=headers)  # fmt: skip
            assert told.status_code == 422
        good = house.call("admin key", "POST", "/workspaces", json={"id": "good"}, headers=headers)
        assert good.status_code == 201

    @pytest.mark.parametrize("key", ["x" * 201, "tab\tbed"])
    def test_is_plain_and_short(self, house, key):
        told = house.call("admin key", "POST", "/keys", json={"name": "a"},
                          headers={"idempotency-key": key})  # fmt: skip
        assert (told.status_code, told.json()["code"]) == (422, "idempotency.bad_key")
