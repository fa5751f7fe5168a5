"""What TikTok answers instead: told apart, waited out where that helps, in words that help."""

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.tiktok.conftest import TikTok

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Clash,
    FieldMissing,
    NotPermitted,
    NotThere,
    PlatformError,
    RateLimited,
    Refused,
    TokenExpired,
    TokenRevoked,
    TooMuch,
    Transient,
    VersionRetired,
)
from adhelm.connectors.tiktok.client import _judged
from adhelm.core.ads import Period

REPORT = "report/integrated"
DAYS = Period(date(2026, 11, 1), date(2026, 11, 4))


def said(code: int, message: str = "What TikTok says.") -> PlatformError | None:
    return _judged({"code": code, "message": message, "request_id": "2026112100000001", "data": {}})


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "kind", "retry"),
        [
            (40100, RateLimited, True),
            (40016, RateLimited, True),
            (40132, RateLimited, True),
            (40133, RateLimited, True),
            (40202, RateLimited, True),
            (40001, NotPermitted, False),
            (40300, NotPermitted, False),
            (40002, Refused, False),
            (40007, NotThere, False),
            (40050, Clash, False),
            (40101, AuthFailed, False),
            (40102, TokenExpired, False),
            (40104, AuthFailed, False),
            (40105, TokenRevoked, False),
            (40110, AuthFailed, False),
            (40200, Transient, True),
            (40201, Transient, True),
            (40502, Clash, False),
            (40700, Transient, True),
            (50000, Transient, True),
            (50002, Transient, True),
            (51234, Transient, True),
            (60001, Transient, True),
            (49999, Refused, False),
        ],
    )
    def test_say_whether_a_retry_helps(self, code: int, kind: type[PlatformError], *, retry: bool):
        error = said(code)
        assert type(error) is kind
        assert error.retry is retry
        assert error.hint
        assert error.facts == {"platform_code": code, "request_id": "2026112100000001"}

    @pytest.mark.parametrize("code", [0, 20001])
    def test_of_success_are_no_error(self, code: int):
        assert said(code) is None

    def test_of_too_long_a_range_ask_for_less(self):
        assert type(said(40002, "end_date: The time range is more than 30 days.")) is TooMuch

    def test_of_a_version_that_is_gone_say_so(self):
        error = said(40002, "This API version has been deprecated.")
        assert type(error) is VersionRetired
        assert "v1.3" in error.hint

    @given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
    def test_that_are_not_there_are_a_bad_body(self, content: object):
        assert isinstance(_judged(content), BadBody)


class TestTrouble:
    @pytest.mark.parametrize("mode", ["429", "500", "drop", "truncated", "html"])
    def test_that_passes_leaves_the_same_rows(self, tiktok: TikTok, mode: str):
        fetch = tiktok.fetch("campaign_daily", DAYS)
        calm = tiktok.rows(fetch, "facts")
        tiktok.fault(mode=mode, path=REPORT)
        assert tiktok.rows(fetch, "facts") == calm
        assert tiktok.waits

    def test_of_limits_makes_every_later_call_patient(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", Period(date(2026, 8, 1), date(2026, 11, 1)))
        tiktok.fault(mode="429", path=REPORT)
        tiktok.rows(fetch, "facts")
        back_off, *patience = sorted(tiktok.waits, reverse=True)
        assert back_off >= 2
        # Ten calls a second is what TikTok bears.
        assert patience
        assert all(0.09 < wait < 0.11 for wait in patience)

    def test_that_stays_is_told(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", DAYS)
        tiktok.fault(mode="429", path=REPORT, times=99)
        with pytest.raises(RateLimited, match="40100"):
            tiktok.rows(fetch, "facts")

    def test_of_a_retired_version_names_ours(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", DAYS)
        tiktok.fault(mode="retired_version", path=REPORT)
        with pytest.raises(VersionRetired) as caught:
            tiktok.rows(fetch, "facts")
        assert "v1.3" in caught.value.hint

    def test_of_a_field_that_is_gone_names_it(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", DAYS)
        tiktok.fault(mode="missing_field", field="clicks", path=REPORT)
        with pytest.raises(FieldMissing, match="clicks"):
            tiktok.rows(fetch, "facts")


class TestOddAnswers:
    def test_with_a_new_field_count_it_and_keep_the_rest(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", DAYS)
        calm = tiktok.rows(fetch, "facts")
        tiktok.fault(mode="extra_field", path=REPORT)
        (one,) = tiktok.mapped(fetch)
        assert list(one.rows["facts"]) == calm
        # Once in each row, in its dimensions and in its metrics.
        assert one.extra == {"field_of_tomorrow": 3 * len(calm)}

    def test_with_an_unknown_status_keep_and_count_it(self, tiktok: TikTok):
        tiktok.fault(mode="unknown_enum", path="campaign/get")
        (one,) = tiktok.mapped(tiktok.fetch("campaigns"))
        rows = one.rows["entities"]
        assert one.unknown == {"secondary_status=STATUS_OF_TOMORROW": len(rows)}
        attributes = [orjson.loads(str(row["attributes"])) for row in rows]
        assert {row["effective_status"] for row in attributes} == {"STATUS_OF_TOMORROW"}

    def test_with_an_unknown_age_keep_and_count_it(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily_by_age", DAYS)
        (page,) = tiktok.pages(fetch)
        body = page.body.replace(b"AGE_55_100", b"AGE_55_64")
        one = tiktok.reader().rows(fetch, body)
        assert one.unknown["age=AGE_55_64"] > 0
        assert "age=AGE_55_64" in {row["breakdown_key"] for row in one.rows["facts"]}


class TestTokens:
    def test_that_ran_out_are_not_those_taken_back(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaigns")
        tiktok.tokens("expire")
        with pytest.raises(TokenExpired) as caught:
            tiktok.pages(fetch)
        assert "again" in caught.value.hint
        tiktok.tokens("revoke")
        with pytest.raises(TokenRevoked):
            tiktok.pages(fetch)

    def test_that_are_wrong_are_refused(self, tiktok: TikTok):
        with pytest.raises(AuthFailed):
            tiktok.reader(access_token="nonsense").accounts()

    def test_never_show(self, tiktok: TikTok, caplog: pytest.LogCaptureFixture):
        caplog.set_level("DEBUG")
        fetch = tiktok.fetch("campaign_daily", DAYS)
        tiktok.fault(mode="500", path=REPORT, times=99)
        with pytest.raises(Transient) as caught:
            tiktok.rows(fetch, "facts")
        shown = caplog.text + repr(caught.value) + str(caught.value.as_dict())
        credential: dict[str, Any] = tiktok.credential()
        assert credential["access_token"] not in shown
        assert credential["secret"] not in shown
