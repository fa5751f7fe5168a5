"""How TikTok is asked: its header, its envelope and codes, its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract.connecting import Link
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
from adhelm.connectors.wire import Answer, Caller, Form, Pressure, Tokens

if TYPE_CHECKING:
    import httpx

NAME = "tiktok"
VERSION = "v1.3"
PAGE_SIZE = 1000
_DONE = frozenset({0, 20001})
"""20001: done in part; the answer names what was not."""
_SERVER_ERROR = 500
_HTTP_TOO_MANY = 429
_GONE = frozenset({404, 410})
_RETIRED = re.compile(r"version.*(deprecat|retired|offline|no longer|sunset)", re.IGNORECASE)
# TikTok sends no headers about limits. Once over its 10 calls a second, a tenth of a second of
# patience before each call keeps below them, for as many calls as it allows in a minute.
_CAREFUL_CALLS = 600
_CAREFUL = Pressure(used=0.793)

_RECONNECT = "connect the TikTok account again"
_SLOWLY = "fewer calls at once help; the daily allowance returns at 00:00 UTC"
_KINDS: Mapping[int, tuple[type[PlatformError], str]] = {
    **dict.fromkeys((40016, 40100, 40132, 40133), (RateLimited, _SLOWLY)),
    # Another change was at work on the same thing: TikTok has done nothing, and waits help.
    40202: (RateLimited, "another change of the same thing was under way"),
    40001: (NotPermitted, "let the advertiser's owner grant the app access, with these scopes"),
    40300: (NotPermitted, "the advertiser is closed, or the credential cannot see it"),
    40002: (Refused, "TikTok names the field that it does not accept"),
    40007: (NotThere, "it was deleted, or the id belongs to another advertiser"),
    40050: (Clash, "the name is taken: choose another"),
    40101: (AuthFailed, "check the access token, app id and secret"),
    40102: (TokenExpired, _RECONNECT),
    40104: (AuthFailed, "the credential has no access token: " + _RECONNECT),
    40105: (TokenRevoked, "the access was taken back, or the token is wrong: " + _RECONNECT),
    40110: (AuthFailed, "the code of the login was used already: " + _RECONNECT),
    40200: (Transient, "the report is not ready yet"),
    40201: (Transient, "the report is not ready yet"),
    40502: (Clash, "the account holds as many as TikTok allows"),
    40700: (Transient, "a service of TikTok's stumbled"),
    60001: (Transient, "TikTok is under maintenance"),
}


class ReportShifted(Refused):
    """Rows came or went while the pages of a report were read: it is read again from the start."""

    code = "tiktok.report_shifted"


class Client:
    """TikTok's dialect, and calls in it; one credential, any number of threads."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._tokens = Tokens(link.credential, keep=link.keep)
        self._careful = 0
        self._caller = Caller(link.http, self, clock=link.clock, pause=link.pause, tries=link.tries)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    def authorize(self, request: httpx.Request) -> None:
        """Put the access token on a request."""
        request.headers["Access-Token"] = self._tokens.access

    def renew(self) -> bool:
        """Renew the access token; False for one that lasts until it is revoked, as most do."""
        url = self._link.address.token_url or self._url("oauth2/refresh_token/")
        return self._tokens.renew(
            lambda values: self._link.http.post(
                url,
                json={
                    "app_id": values.get("app_id", ""),
                    "secret": values.get("secret", ""),
                    "refresh_token": values["refresh_token"],
                    "grant_type": "refresh_token",
                },
            )
        )

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer; nearly all of TikTok's have status 200."""
        if answer.status in _GONE:
            return VersionRetired(
                f"TikTok knows no such address ({answer.status})",
                hint=f"Adhelm speaks version {VERSION}; a newer Adhelm may help",
            )
        if answer.status == _HTTP_TOO_MANY:
            return RateLimited("TikTok was asked too often", hint=_SLOWLY)
        if answer.status >= _SERVER_ERROR:
            return Transient(f"TikTok answered {answer.status}")
        try:
            return _judged(answer.json())
        except BadBody as error:
            return error

    def pressure(self, answer: Answer) -> Pressure:
        """Return how near the wall is: careful for a while after a limit was hit."""
        # The code leads the envelope, so that few bytes tell it.
        if b'"code":40100' in answer.body[:200].replace(b" ", b""):
            self._careful = _CAREFUL_CALLS
        if self._careful <= 0:
            return Pressure()
        self._careful -= 1
        return _CAREFUL

    def value(self, name: str) -> str:
        """Return a value of the credential; '' if there is none."""
        return self._tokens.value(name)

    def ask(
        self, path: str, *, account_id: str, form: Form | None = None, **query: object
    ) -> Answer:
        """
        Send a GET; lists and objects in the query become JSON. `form`: rows are read by column.

        :raises PlatformError: what TikTok said instead.
        """
        params = {name: _text(value) for name, value in query.items() if value is not None}
        return self._caller.send(
            "GET", self._url(path), account_id=account_id, form=form, params=params
        )

    def tell(self, path: str, body: Mapping[str, Any], *, account_id: str, again: bool) -> Any:
        """
        Send a POST and return the `data` of its answer; `again`: a repeat changes nothing.

        :raises Unsettled: if it cannot be repeated and no answer came.
        :raises PlatformError: what TikTok said instead.
        """
        return self._caller.send(
            "POST", self._url(path), account_id=account_id, repeatable=again, json=dict(body)
        ).json()["data"]

    def upload(
        self, path: str, fields: Mapping[str, str], *, name: str, content: bytes, account_id: str
    ) -> Any:
        """
        Send a file and return the `data` of the answer; a file that is not used changes nothing.

        :raises PlatformError: what TikTok said instead.
        """
        return self._caller.send(
            "POST",
            self._url(path),
            account_id=account_id,
            data=dict(fields),
            files={"file": (name, content, "text/csv")},
        ).json()["data"]

    def rows(
        self, path: str, *, account_id: str, size: int = PAGE_SIZE, **query: object
    ) -> Iterator[Mapping[str, Any]]:
        """
        Yield the rows of every page of a list.

        :raises PlatformError: what TikTok said instead.
        """
        page = 1
        while True:
            asked = {**query, "page": page, "page_size": size}
            answer = self.ask(path, account_id=account_id, form=None, **asked)
            data = answer.json()["data"]
            yield from data.get("list") or []
            if page >= last_page(data):
                return
            page += 1

    def close(self) -> None:
        """Let go of connections."""
        self._link.http.close()

    def _url(self, path: str) -> str:
        # TikTok answers 404 to a path without its last slash.
        return f"{self._link.address.base_url.rstrip('/')}/open_api/{VERSION}/{path}"


