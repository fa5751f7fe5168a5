"""Each of Meta's codes becomes the error that says what helps; the usage headers slow us down."""

from datetime import timedelta
from typing import Any

import httpx  # noqa: TID253 - headers as they come
import orjson
import pytest
from tests.connectors.suite import Desk

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Clash,
    NotPermitted,
    NotThere,
    RateLimited,
    Refused,
    TokenExpired,
    TokenRevoked,
    TooMuch,
    Transient,
    VersionRetired,
)
from adhelm.connectors.meta.client.judging import judge, pressure
from adhelm.connectors.wire import Answer

REDUCE = "Please reduce the amount of data you're asking for, then retry your request"


def answer(status: int = 400, headers: dict[str, str] | None = None, **error: Any) -> Answer:
    body = orjson.dumps({"error": {"message": "said", "type": "OAuthException", **error}})
    return Answer(status, httpx.Headers(headers or {}), body)


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "subcode", "kind"),
        [
            (190, 463, TokenExpired), (102, 463, TokenExpired), (190, 460, TokenRevoked),
            (190, 467, TokenRevoked), (190, 458, TokenRevoked), (190, None, AuthFailed),
            (101, None, AuthFailed), (104, None, AuthFailed), (10, None, NotPermitted),
            (200, None, NotPermitted), (294, None, NotPermitted), (100, 1885183, NotPermitted),
            (4, 1504022, RateLimited), (17, 2446079, RateLimited), (32, None, RateLimited),
            (341, None, RateLimited), (613, None, RateLimited), (80000, None, RateLimited),
            (80004, 2446079, RateLimited), (80014, None, RateLimited), (1, None, Transient),
            (2, None, Transient), (960, None, Transient), (100, 1487534, TooMuch),
            (100, 33, NotThere), (803, None, NotThere), (100, 1487056, Clash),
            (2635, None, VersionRetired), (368, None, Refused), (100, None, Refused),
            (2500, None, Refused),
        ],
    )  # fmt: skip
    def test_are_told_apart(self, code: int, subcode: int | None, kind: type):
        found = judge(answer(code=code, error_subcode=subcode), version="v26.0")
        assert type(found) is kind

    def test_one_with_too_much_data_asks_for_less(self):
        assert isinstance(judge(answer(500, code=1, message=REDUCE), version="v"), TooMuch)

    def test_that_are_new_and_pass_are_tried_again(self):
        assert isinstance(judge(answer(code=9999, is_transient=True), version="v"), Transient)

    def test_decide_whatever_the_status_is(self):
        assert isinstance(judge(answer(200, code=17), version="v"), RateLimited)

    def test_name_the_fields_to_blame(self):
        blame = {"blame_field_specs": [["targeting", "geo_locations"]]}
        found = judge(answer(code=100, error_data=blame, error_user_msg="No place"), version="v")
        assert found is not None
        assert (found.hint, "No place" in found.message) == (
            "look at targeting.geo_locations",
            True,
        )

    def test_never_repeat_a_token(self):
        said = judge(answer(code=190, message="Malformed access token EAABsbCS1234567890abcd"),
                     version="v")  # fmt: skip
        assert said is not None
        assert "EAAB" not in said.message

    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [(502, b"<html>", Transient), (200, b"<html>", BadBody), (401, b"", AuthFailed),
         (429, b"", RateLimited), (404, b"?", BadBody), (200, b'{"data":[{"a":1}', BadBody)],
    )  # fmt: skip
    def test_that_are_not_there_leave_the_status(self, status: int, body: bytes, kind: type):
        assert type(judge(Answer(status, httpx.Headers(), body), version="v")) is kind


class TestPressure:
    def test_is_that_of_the_fullest_header(self):
        use = '{"7":[{"type":"ads_insights","call_count":28,"total_cputime":91,"total_time":24,'
        use += '"estimated_time_to_regain_access":0}]}'
        headers = {"x-business-use-case-usage": use, "x-app-usage": '{"call_count":40}',
                   "x-ad-account-usage": '{"acc_id_util_pct":9.67}'}  # fmt: skip
        assert pressure(answer(headers=headers)).used == pytest.approx(0.91)

    def test_waits_the_minutes_that_meta_says(self):
        use = '{"7":[{"call_count":100,"estimated_time_to_regain_access":4}]}'
        said = answer(code=80000, headers={"X-Business-Use-Case-Usage": use})
        assert pressure(said).wait_s == 240
        found = judge(said, version="v")
        assert found is not None
        assert found.retry_after_s == 240

    @pytest.mark.parametrize("text", ["", "nothing", "[1]", "7"])
    def test_of_headers_that_are_odd_is_none(self, text: str):
        assert pressure(answer(headers={"x-app-usage": text})).used == 0


class TestTokens:
    def test_that_never_run_out_are_looked_at_once(self, desk: Desk):
        reader = desk.reader()
        reader.accounts()
        reader.accounts()
        assert desk.kept == [{"expires_at": "never"}]
        assert len([one for one in desk.calls() if "debug_token" in one["path"]]) == 1

    def test_are_exchanged_before_they_run_out(self, desk: Desk):
        soon = (desk.clock.now() + timedelta(days=3)).isoformat()
        reader = desk.reader(expires_at=soon)
        assert len(reader.accounts()) == 2
        (fresh,) = desk.kept
        assert fresh["access_token"] != desk.credential["access_token"]
        assert fresh["expires_at"] == (desk.clock.now() + timedelta(days=60)).isoformat()

    @pytest.mark.parametrize("path", ["debug_token", "oauth"])
    def test_that_cannot_be_looked_after_just_now_are_used_all_the_same(
        self, desk: Desk, path: str
    ):
        desk.fault("500", path=path, times=50)
        soon = (desk.clock.now() + timedelta(days=3)).isoformat()
        reader = desk.reader(expires_at=soon if path == "oauth" else "")
        assert len(reader.accounts()) == 2

    def test_that_last_are_left_alone(self, desk: Desk):
        later = (desk.clock.now() + timedelta(days=50)).isoformat()
        desk.reader(expires_at=later).accounts()
        assert desk.kept == []

    def test_are_used_without_an_app_as_they_are(self, desk: Desk):
        assert len(desk.reader(app_id="", app_secret="").accounts()) == 2
        assert not [one for one in desk.calls() if "debug_token" in one["path"]]

    def test_of_another_app_are_refused(self, desk: Desk):
        with pytest.raises(AuthFailed) as raised:
            desk.reader(app_secret="0" * 32, expires_at="never").accounts()
        assert "secret" in raised.value.hint
