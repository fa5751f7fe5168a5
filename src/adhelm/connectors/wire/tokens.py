"""Access tokens that run out: kept, renewed with a refresh token, handed back to be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract.errors import (
    AuthFailed,
    BadBody,
    PlatformError,
    RateLimited,
    TokenRevoked,
    Transient,
)
from adhelm.core.errors import Unavailable

if TYPE_CHECKING:
    import httpx

_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500
_LATER = frozenset({"temporarily_unavailable", "server_error", "internal_failure"})
# Meta's 1, 2, 4, 17 and 613 and TikTok's 40100 and 50000 pass by themselves.
_LATER_CODES = frozenset({1, 2, 4, 17, 613, 40100, 50000})
# Meta's wrong app secret.
_WRONG_CLIENT = frozenset({101})
Keep = Callable[[Mapping[str, str]], None]
"""Called with the values of the credential that are new, to be stored before they are used."""


def keep_nothing(_changed: Mapping[str, str]) -> None:
    """Forget renewed tokens; for whoever has nowhere to keep them."""


class Tokens:
    """
    One credential's tokens, as OAuth 2 has them (RFC 6749, section 6).

    `refresh` of `renew` sends the platform's own request and returns its JSON.
    """

    def __init__(self, values: Mapping[str, str], *, keep: Keep = keep_nothing) -> None:
        self._values = dict(values)
        self._keep = keep

    @property
    def access(self) -> str:
        """Return the access token; '' before the first."""
        return self._values.get("access_token", "")

    def value(self, name: str) -> str:
        """Return another value of the credential, such as `client_id`; '' if there is none."""
        return self._values.get(name, "")

    def renew(self, refresh: Callable[[Mapping[str, str]], httpx.Response]) -> bool:
        """
        Exchange the refresh token; False if there is none.

        :raises TokenRevoked: if the refresh token is not accepted any more.
        :raises AuthFailed: if the client is not.
        :raises Transient: if the platform did not answer.
        """
        if not self._values.get("refresh_token"):
            return False
        try:
            response = refresh(self._values)
        except Unavailable as error:
            raise Transient(error.message, hint=error.hint) from None
        new = _new_tokens(response)
        self._keep(new)
        self._values.update(new)
        return True


def _new_tokens(response: httpx.Response) -> dict[str, str]:
    status = response.status_code
    if status >= _SERVER_ERROR:
        raise Transient(f"the token service answered {status}")
    if status == _TOO_MANY:
        raise RateLimited("the token service was asked too often", retry_after_s=_after(response))
    try:
        body: Any = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise BadBody(f"the token service answered no JSON object ({status})")
    # TikTok wraps what it says in an envelope.
    inner = body["data"] if isinstance(body.get("data"), dict) and body["data"] else body
    if status == _OK and inner.get("access_token"):
        names = ("access_token", "refresh_token")
        return {name: str(inner[name]) for name in names if inner.get(name)}
    raise _refusal(body, status)


def _after(response: httpx.Response) -> float | None:
    asked = response.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() else None


def _refusal(body: dict[str, Any], status: int) -> PlatformError:
    said = body.get("error") or body.get("message") or status
    # Graph says what is wrong in an object; the others in one word (RFC 6749, 5.2).
    detail = said if isinstance(said, dict) else {}
    code, said = detail.get("code", body.get("code")), str(detail.get("message") or said)
    if said in _LATER or code in _LATER_CODES or detail.get("is_transient"):
        return Transient(f"the token service is not ready: {said}")
    if said in {"invalid_client", "unauthorized_client"} or code in _WRONG_CLIENT:
        hint = "check both where you made them"
        return AuthFailed("the client id or secret is wrong", hint=hint)
    return TokenRevoked(
        f"the platform does not accept the refresh token any more ({said})",
        hint="connect the account again",
    )
