"""What Meta's refusals mean: codes and subcodes become errors that say what helps."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import orjson

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
from adhelm.connectors.meta.client.paging import tail
from adhelm.connectors.wire import Answer, Pressure
from adhelm.core.http import redact

_OK, _MANY, _BROKEN, _UNKNOWN_TOKEN = 200, 429, 500, 401
_SMALL = 65_536
_PERCENT = 100.0
_HOUR_S = 3600.0
_EXPIRED = 463
# 458 app removed, 459 checkpoint, 460 password changed, 464 unconfirmed, 467 invalidated,
# 492 the person lost the page or business behind it.
_REVOKED = frozenset({458, 459, 460, 464, 467, 492})
_LIMITS = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
_STUMBLES = frozenset({1, 2, 960})
_TOKEN = frozenset({102, 190})
_APP = frozenset({101, 104})
_PERMISSIONS = frozenset({3, 10, *range(200, 300)})
_FOUR_AN_HOUR = 1_487_632
_TOO_MUCH_DATA, _DELETED, _DEVELOPING = 1_487_534, 1_487_056, 1_885_183
_MISSING = 33
_MISSING_ALIAS = 803
_RETIRED = 2635
_POLICY = 368
_RECONNECT = "connect Meta again: `adhelm source add meta`"


def judge(answer: Answer, *, version: str) -> PlatformError | None:
    """Return what is wrong with an answer, or None if it is good; the code decides, not HTTP's."""
    if answer.status == _OK and not answer.body.startswith(b'{"error"'):
        return _read(answer)
    error = _error(answer)
    if error is None:
        return _wordless(answer)
    code, subcode = _number(error, "code"), _number(error, "error_subcode")
    said = _said(error)
    for sort in (_of_token, _of_limits, _of_size, _of_things):
        found = sort(code, subcode, said, answer)
        if found is not None:
            return found
    if code == _RETIRED or "deprecated version" in said:
        return VersionRetired(
            f"Meta has retired this version of its interface: {said}",
            hint=f"we speak {version}: update Adhelm",
        )
    if code in _STUMBLES or error.get("is_transient"):
        return Transient(f"Meta stumbled: {said}")
    return _refusal(code, error, said)


def pressure(answer: Answer) -> Pressure:
    """Return how near the wall is, by the fullest of the usage headers."""
    used, waits = [0.0], [0.0]
    for usage in _usages(answer.headers):
        used.extend(float(usage.get(name) or 0) / _PERCENT for name in _SHARES)
        minutes = float(usage.get("estimated_time_to_regain_access") or 0)
        waits.append(minutes * 60 or float(usage.get("reset_time_duration") or 0))
    return Pressure(max(used), max(waits) or None)


_HEADERS = (
    "x-business-use-case-usage",
    "x-ad-account-usage",
    "x-app-usage",
    "x-fb-ads-insights-throttle",
)
_SHARES = (
    "call_count", "total_cputime", "total_time", "acc_id_util_pct", "app_id_util_pct",
)  # fmt: skip


