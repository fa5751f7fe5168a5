"""What Google's refusals mean: the codes of a GoogleAdsFailure as errors that say what helps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import (
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
from adhelm.connectors.wire import Answer

VERSION = "v26"
_OK, _UNKNOWN_TOKEN, _FORBIDDEN, _MISSING, _MANY, _BROKEN = 200, 401, 403, 404, 429, 500
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
_SAID = 500

_RECONNECT = "connect Google Ads again: `adhelm source add google_ads`"
_DEVELOPER = "Google Ads > Tools > API Center shows the developer token and its access level"
_MANAGER = (
    "check login_customer_id (the manager through which the account is seen), and that the person"
    " who signed in still has access"
)
_QUOTA = "fewer calls at once help; a daily allowance returns after 24 hours"
_BUSY = "another change of the same thing was under way"
_AGAIN = "it is read again from the beginning"
_VERSION = f"Adhelm speaks version {VERSION}; a newer Adhelm may help"

_Kind = tuple[type[PlatformError], str]
# platform_apis.md, section 1.9; family and name as Google's error reference has them.
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "authenticationError.OAUTH_TOKEN_EXPIRED": (TokenExpired, _RECONNECT),
        "authenticationError.OAUTH_TOKEN_INVALID": (TokenExpired, _RECONNECT),
        "authenticationError.OAUTH_TOKEN_HEADER_INVALID": (TokenExpired, _RECONNECT),
        "authenticationError.OAUTH_TOKEN_REVOKED": (TokenRevoked, _RECONNECT),
        "authenticationError.OAUTH_TOKEN_DISABLED": (TokenRevoked, _RECONNECT),
        "authenticationError.DEVELOPER_TOKEN_INVALID": (AuthFailed, _DEVELOPER),
        "authenticationError.CUSTOMER_NOT_FOUND": (NotPermitted, _MANAGER),
        "authorizationError.DEVELOPER_TOKEN_NOT_APPROVED": (NotPermitted, _DEVELOPER),
        "authorizationError.DEVELOPER_TOKEN_PROHIBITED": (NotPermitted, _DEVELOPER),
        "authorizationError.USER_PERMISSION_DENIED": (NotPermitted, _MANAGER),
        "authorizationError.CUSTOMER_NOT_ENABLED": (
            NotPermitted,
            "the account is closed, suspended or not set up yet; Google Ads shows which",
        ),
        "authorizationError.CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION": (
            NotPermitted,
            "the Google Cloud project of the client id needs access to production accounts",
        ),
        "quotaError.EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION": (
            TooMuch,
            "ask for fewer days at once, or tomorrow",
        ),
        "databaseError.CONCURRENT_MODIFICATION": (RateLimited, _BUSY),
        "requestError.UNSUPPORTED_VERSION": (VersionRetired, _VERSION),
        "requestError.EXPIRED_PAGE_TOKEN": (Refused, _AGAIN),
        "requestError.INVALID_PAGE_TOKEN": (Refused, _AGAIN),
        "queryError.REQUESTED_METRICS_FOR_MANAGER": (
            Refused,
            "a manager account has no numbers of its own: connect the accounts below it",
        ),
        "mutateError.RESOURCE_NOT_FOUND": (
            NotThere,
            "it was removed, or belongs to another account",
        ),
        "operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE": (
            Clash,
            "what is removed stays removed: create it anew",
        ),
        "requestError.TOO_MANY_MUTATE_OPERATIONS": (TooMuch, "send less at once"),
        "offlineUserDataJobError.JOB_ALREADY_STARTED": (Clash, "the job has begun"),
        "campaignBudgetError.CAMPAIGN_BUDGET_IN_USE": (Clash, "another campaign uses the budget"),
        "campaignBudgetError.DUPLICATE_NAME": (Clash, "the name is taken: choose another"),
        "campaignError.DUPLICATE_CAMPAIGN_NAME": (Clash, "the name is taken: choose another"),
        "adGroupError.DUPLICATE_ADGROUP_NAME": (Clash, "the name is taken: choose another"),
        "userListError.NAME_ALREADY_USED": (Clash, "the name is taken: choose another"),
    }
)
_FAMILIES: Mapping[str, _Kind] = MappingProxyType(
    {
        "authenticationError": (AuthFailed, _RECONNECT),
        "authorizationError": (NotPermitted, _MANAGER),
        "quotaError": (RateLimited, _QUOTA),
        "internalError": (Transient, "Google's own trouble, mostly over in minutes"),
    }
)
_STATUSES: Mapping[int, _Kind] = MappingProxyType(
    {
        _UNKNOWN_TOKEN: (TokenExpired, _RECONNECT),
        _FORBIDDEN: (NotPermitted, _MANAGER),
        _MANY: (RateLimited, _QUOTA),
        # Of a version that is gone, Google knows no address at all.
        _MISSING: (VersionRetired, _VERSION),
    }
)
_REFUSED: _Kind = (Refused, "Google names the field that it does not accept")


def judge(answer: Answer) -> PlatformError | None:
    """Return what is wrong with an answer, or None if it is good."""
    try:
        content = answer.json()
    except BadBody as error:
        return _wordless(answer) or error
    # A stream's error is wrapped in a list.
    said = content[0] if isinstance(content, list) and content else content
    if not isinstance(said, dict):
        return BadBody("Google's answer is no object", hint="something else answers here")
    if "error" in said:
        return _refusal(answer.status, said["error"])
    return None if answer.status == _OK else _wordless(answer)


def failures(status: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield (position, code, message) of a `partialFailureError`, by the index of its paths."""
    for error in _errors(status):
        indexes = (part.get("index") for part in _path(error))
        position = next((one for one in indexes if one is not None), 0)
        yield int(position), _code(error), str(error.get("message", ""))


