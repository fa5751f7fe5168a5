"""How a platform is called when it is slow, full, down, cut off, or wants a new token."""

import random
import threading
from datetime import timedelta

import pytest
from tests.connectors.wire.conftest import Line, Said

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    CircuitOpen,
    RateLimited,
    TokenExpired,
    TokenRevoked,
    Transient,
    Unsettled,
)
from adhelm.connectors.wire import Answer, Caller
from adhelm.core.http import OutboundRefused

BROKEN = Said(500, b"oops")
HTML = b"<!DOCTYPE html><html><body>Sorry.</body></html>"


class TestCaller:
    def test_returns_what_came_and_puts_the_credential_on(self, line: Line) -> None:
        line.platform.says(Said(200, b'{"rows": 3}', {"x-made-by": "them"}))
        answer = line.caller().send("GET", line.platform.url, account_id="1", params={"a": "b"})
        assert (answer.json(), answer.headers["x-made-by"]) == ({"rows": 3}, "them")
        _, path, headers, _ = line.platform.asked[0]
        assert (path, headers["authorization"]) == ("/?a=b", "Bearer first")

    def test_asks_again_what_stumbled_and_waits_longer_each_time(self, line: Line) -> None:
        line.platform.says(BROKEN, Said(drop=True), Said(200, HTML), BROKEN, Said(200, b"[1]"))
        assert line.caller().send("GET", line.platform.url, account_id="1").json() == [1]
        assert len(line.platform.asked) == 5
        for waited, most in zip(line.pauses, (1, 2, 4, 8), strict=True):
            assert most / 2 <= waited <= most

    def test_waits_by_chance_so_that_not_all_come_back_together(self, line: Line) -> None:
        for seed in (1, 2):
            line.platform.says(BROKEN)
            caller = line.caller(chance=random.Random(seed))  # noqa: S311 - no secret
            caller.send("GET", line.platform.url, account_id="1")
        assert line.pauses[0] != line.pauses[1]

    def test_gives_up_after_the_last_try_with_what_the_platform_said(self, line: Line) -> None:
        line.platform.always = BROKEN
        with pytest.raises(Transient, match="500"):
            line.caller(tries=3).send("GET", line.platform.url, account_id="1")
        assert (len(line.platform.asked), len(line.pauses)) == (3, 2)

    def test_waits_as_long_as_the_platform_asks(self, line: Line) -> None:
        line.platform.says(Said(429, headers={"retry-after": "37"}))
        line.caller().send("GET", line.platform.url, account_id="1")
        assert line.pauses == [37.0]

    def test_leaves_a_wait_that_is_too_long_to_the_next_run(self, line: Line) -> None:
        line.platform.says(Said(429, headers={"retry-after": "3600"}))
        with pytest.raises(RateLimited) as raised:
            line.caller().send("GET", line.platform.url, account_id="1")
        assert (raised.value.retry_after_s, line.pauses) == (3600.0, [])

    def test_waits_longer_for_a_limit_that_names_no_time(self, line: Line) -> None:
        line.platform.says(Said(429))
        line.caller().send("GET", line.platform.url, account_id="1")
        assert 2 <= line.pauses[0] <= 4

    def test_does_not_repeat_what_cannot_succeed(self, line: Line) -> None:
        line.platform.says(Said(403))
        with pytest.raises(AuthFailed):
            line.caller().send("GET", line.platform.url, account_id="1")
        assert len(line.platform.asked) == 1

    def test_lets_a_refused_address_be_what_it_is(self, line: Line) -> None:
        with pytest.raises(OutboundRefused):
            line.caller().send("GET", "http://10.1.2.3/", account_id="1")

    @pytest.mark.parametrize(
        "said", [BROKEN, Said(drop=True), Said(200, HTML), Said(200, b'{"id": "12')]
    )
    def test_sends_a_change_once_if_its_fate_is_unknown(self, line: Line, said: Said) -> None:
        line.platform.says(said)
        with pytest.raises(Unsettled) as raised:
            line.caller().send("POST", line.platform.url, account_id="1", repeatable=False)
        assert len(line.platform.asked) == 1
        assert raised.value.hint

    def test_repeats_a_change_that_the_platform_did_not_look_at(self, line: Line) -> None:
        line.dialect.fresh = "second"
        line.platform.says(Said(429), Said(401), Said(200, b'{"id": 5}'))
        sent = line.caller().send(
            "POST", line.platform.url, account_id="1", repeatable=False, json={"name": "x"}
        )
        assert sent.json() == {"id": 5}
        assert [body for *_, body in line.platform.asked] == [b'{"name":"x"}'] * 3


