"""How X says yes and no: signatures, error codes, limits in headers, packed files."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

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
from adhelm.connectors.x.client.signing import Keys, sign
from adhelm.core.clock import Clock

if TYPE_CHECKING:
    import httpx

VERSION = "12"
_FORM = "application/x-www-form-urlencoded"
_PACKED = b"\x1f\x8b"
_LARGEST = 512 * 1024**2
# X's windows last 15 minutes: what seems longer is a clock that differs a little.
_WINDOW_S = 900.0
_OK, _WRONG, _NOBODY, _FORBIDDEN, _NOT_FOUND, _GONE, _SERVER = 300, 400, 401, 403, 404, 410, 500
_LATER = frozenset({408, 423})
_TOO_MANY = 429
# Of the older interface, which the signature check still answers with.
_OLD_REVOKED, _OLD_TIME = "89", "135"
_TIMES = frozenset({_OLD_TIME, "TIMESTAMP_OUT_OF_BOUNDS"})
_REVOKED = frozenset({_OLD_REVOKED, "INVALID_OR_EXPIRED_TOKEN", "EXPIRED_TOKEN"})
_NO_ROUTE = "ROUTE_NOT_FOUND"

_Hint = tuple[type[PlatformError], str]
_BY_CODE: Mapping[str, _Hint] = MappingProxyType(
    {
        "ACCOUNT_NOT_FOUND": (NotPermitted, "ask for access in the account's settings on X"),
        "UNAUTHORIZED_CLIENT_APPLICATION": (
            NotPermitted,
            "the app has no access to the Ads API yet; apply for it on developer.x.com",
        ),
        "READONLY_CLIENT_APPLICATION": (
            NotPermitted,
            "the app may only read; ask X for write access, then make new access tokens",
        ),
        "ACTION_NOT_ALLOWED": (NotPermitted, "the person's role in the account does not allow it"),
        "FUNDING_INSTRUMENT_EXCEEDS_AVAILABLE_CREDIT_LIMIT": (
            Refused,
            "the card or credit line does not cover it",
        ),
        "INVALID_TIME_WINDOW": (
            Refused,
            "if the account's time zone was changed on X, connect the account again",
        ),
        "REQUEST_TOO_COMPLEX": (TooMuch, "ask for fewer days or entities"),
        "SPEND_EXCEEDS_BUDGET": (Clash, "more is spent already than the budget would allow"),
        "TOO_MANY_CAMPAIGNS": (
            Clash,
            "an account may have 200 active campaigns; X raises the limit on request",
        ),
    }
)


class Dialect:
    """X's way to be spoken to; see `wire.Dialect`."""

    connector = "x"

    def __init__(self, keys: Keys, *, base_url: str, clock: Clock) -> None:
        self._keys = keys
        self._signed = f"{base_url.rstrip('/')}/{VERSION}/"
        self._clock = clock
        self._let_in = False

    def authorize(self, request: httpx.Request) -> None:
        """Sign a request to the interface; files of jobs lie elsewhere and take no signature."""
        url = request.url
        path = url.raw_path.partition(b"?")[0].decode("ascii")
        address = f"{url.scheme}://{url.netloc.decode('ascii')}{path}"
        if not address.startswith(self._signed):
            return
        pairs = parse_qsl(url.query.decode("ascii"), keep_blank_values=True)
        if request.headers.get("content-type", "").startswith(_FORM):
            pairs += parse_qsl(request.content.decode(), keep_blank_values=True)
        request.headers["authorization"] = sign(
            request.method,
            address,
            pairs,
            keys=self._keys,
            nonce=secrets.token_hex(16),
            stamp=str(int(self._clock.now().timestamp())),
        )

    def renew(self) -> bool:
        """Return False: X's tokens last until somebody takes them back."""
        return False

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer, or None if it is good."""
        if answer.status < _OK:
            return self._readable(answer)
        code, message = _said(answer)
        if answer.status == _NOBODY:
            return self._stranger(answer, code, message)
        if answer.status == _TOO_MANY:
            return RateLimited(
                f"X was asked too often ({code})",
                hint="X counts calls in windows of 15 minutes",
                retry_after_s=self._wait(answer),
            )
        if answer.status >= _SERVER or answer.status in _LATER:
            return Transient(
                f"X answered {answer.status} {code}: {message}",
                retry_after_s=_seconds(answer.headers.get("retry-after")),
            )
        return _refusal(answer.status, code, message)

    def pressure(self, answer: Answer) -> Pressure:
        """
        Return full pressure once a window's calls are used up, until the window ends.

        X says exactly how many calls are left, so that there is no need to slow down before.
        """
        if answer.status == _TOO_MANY:
            return Pressure()  # the error itself says how long to wait
        for scope in ("x-account-rate-limit", "x-rate-limit"):
            left = answer.headers.get(f"{scope}-remaining", "")
            if left.isdigit():
                wait = self._wait(answer) if int(left) == 0 else 0.0
                return Pressure() if wait == 0 else Pressure(used=1.0, wait_s=wait)
        return Pressure()

    def _readable(self, answer: Answer) -> PlatformError | None:
        try:
            if answer.body.startswith(_PACKED):
                unpacked(answer.body)
                return None
            found = answer.json()
        except BadBody as error:
            return error
        if not isinstance(found, dict) or "data" not in found:
            return BadBody("X's answer has no data in it", hint="the interface may have changed")
        self._let_in = True
        return None

    def _stranger(self, answer: Answer, code: str, message: str) -> PlatformError:
        if code in _TIMES or "imestamp" in message:
            return ClockSkewed(
                "X refuses our signatures because of their time",
                hint="set this machine's clock; X allows five minutes",
                x_says=_date(answer),
            )
        if code in _REVOKED or self._let_in:
            return TokenRevoked(
                f"X does not accept the access token any more ({code})",
                hint="connect the account again; X's tokens end only when access is taken back",
            )
        return AuthFailed(
            f"X does not accept the signature ({code})",
            hint="one of consumer key, consumer secret, access token and access token secret is "
            "wrong, or access was taken back; connect the account again",
        )

    def _wait(self, answer: Answer) -> float | None:
        for scope in ("x-account-rate-limit", "x-rate-limit"):
            reset = _seconds(answer.headers.get(f"{scope}-reset"))
            if reset is not None and answer.headers.get(f"{scope}-remaining") == "0":
                left = reset - self._clock.now().timestamp()
                return min(max(left, 0.0), _WINDOW_S)
        return None


def unpacked(body: bytes) -> bytes:
    """
    Return what is in a gzip file; what is not packed comes back as it is.

    :raises BadBody: if the file is cut off, broken, or unpacks to more than half a gigabyte.
    """
    if not body.startswith(_PACKED):
        return body
    unpack = zlib.decompressobj(wbits=31)
    try:
        content = unpack.decompress(body, _LARGEST)
    except zlib.error as error:
        raise BadBody(f"X's file is no gzip: {error}") from None
    if not unpack.eof:
        raise BadBody(f"X's file is cut off or too large ({len(body)} bytes)")
    return content


def _said(answer: Answer) -> tuple[str, str]:
    """Return the first error's code and message; X's 5xx may be a page of HTML."""
    try:
        found: Any = answer.json()
    except BadBody:
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    errors = [*(found.get("errors") or ())]
    for operation in found.get("operation_errors") or ():
        errors += operation or ()
    first = next((one for one in errors if isinstance(one, dict)), {})
    return str(first.get("code", "")), str(first.get("message", ""))


def _refusal(status: int, code: str, message: str) -> PlatformError:
    shown = f"X refused ({code or status}): {message}".removesuffix(": ")
    if code in _BY_CODE:
        kind, hint = _BY_CODE[code]
        return kind(shown, hint=hint)
    if status == _GONE or code == _NO_ROUTE or "VERSION" in code:
        return VersionRetired(
            f"X has no such address: {message}",
            hint=f"we speak version {VERSION} of the Ads API; a newer Adhelm may be needed",
        )
    by_status: dict[int, Callable[..., PlatformError]] = {
        _FORBIDDEN: NotPermitted,
        _NOT_FOUND: NotThere,
    }
    return by_status.get(status, Refused)(shown, code_of_x=code)


def _date(answer: Answer) -> str:
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).isoformat()
    except ValueError:
        return ""


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdecimal() else None
