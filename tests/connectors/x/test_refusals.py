"""What X says instead of an answer, in our words; and how near the wall is."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from gzip import compress
from typing import Any

import pytest
from tests.connectors.x.conftest import Stage

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Clash,
    ClockSkewed,
    NotPermitted,
    NotThere,
    PlatformError,
    RateLimited,
    Refused,
    TokenRevoked,
    TooMuch,
    Transient,
    VersionRetired,
)
from adhelm.connectors.wire import Answer, Pressure
from adhelm.connectors.x.client import Dialect, Keys, unpacked
from adhelm.core.clock import SetClock

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RESET = str(int(NOW.timestamp()) + 120)


@pytest.fixture
def dialect() -> Dialect:
    return Dialect(
        Keys("ck", "cs", "tk", "ts"), base_url="https://ads-api.x.com", clock=SetClock(NOW)
    )


def answer(status: int, code: object = "", message: str = "", **headers: str) -> Answer:
    said: dict[str, Any] = {"errors": [{"code": code, "message": message}], "request": {}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(said).encode())


GOOD = Answer(200, {}, b'{"data":[]}')


class TestAnError:
    @pytest.mark.parametrize(
        ("status", "code", "kind", "retry"),
        [
            (400, "INVALID_PARAMETER", Refused, False),
            (400, "MISSING_PARAMETER", Refused, False),
            (400, "INVALID_TIME_WINDOW", Refused, False),
            (400, "REQUEST_TOO_COMPLEX", TooMuch, False),
            (400, "TOO_MANY_CAMPAIGNS", Clash, False),
            (401, "UNAUTHORIZED_ACCESS", AuthFailed, False),
            (401, 32, AuthFailed, False),
            (401, 89, TokenRevoked, False),
            (401, 135, ClockSkewed, False),
            (403, "ACCOUNT_NOT_FOUND", NotPermitted, False),
            (403, "UNAUTHORIZED_CLIENT_APPLICATION", NotPermitted, False),
            (403, "READONLY_CLIENT_APPLICATION", NotPermitted, False),
            (403, "ACTION_NOT_ALLOWED", NotPermitted, False),
            (403, "FUNDING_INSTRUMENT_EXCEEDS_AVAILABLE_CREDIT_LIMIT", Refused, False),
            (403, "SOMETHING_NEW", NotPermitted, False),
            (404, "CAMPAIGN_NOT_FOUND", NotThere, False),
            (404, "ROUTE_NOT_FOUND", VersionRetired, False),
            (410, "", VersionRetired, False),
            (408, "CANCELLED_REQUEST", Transient, True),
            (423, "LOCK_ACQUISITION_TIMEOUT", Transient, True),
            (429, "TOO_MANY_REQUESTS", RateLimited, True),
            (500, "INTERNAL_ERROR", Transient, True),
            (503, "OVER_CAPACITY", Transient, True),
        ],
    )
    def test_is_told_from_others(
        self,
        dialect: Dialect,
        status: int,
        code: object,
        kind: type[PlatformError],
        retry: bool,  # noqa: FBT001
    ):
        found = dialect.judge(answer(status, code, "why"))
        assert type(found) is kind
        assert found.retry is retry

    def test_may_be_a_page_of_html(self, dialect: Dialect):
        assert type(dialect.judge(Answer(503, {}, b"<html>"))) is Transient
        assert type(dialect.judge(Answer(200, {}, b"<html>"))) is BadBody
        assert type(dialect.judge(Answer(200, {}, b'{"errors":[]}'))) is BadBody
        assert type(dialect.judge(Answer(403, {}, b"[]"))) is NotPermitted

    def test_of_a_batch_is_that_of_its_first_operation(self, dialect: Dialect):
        said = {"operation_errors": [[], [{"code": "MISSING_PARAMETER", "message": "name"}]]}
        found = dialect.judge(Answer(400, {}, json.dumps(said).encode()))
        assert found is not None
        assert "MISSING_PARAMETER" in found.message

    def test_says_which_version_we_speak(self, dialect: Dialect):
        found = dialect.judge(answer(404, "ROUTE_NOT_FOUND"))
        assert found is not None
        assert "version 12" in found.hint

    def test_of_a_token_that_worked_before_means_that_it_was_taken_back(self, dialect: Dialect):
        refused = answer(401, "UNAUTHORIZED_ACCESS")
        assert type(dialect.judge(refused)) is AuthFailed
        assert dialect.judge(GOOD) is None
        assert type(dialect.judge(refused)) is TokenRevoked


class TestALimit:
    def test_is_waited_for_until_it_ends(self, dialect: Dialect):
        full = answer(429, x_rate_limit_remaining="0", x_rate_limit_reset=RESET)
        found = dialect.judge(full)
        assert found is not None
        assert found.retry_after_s == 120
        assert dialect.pressure(full) == Pressure()

    def test_that_says_nothing_leaves_the_waiting_to_us(self, dialect: Dialect):
        found = dialect.judge(answer(429))
        assert found is not None
        assert found.retry_after_s is None

    def test_that_ended_already_is_not_waited_for(self, dialect: Dialect):
        past = str(int((NOW - timedelta(days=1)).timestamp()))
        found = dialect.judge(answer(429, x_rate_limit_remaining="0", x_rate_limit_reset=past))
        assert found is not None
        assert found.retry_after_s == 0

    def test_of_the_account_goes_first(self, dialect: Dialect):
        both = {"x-rate-limit-remaining": "0", "x-account-rate-limit-remaining": "7"}
        assert dialect.pressure(Answer(200, both, b"")).used == 0

    def test_stops_us_before_the_wall(self, dialect: Dialect):
        spent = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": RESET}
        assert dialect.pressure(Answer(200, spent, b"")) == Pressure(used=1.0, wait_s=120)

    def test_that_is_over_by_now_stops_nobody(self, dialect: Dialect):
        past = str(int((NOW - timedelta(days=1)).timestamp()))
        spent = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": past}
        assert dialect.pressure(Answer(200, spent, b"")) == Pressure()
        assert dialect.pressure(Answer(200, {}, b"")) == Pressure()

    def test_of_a_platform_that_is_down_is_what_it_says(self, dialect: Dialect):
        found = dialect.judge(answer(503, retry_after="17"))
        assert found is not None
        assert found.retry_after_s == 17


class TestAFile:
    def test_is_unpacked_and_checked(self, dialect: Dialect):
        packed = compress(b'{"data":[]}' * 50, mtime=0)
        assert unpacked(packed) == b'{"data":[]}' * 50
        assert unpacked(b"plain") == b"plain"
        assert dialect.judge(Answer(200, {}, packed)) is None

    def test_that_is_cut_off_is_bad(self, dialect: Dialect):
        packed = compress(b'{"data":[]}' * 50, mtime=0)
        assert type(dialect.judge(Answer(200, {}, packed[:-4]))) is BadBody
        assert type(dialect.judge(Answer(200, {}, packed[:2] + b"nonsense"))) is BadBody


class TestTheSandbox:
    def test_refuses_a_wrong_secret(self, stage: Stage):
        with pytest.raises(AuthFailed) as caught:
            stage.reader(access_token_secret="wrong").accounts()
        assert "consumer" in caught.value.hint
        assert len(stage.asked()) == 1

    def test_takes_a_token_back_while_it_is_in_use(self, stage: Stage):
        reader = stage.reader()
        reader.accounts()
        stage.play.http.post("/_sandbox/tokens", json={"platform": "x", "action": "revoke"})
        with pytest.raises(TokenRevoked):
            reader.accounts()

    def test_refuses_a_clock_that_is_ten_minutes_wrong(self, stage: Stage):
        stage.clock.advance(timedelta(minutes=10))
        with pytest.raises(ClockSkewed) as caught:
            stage.reader().accounts()
        assert "clock" in caught.value.hint

    def test_shows_nobody_anothers_account(self, stage: Stage):
        fetch = stage.fetch(stage.account(), "campaigns", "2026-11-19")
        stranger = replace(fetch, account=replace(fetch.account, id="zzz"))
        with pytest.raises(NotPermitted):
            list(stage.reader().pages(stranger))

    def test_refuses_days_of_another_zone_with_a_hint(self, stage: Stage):
        fetch = stage.fetch(stage.account(), "campaign_daily", "2026-11-10")
        moved = replace(fetch, account=replace(fetch.account, timezone="Europe/Berlin"))
        with pytest.raises(Refused) as caught:
            stage.pages(moved)
        assert "time zone" in caught.value.hint

    def test_has_another_version_one_day(self, stage: Stage):
        stage.play.fault(mode="retired_version", platform="xads")
        with pytest.raises(VersionRetired):
            stage.pages(stage.fetch(stage.account(), "campaign_daily", "2026-11-10"))