def _usages(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in _HEADERS:
        text = headers.get(name)
        if not text:
            continue
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        if not isinstance(said, dict):
            continue
        # By business use case: {"123": [{…}, …]}; the others are one object.
        for part in said.values():
            found += part if isinstance(part, list) else []
        found.append({k: v for k, v in said.items() if not isinstance(v, list)})
    return found


def _read(answer: Answer) -> PlatformError | None:
    """Check that the body is whole: all of a small one, the end of a large one."""
    body = answer.body
    try:
        if len(body) > _SMALL and tail(body) is not None:
            return None
        answer.json()
    except BadBody as error:
        return error
    return None


def _error(answer: Answer) -> dict[str, Any] | None:
    try:
        said = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else None


def _wordless(answer: Answer) -> PlatformError:
    if answer.status == _MANY:
        return RateLimited("Meta was asked too often", retry_after_s=pressure(answer).wait_s)
    if answer.status == _UNKNOWN_TOKEN:
        return AuthFailed("Meta does not accept the access token", hint=_RECONNECT)
    if answer.status >= _BROKEN:
        return Transient(f"Meta answered {answer.status}")
    return BadBody(f"Meta answered {answer.status} without saying why")


def _of_token(code: int, subcode: int, said: str, _: Answer) -> PlatformError | None:
    if code in _TOKEN and subcode == _EXPIRED:
        hint = f"{_RECONNECT}; a system user's token does not run out"
        return TokenExpired(f"the access token has run out: {said}", hint=hint)
    if code in _TOKEN and subcode in _REVOKED:
        return TokenRevoked(f"the access was taken back: {said}", hint=_RECONNECT)
    if code in _TOKEN or code in _APP or "appsecret_proof" in said:
        hint = "check the access token, and the app's id and secret if you gave them"
        return AuthFailed(f"Meta does not accept the credential: {said}", hint=hint)
    if code in _PERMISSIONS or subcode == _DEVELOPING:
        hint = "the token needs ads_read (or ads_management, to write) and a role on the account"
        return NotPermitted(f"the credential may not do that: {said}", hint=hint)
    return None


def _of_limits(code: int, subcode: int, said: str, answer: Answer) -> PlatformError | None:
    if code not in _LIMITS:
        return None
    if subcode == _FOUR_AN_HOUR:
        hint = "an ad set's budget can be changed four times an hour; wait an hour"
        return RateLimited(said, hint=hint, retry_after_s=_HOUR_S)
    near = pressure(answer)
    return RateLimited(
        f"Meta was asked too often: {said}",
        hint="it goes on by itself when Meta gives access again",
        retry_after_s=near.wait_s if near.used >= 1 else None,
    )


def _of_size(code: int, subcode: int, said: str, _: Answer) -> PlatformError | None:
    if subcode == _TOO_MUCH_DATA or (code in _STUMBLES and "reduce the amount of data" in said):
        return TooMuch(f"Meta cannot answer so much at once: {said}", hint="ask for fewer days")
    return None


def _of_things(code: int, subcode: int, said: str, _: Answer) -> PlatformError | None:
    if subcode == _MISSING or code == _MISSING_ALIAS:
        hint = "check the id, and that the credential may see it"
        return NotThere(f"Meta knows no such thing: {said}", hint=hint)
    if subcode == _DELETED:
        return Clash(f"the thing is deleted: {said}", hint="deleting is final; make a new one")
    return None


_HINTS = MappingProxyType(
    {
        _POLICY: "Meta blocked the action for its policies; look at the account's Business Support",
        1_885_272: "raise the budget: Meta has a lowest one for each currency",
        1_885_621: "the budget sits on the campaign or on its ad sets: change it where it is",
        4_834_011: "without a campaign budget, say is_adset_budget_sharing_enabled",
        2_804_003: "an event needs name, time (within seven days), action source and a customer",
    }
)


def _refusal(code: int, error: Mapping[str, Any], said: str) -> Refused:
    blamed = (error.get("error_data") or {}) if isinstance(error.get("error_data"), dict) else {}
    fields = [".".join(map(str, one)) for one in blamed.get("blame_field_specs") or []]
    hint = _HINTS.get(_number(error, "error_subcode")) or _HINTS.get(code, "")
    if not hint and fields:
        hint = f"look at {', '.join(fields)}"
    return Refused(f"Meta refuses: {said}", hint=hint, code=code, fields=fields)


def _said(error: Mapping[str, Any]) -> str:
    parts = (error.get("message"), error.get("error_user_title"), error.get("error_user_msg"))
    return redact(" - ".join(str(part) for part in parts if part))


def _number(error: Mapping[str, Any], name: str) -> int:
    value = error.get(name)
    return value if isinstance(value, int) else 0
