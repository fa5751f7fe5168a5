"""Calls to Google's interfaces with a service account's key: tried again where that may help."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adhelm.act.feeds.types import BadCredential, Outside, TargetRefused, TargetUnavailable
from adhelm.core.errors import Unavailable
from adhelm.core.http import redact
from adhelm.core.http.google import NotAKey, signed_grant

if TYPE_CHECKING:
    import httpx

_TRIES, _LONGEST_WAIT_S = 5, 60.0
_OK, _DENIED = frozenset({200, 201, 204}), 401
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_AGAIN_REASONS = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "jobRateLimitExceeded",
     "internalError", "jobBackendError"}
)  # fmt: skip


@dataclass(slots=True)
class Google:
    """One interface of Google, as one service account sees it."""

    http: httpx.Client
    key: Mapping[str, str]
    scope: str
    service: str
    now: Callable[[], datetime]
    wait: Callable[[float], None]
    token: str = ""

    def call(
        self,
        method: str,
        url: str,
        *,
        also: Collection[int] = (),
        tries: int = _TRIES,
        **content: Any,
    ) -> httpx.Response:
        """
        Return the answer to a call that was taken, or has one of the statuses `also`.

        What is busy or away is asked again, `tries` times in all.

        :raises TargetUnavailable: if it stays so.
        :raises TargetRefused: if the call is refused.
        """
        given = dict(content.pop("headers", {}))
        said: httpx.Response | None = None
        for number in range(tries):
            if number:
                self.wait(_pause(said, number))
            try:
                said = self._once(method, url, given, content)
            except Unavailable:
                said = None
                continue
            if said.status_code in _OK or said.status_code in also:
                return said
            if not _may_pass(said):
                break
        raise self._error(said)

    def json(self, method: str, url: str, **content: Any) -> Any:
        """Return what an answer says."""
        return _body(self.call(method, url, **content))

    def _once(
        self, method: str, url: str, given: Mapping[str, str], content: Mapping[str, Any]
    ) -> httpx.Response:
        headers = {**given, "authorization": f"Bearer {self.token or self._renewed()}"}
        # 308 means here that more is wanted, not that it is elsewhere.
        said = self.http.request(method, url, headers=headers, follow_redirects=False, **content)
        if said.status_code != _DENIED:
            return said
        headers["authorization"] = f"Bearer {self._renewed()}"
        return self.http.request(method, url, headers=headers, follow_redirects=False, **content)

    def _renewed(self) -> str:
        """Exchange a word signed by the service account's key for a token, good for an hour."""
        try:
            form = signed_grant(self.key, scope=self.scope, now=self.now())
        except NotAKey:
            raise BadCredential(
                "the private key is no RSA key", hint="add the feed with a new key"
            ) from None
        said = self.http.post(self.key["token_uri"], data=form)
        if said.status_code not in _OK or "access_token" not in _body(said):
            raise self._error(said)
        self.token = str(_body(said)["access_token"])
        return self.token

    def _error(self, said: httpx.Response | None) -> TargetUnavailable | TargetRefused:
        if said is None:
            return TargetUnavailable(f"{self.service} does not answer", hint="it is tried again")
        error = _body(said).get("error")
        message = error.get("message") if isinstance(error, dict) else error
        told = f"{self.service} ({said.status_code}): {redact(str(message or 'no reason given'))}"
        if _may_pass(said):
            return TargetUnavailable(told[:500], hint="it is tried again")
        return TargetRefused(told[:500], hint=f"look at what {self.key['client_email']} may do")


def opened(
    credential: Mapping[str, str], outside: Outside, *, service: str, base_url: str, scope: str,
    now: Callable[[], datetime],
) -> Google:  # fmt: skip
    """Return an interface of Google; nothing is called yet."""
    from adhelm.core import http

    hosts = ("bigquery.googleapis.com", "sheets.googleapis.com", "oauth2.googleapis.com",
             "www.googleapis.com")  # fmt: skip
    client = http.client(
        allow=outside.allow, hosts=hosts, base_url=base_url, timeout_s=outside.timeout_s
    )
    return Google(client, json.loads(credential["key"]), scope, service, now, outside.wait)


def reason(error: Mapping[str, Any]) -> str:
    """Return Google's own word for an error."""
    listed = error.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else error
    return str(first.get("reason", "")) if isinstance(first, dict) else ""


def passing(word: str) -> bool:
    """Say whether an error of that word may be gone when it is tried again."""
    return word in _AGAIN_REASONS


def _may_pass(said: httpx.Response) -> bool:
    if said.status_code in _AGAIN:
        return True
    error = _body(said).get("error")
    return isinstance(error, dict) and passing(reason(error))


def _pause(said: httpx.Response | None, number: int) -> float:
    wanted = said.headers.get("retry-after", "") if said is not None else ""
    seconds = float(wanted) if wanted.isascii() and wanted.isdigit() else 2.0 ** (number - 1)
    return min(seconds, _LONGEST_WAIT_S)


def _body(said: httpx.Response) -> dict[str, Any]:
    try:
        found = json.loads(said.content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