class TestRenewal:
    def test_renews_an_expired_token_once_and_goes_on(self, line: Line) -> None:
        line.platform.good_token = line.dialect.fresh = "second"
        line.caller().send("GET", line.platform.url, account_id="1")
        assert line.dialect.renewals == ["first"]
        assert line.platform.asked[-1][2]["authorization"] == "Bearer second"

    def test_does_not_count_as_a_try(self, line: Line) -> None:
        line.dialect.fresh = "second"
        line.platform.says(BROKEN, Said(401), Said(200, b"[2]"))
        assert line.caller(tries=2).send("GET", line.platform.url, account_id="1").json() == [2]

    def test_is_given_up_if_the_fresh_token_does_not_work_either(self, line: Line) -> None:
        line.dialect.fresh, line.platform.good_token = "second", "third"
        with pytest.raises(TokenExpired):
            line.caller().send("GET", line.platform.url, account_id="1")
        assert line.dialect.renewals == ["first"]

    def test_says_that_the_token_ran_out_where_there_is_no_way_to_renew(self, line: Line) -> None:
        line.platform.good_token = "second"
        with pytest.raises(TokenExpired) as raised:
            line.caller().send("GET", line.platform.url, account_id="1")
        assert raised.value.hint

    def test_is_tried_again_when_the_token_service_stumbles(self, line: Line) -> None:
        line.platform.good_token = line.dialect.fresh = "second"
        line.dialect.renewing.extend([Transient("502"), RateLimited("busy", retry_after_s=9)])
        line.caller().send("GET", line.platform.url, account_id="1")
        assert line.pauses[1] == 9.0

    def test_is_not_tried_again_when_access_was_taken_back(self, line: Line) -> None:
        line.platform.good_token = "second"
        line.dialect.renewing.append(TokenRevoked("gone"))
        with pytest.raises(TokenRevoked):
            line.caller().send("GET", line.platform.url, account_id="1")
        assert line.pauses == []

    def test_is_shared_by_all_who_were_told_at_the_same_time(self, line: Line) -> None:
        line.platform.good_token = line.dialect.fresh = "second"
        line.platform.together = threading.Barrier(4)
        caller, got = line.caller(), list[object]()
        threads = [
            threading.Thread(
                target=lambda n=n: got.append(
                    caller.send("GET", line.platform.url, account_id=str(n)).json()
                )
            )
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert got == [{}] * 4
        assert line.dialect.renewals == ["first"]


class TestBreaker:
    def broken(self, line: Line) -> Caller:
        line.platform.always = BROKEN
        caller = line.caller()
        with pytest.raises(Transient):
            caller.send("GET", line.platform.url, account_id="1")
        return caller

    def test_leaves_an_account_alone_that_fails_and_fails(self, line: Line) -> None:
        caller = self.broken(line)
        asked = len(line.platform.asked)
        with pytest.raises(CircuitOpen) as raised:
            caller.send("GET", line.platform.url, account_id="1")
        assert len(line.platform.asked) == asked == 5
        assert "09:10" in raised.value.hint

    def test_does_not_touch_other_accounts(self, line: Line) -> None:
        caller = self.broken(line)
        line.platform.always = Said()
        assert caller.send("GET", line.platform.url, account_id="2").json() == {}

    def test_closes_again_by_the_clock(self, line: Line) -> None:
        caller = self.broken(line)
        line.platform.always = Said()
        line.clock.advance(timedelta(minutes=9, seconds=59))
        with pytest.raises(CircuitOpen):
            caller.send("GET", line.platform.url, account_id="1")
        line.clock.advance(timedelta(seconds=1))
        assert caller.send("GET", line.platform.url, account_id="1").json() == {}

    def test_counts_failures_in_a_row_only(self, line: Line) -> None:
        caller = line.caller()
        for _ in range(3):
            line.platform.says(*[BROKEN] * 4, Said())
            caller.send("GET", line.platform.url, account_id="1")
        assert len(line.platform.asked) == 15

    def test_is_not_opened_by_limits(self, line: Line) -> None:
        caller = line.caller()
        for _ in range(3):
            line.platform.says(*[Said(429)] * 4, Said())
            caller.send("GET", line.platform.url, account_id="1")
        assert len(line.platform.asked) == 15

    def test_stops_the_tries_that_are_under_way(self, line: Line) -> None:
        line.platform.always = BROKEN
        caller = line.caller(tries=4)
        for _ in range(2):
            with pytest.raises(Transient):
                caller.send("GET", line.platform.url, account_id="1")
        assert len(line.platform.asked) == 5


class TestPressure:
    def test_slows_down_before_the_wall(self, line: Line) -> None:
        line.platform.says(Said(headers={"x-used": "0.9"}), Said(headers={"x-used": "0.98"}))
        caller = line.caller()
        for _ in range(3):
            caller.send("GET", line.platform.url, account_id="1")
        assert 0 < line.pauses[0] < line.pauses[1] < 20

    def test_does_not_slow_down_far_from_it(self, line: Line) -> None:
        line.platform.always = Said(headers={"x-used": "0.75"})
        caller = line.caller()
        caller.send("GET", line.platform.url, account_id="1")
        caller.send("GET", line.platform.url, account_id="1")
        assert line.pauses == []

    def test_waits_until_there_is_allowance_again(self, line: Line) -> None:
        line.platform.says(Said(headers={"x-used": "1", "x-wait": "45"}))
        caller = line.caller()
        caller.send("GET", line.platform.url, account_id="1")
        caller.send("GET", line.platform.url, account_id="1")
        caller.send("GET", line.platform.url, account_id="1")
        assert line.pauses == [45.0]

    def test_is_each_account_s_own(self, line: Line) -> None:
        line.platform.says(Said(headers={"x-used": "1", "x-wait": "45"}))
        caller = line.caller()
        caller.send("GET", line.platform.url, account_id="1")
        caller.send("GET", line.platform.url, account_id="2")
        assert line.pauses == []


class TestAnswer:
    @pytest.mark.parametrize("body", [HTML, b"", b'{"a": [1, 2', b"\xff\xfe"])
    def test_says_what_came_instead_of_json(self, body: bytes) -> None:
        with pytest.raises(BadBody) as raised:
            Answer(200, {}, body).json()
        assert raised.value.hint
        assert len(str(raised.value.facts["begins"])) <= 60