def last_page(data: Mapping[str, Any]) -> int:
    """Return the number of a list's last page."""
    return int(data.get("page_info", {}).get("total_page") or 1)


def total_rows(data: Mapping[str, Any]) -> int:
    """Return how many rows a list has over all pages."""
    return int(data.get("page_info", {}).get("total_number") or 0)


def _judged(content: Any) -> PlatformError | None:
    if not isinstance(content, dict) or not isinstance(content.get("code"), int):
        return BadBody("TikTok's answer has no code", hint="something else answers at this address")
    code = content["code"]
    if code in _DONE:
        if isinstance(content.get("data"), (dict, list)):
            return None
        return BadBody("TikTok's answer holds no data")
    said = str(content.get("message", ""))[:500]
    kind, hint = _kind(code, said)
    request = content.get("request_id")
    return kind(f"TikTok ({code}): {said}", hint=hint, platform_code=code, request_id=request)


def _kind(code: int, said: str) -> tuple[type[PlatformError], str]:
    if _RETIRED.search(said):
        return VersionRetired, f"Adhelm speaks version {VERSION}; a newer Adhelm may help"
    if code in _KINDS:
        kind, hint = _KINDS[code]
        if kind is Refused and "time range" in said:
            return TooMuch, "ask for fewer days at once"
        return kind, hint
    if code // 1000 in {50, 51, 60}:
        return Transient, "TikTok's own trouble, mostly over in minutes"
    return Refused, "see the list of return codes in TikTok's documentation"


def _text(value: object) -> str:
    import orjson

    return value if isinstance(value, str) else orjson.dumps(value).decode()
