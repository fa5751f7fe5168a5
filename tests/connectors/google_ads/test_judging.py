"""Google's refusals are told apart, with what helps, and nothing that comes breaks the reader."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Clash,
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
from adhelm.connectors.google_ads.client.judging import failures, judge
from adhelm.connectors.wire import Answer

CODES = [
    (401, "authenticationError", "OAUTH_TOKEN_EXPIRED", TokenExpired),
    (401, "authenticationError", "OAUTH_TOKEN_INVALID", TokenExpired),
    (401, "authenticationError", "OAUTH_TOKEN_REVOKED", TokenRevoked),
    (401, "authenticationError", "DEVELOPER_TOKEN_INVALID", AuthFailed),
    (401, "authenticationError", "NOT_ADS_USER", AuthFailed),
    (403, "authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED", NotPermitted),
    (403, "authorizationError", "USER_PERMISSION_DENIED", NotPermitted),
    (403, "authorizationError", "CUSTOMER_NOT_ENABLED", NotPermitted),
    (429, "quotaError", "RESOURCE_EXHAUSTED", RateLimited),
    (429, "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", RateLimited),
    (429, "quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION", TooMuch),
    (500, "internalError", "INTERNAL_ERROR", Transient),
    (503, "internalError", "TRANSIENT_ERROR", Transient),
    (400, "databaseError", "CONCURRENT_MODIFICATION", RateLimited),
    (400, "requestError", "UNSUPPORTED_VERSION", VersionRetired),
    (400, "requestError", "EXPIRED_PAGE_TOKEN", Refused),
    (400, "queryError", "UNRECOGNIZED_FIELD", Refused),
    (400, "queryError", "REQUESTED_METRICS_FOR_MANAGER", Refused),
    (400, "mutateError", "RESOURCE_NOT_FOUND", NotThere),
    (400, "campaignError", "DUPLICATE_CAMPAIGN_NAME", Clash),
    (400, "campaignBudgetError", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", Refused),
]


def failure(family: str, name: str, **more: Any) -> dict[str, Any]:
    return {"errorCode": {family: name}, "message": "So it is.", **more}


def answer(status: int, *errors: dict[str, Any]) -> Answer:
    details = [{"@type": "GoogleAdsFailure", "errors": list(errors), "requestId": "R1"}]
    said = {"error": {"code": status, "message": "No.", "details": details}}
    return Answer(status, {}, orjson.dumps(said))


def judged(given_answer: Answer) -> PlatformError:
    found = judge(given_answer)
    assert found is not None
    return found


class TestRefusals:
    @pytest.mark.parametrize(("status", "family", "name", "kind"), CODES)
    def test_become_errors_of_ours(
        self, status: int, family: str, name: str, kind: type[PlatformError]
    ) -> None:
        found = judged(answer(status, failure(family, name)))
        assert type(found) is kind
        assert found.hint
        assert name in found.message

    def test_say_how_long_to_wait(self) -> None:
        quota = {"quotaErrorDetails": {"rateScope": "ACCOUNT", "retryDelay": "30s"}}
        found = judged(answer(429, failure("quotaError", "RESOURCE_EXHAUSTED", details=quota)))
        assert (found.retry, found.retry_after_s) == (True, 30.0)

    def test_name_the_field_that_is_wrong(self) -> None:
        path = {
            "fieldPathElements": [{"fieldName": "operations", "index": 0}, {"fieldName": "name"}]
        }
        found = judged(answer(400, failure("stringLengthError", "TOO_LONG", location=path)))
        assert "operations.name" in found.message

    def test_of_a_stream_come_in_a_list(self) -> None:
        inner = orjson.loads(answer(400, failure("queryError", "BAD_VALUE")).body)
        found = judge(Answer(400, {}, orjson.dumps([inner])))
        assert type(found) is Refused

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, TokenExpired),
            (403, NotPermitted),
            (404, VersionRetired),
            (429, RateLimited),
            (500, Transient),
            (503, Transient),
        ],
    )
    @pytest.mark.parametrize("body", [b"<html>Sorry.</html>", b"{}", b'{"error":{"message":"No"}}'])
    def test_without_a_code_are_judged_by_their_status(
        self, status: int, kind: type[PlatformError], body: bytes
    ) -> None:
        assert isinstance(judged(Answer(status, {}, body)), kind)

    def test_of_a_part_name_the_positions(self) -> None:
        def at(index: int) -> dict[str, Any]:
            return {"fieldPathElements": [{"fieldName": "conversions", "index": index}]}

        errors = [
            failure("conversionUploadError", "UNPARSEABLE_GCLID", location=at(2)),
            failure("dateError", "INVALID_STRING_DATE", location=at(0)),
        ]
        found = list(failures({"code": 3, "details": [{"errors": errors}]}))
        assert [(index, code) for index, code, _ in found] == [
            (2, "conversionUploadError.UNPARSEABLE_GCLID"),
            (0, "dateError.INVALID_STRING_DATE"),
        ]


class TestAnswers:
    def test_with_rows_or_without_are_good(self) -> None:
        assert judge(Answer(200, {}, b'{"results":[],"fieldMask":"a"}')) is None
        assert judge(Answer(200, {}, b"{}")) is None

    @pytest.mark.parametrize("body", [b"<html></html>", b'{"results":[{"a":', b"", b"7", b'"x"'])
    def test_of_another_kind_are_bad(self, body: bytes) -> None:
        assert type(judge(Answer(200, {}, body))) is BadBody

    @given(
        st.integers(200, 599),
        st.recursive(
            st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["error", "details", "errors", "errorCode", "location", "message",
                     "fieldPathElements", "quotaErrorDetails", "retryDelay"]
                ),
                inner,
                max_size=4,
            ),
            max_leaves=12,
        ),
    )  # fmt: skip
    def test_of_any_shape_are_judged(self, status: int, content: Any) -> None:
        found = judge(Answer(status, {}, orjson.dumps(content)))
        assert found is None or isinstance(found, PlatformError)