def _wordless(answer: Answer) -> PlatformError | None:
    """Return what a status alone says."""
    if answer.status == _OK:
        return None
    kind, hint = _by_status(answer.status)
    return kind(f"Google answered {answer.status}", hint=hint)


def _refusal(status: int, error: Any) -> PlatformError:
    said: Mapping[str, Any] = error if isinstance(error, dict) else {"message": str(error)}
    first = next(_errors(said), None)
    if first is None:
        kind, hint = _by_status(status)
        return kind(f"Google ({status}): {str(said.get('message', ''))[:_SAID]}", hint=hint)
    code = _code(first)
    family = code.partition(".")[0]
    kind, hint = _KINDS.get(code) or _FAMILIES.get(family) or _unknown(status)
    where = ".".join(str(part.get("fieldName", "")) for part in _path(first))
    return kind(
        f"Google ({code}): {str(first.get('message', ''))[:_SAID]}" + (f" [{where}]" * bool(where)),
        hint=hint,
        retry_after_s=_delay(first),
        platform_code=code,
        request_id=_request_id(said),
    )


def _unknown(status: int) -> _Kind:
    """Return what a code is that we do not know: a refusal, if the status says no more."""
    return _by_status(status) if status >= _BROKEN else _REFUSED


def _by_status(status: int) -> _Kind:
    if status >= _BROKEN:
        return Transient, "Google's own trouble, mostly over in minutes"
    return _STATUSES.get(status, _REFUSED)


def _errors(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for detail in _objects(said.get("details")):
        yield from _objects(detail.get("errors"))


def _code(error: Mapping[str, Any]) -> str:
    family, name = next(iter(_object(error.get("errorCode")).items()), ("", "UNKNOWN"))
    return f"{family}.{name}"


def _path(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _objects(_object(error.get("location")).get("fieldPathElements"))


def _delay(error: Mapping[str, Any]) -> float | None:
    """Return the seconds that Google asks to wait; it sends no headers about limits."""
    quota = _object(_object(error.get("details")).get("quotaErrorDetails"))
    found = _SECONDS.fullmatch(str(quota.get("retryDelay") or ""))
    return float(found[1]) if found else None


def _request_id(said: Mapping[str, Any]) -> str:
    ids = (one.get("requestId") for one in _objects(said.get("details")))
    return next((str(one) for one in ids if one), "")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
