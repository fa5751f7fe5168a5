"""Access tokens that run out: kept, renewed with a refresh token, handed back to be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract.errors import AuthFailed, TokenRevoked, Transient
from adhelm.core.errors import Unavailable

if TYPE_CHECKING:
    import httpx

_SERVER_ERROR = 500
_OK = 200
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
    if response.status_code >= _SERVER_ERROR:
        raise Transient(f"the token service answered {response.status_code}")
    try:
        body: Any = response.json()
    except ValueError:
        raise Transient("the token service answered no JSON") from None
    # TikTok wraps what it says in an envelope.
    inner = body.get("data") or body
    token = inner.get("access_token")
    if response.status_code == _OK and token:
        names = ("access_token", "refresh_token")
        return {name: str(inner[name]) for name in names if inner.get(name)}
    said = str(body.get("error") or body.get("message") or response.status_code)
    if said == "invalid_client":
        raise AuthFailed("the client id or secret is wrong", hint="check both where you made them")
    raise TokenRevoked(
        f"the platform does not accept the refresh token any more ({said})",
        hint="connect the account again",
    )
