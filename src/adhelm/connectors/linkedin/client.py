"""How LinkedIn is asked: its version, its Rest.li way to write a query, its errors and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Clash,
    Link,
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
from adhelm.connectors.wire import Answer, Caller, Pressure, Tokens
from adhelm.core.ads import Level, Period

if TYPE_CHECKING:
    import httpx

NAME = "linkedin"
VERSION = "202607"
"""Month of the interface that we speak; each is there for a year at least."""
URNS: Mapping[Level, str] = {
    Level.account: "urn:li:sponsoredAccount:",
    Level.campaign: "urn:li:sponsoredCampaignGroup:",
    Level.ad_group: "urn:li:sponsoredCampaign:",
    Level.ad: "urn:li:sponsoredCreative:",
}
_PAGE = 500
# Longer questions are sent as the body of a POST: LinkedIn answers 414 to long addresses.
_LONGEST_QUERY = 3500
_OK = frozenset({200, 201, 204})
_EXPIRED, _REVOKED = 65602, 65601
_RECONNECT = "connect the LinkedIn account again"
_STATUSES: Mapping[int, tuple[type[PlatformError], str]] = {
    400: (Refused, "LinkedIn names the field that it does not accept"),
    401: (AuthFailed, _RECONNECT),
    403: (NotPermitted, "the member needs a role on this ad account, and the app its permissions"),
    404: (NotThere, "it was deleted, or belongs to another ad account"),
    408: (Transient, ""),
    409: (Transient, "another change of the same thing was under way"),
    413: (TooMuch, "ask for fewer days at once"),
    414: (TooMuch, "ask for fewer things at once"),
    422: (Refused, "LinkedIn names the field that it does not accept"),
    426: (VersionRetired, f"Adhelm speaks version {VERSION}; a newer Adhelm may help"),
    429: (RateLimited, "LinkedIn does not say when it answers again; at the latest at 00:00 UTC"),
}
_SERVER_ERROR = 500


class Client:
    """LinkedIn's dialect, and calls in it; one credential, any number of threads."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._tokens = Tokens(link.credential, keep=link.keep)
        self._caller = Caller(link.http, self, clock=link.clock, pause=link.pause, tries=link.tries)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    def authorize(self, request: httpx.Request) -> None:
        """Put the access token and the versions on a request."""
        if not self._tokens.access:
            self.renew()
        request.headers["Authorization"] = f"Bearer {self._tokens.access}"
        request.headers["Linkedin-Version"] = VERSION
        request.headers["X-Restli-Protocol-Version"] = "2.0.0"

    def renew(self) -> bool:
        """Renew the access token; False without a refresh token, which partners alone get."""
        return self._tokens.renew(
            lambda values: self._link.http.post(
                self._link.address.token_url,
                data={
                    "grant_type": "refresh_token",
                    "refresh_token": values["refresh_token"],
                    "client_id": values.get("client_id", ""),
                    "client_secret": values.get("client_secret", ""),
                },
            )
        )

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer."""
        if answer.status in _OK:
            return _no_json(answer)
        said, code, service = _said(answer)
        if service == _EXPIRED or code == "EXPIRED_ACCESS_TOKEN":
            return TokenExpired(f"LinkedIn: {said}", hint=_RECONNECT)
        if service == _REVOKED or code == "REVOKED_ACCESS_TOKEN":
            return TokenRevoked(f"LinkedIn: {said}", hint=_RECONNECT)
        if code in {"CONFLICT", "DUPLICATE_NAME"}:
            return Clash(f"LinkedIn: {said}", hint="choose another name")
        fallback = (Transient, "LinkedIn's own trouble, mostly over in minutes")
        if answer.status < _SERVER_ERROR and answer.status not in _STATUSES:
            fallback = (Refused, "see LinkedIn's list of error codes")  # type: ignore[assignment]
        kind, hint = _STATUSES.get(answer.status, fallback)
        return kind(f"LinkedIn ({answer.status}): {said}", hint=hint, platform_code=code)

    def pressure(self, answer: Answer) -> Pressure:  # noqa: ARG002 - LinkedIn says nothing
        """Return no pressure: LinkedIn is silent about its limits."""
        return Pressure()

    def ask(self, path: str, query: str = "", *, account_id: str) -> Answer:
        """
        Send a GET whose query is written in Rest.li's way already.

        :raises PlatformError: what LinkedIn said instead.
        """
        url = self._url(path)
        if len(query) > _LONGEST_QUERY:
            headers = {
                "X-HTTP-Method-Override": "GET",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            return self._caller.send(
                "POST", url, account_id=account_id, content=query.encode(), headers=headers
            )
        # Given as `params`, httpx would encode the brackets that are part of the language.
        return self._caller.send("GET", f"{url}?{query}" if query else url, account_id=account_id)

    def tell(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        account_id: str,
        method: str = "",
        again: bool = True,
    ) -> Answer:
        """
        Send a POST; `method` is Rest.li's own word, `again`: a repeat changes nothing.

        :raises Unsettled: if it cannot be repeated and no answer came.
        :raises PlatformError: what LinkedIn said instead.
        """
        headers = {"X-RestLi-Method": method} if method else {}
        return self._caller.send(
            "POST", self._url(path), account_id=account_id, repeatable=again, json=dict(body),
            headers=headers,
        )  # fmt: skip

    def drop(self, path: str, *, account_id: str) -> None:
        """
        Send a DELETE, which LinkedIn takes for drafts.

        :raises PlatformError: what LinkedIn said instead.
        """
        self._caller.send("DELETE", self._url(path), account_id=account_id)

    def pages(
        self, path: str, query: str, *, account_id: str, token: str = ""
    ) -> Iterator[tuple[Answer, str]]:
        """
        Yield the pages of a list, each with the token of the next ('' after the last).

        :raises PlatformError: what LinkedIn said instead.
        """
        while True:
            more = f"&pageToken={escaped(token)}" if token else ""
            answer = self.ask(path, f"{query}&pageSize={_PAGE}{more}", account_id=account_id)
            metadata = answer.json().get("metadata")
            following = metadata.get("nextPageToken") if isinstance(metadata, dict) else None
            token = str(following or "")
            yield answer, token
            if not token:
                return

    def close(self) -> None:
        """Let go of connections."""
        self._link.http.close()

    def _url(self, path: str) -> str:
        return f"{self._link.address.base_url.rstrip('/')}/rest/{path}"


def elements_of(answer: Answer) -> list[Mapping[str, Any]]:
    """
    Return what an answer lists.

    :raises BadBody: if it lists nothing, not even an empty list.
    """
    elements = answer.json().get("elements")
    if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements):
        raise BadBody("LinkedIn's answer lists no elements", hint="try again later")
    return elements


def escaped(value: str) -> str:
    """Return a value as Rest.li wants it inside its brackets: everything special escaped."""
    return quote(value, safe="")


def listed(values: Iterable[str]) -> str:
    """Return several values as a Rest.li list."""
    return f"List({','.join(escaped(value) for value in values)})"


def urn(level: Level, entity_id: str) -> str:
    """Return the URN of an entity."""
    return URNS[level] + entity_id


def id_of(text: object) -> str:
    """Return the last part of a URN, or an id as it is."""
    return str(text).rpartition(":")[2]


def days(period: Period) -> str:
    """Return a period as LinkedIn's dateRange, both days included."""
    return f"(start:{_day(period.start)},end:{_day(period.last)})"


def _day(day: Any) -> str:
    return f"(year:{day.year},month:{day.month},day:{day.day})"


def _no_json(answer: Answer) -> PlatformError | None:
    if not answer.body:
        return None
    try:
        content = answer.json()
    except BadBody as error:
        return error
    if isinstance(content, dict):
        return None
    return BadBody("LinkedIn's answer is no object", hint="something else answers at this address")


def _said(answer: Answer) -> tuple[str, str, int]:
    try:
        content = answer.json()
    except BadBody:
        content = {}
    if not isinstance(content, dict):
        content = {}
    said = str(content.get("message") or "no reason was given")[:500]
    details = content.get("errorDetails")
    inner = details.get("inputErrors") if isinstance(details, dict) else None
    if inner and isinstance(inner, list) and isinstance(inner[0], dict):
        said = f"{said} ({inner[0].get('description')})"
    service = content.get("serviceErrorCode")
    return said, str(content.get("code") or ""), service if isinstance(service, int) else 0
