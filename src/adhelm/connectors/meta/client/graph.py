"""Graph, spoken: whose token, which version, form fields that hold JSON, retries that help."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    Link,
    NotPermitted,
    NotThere,
    PlatformError,
    Transient,
)
from adhelm.connectors.meta.client import judging
from adhelm.connectors.meta.client.paging import paged
from adhelm.connectors.wire import Answer, Caller, Pressure
from adhelm.core.errors import Unavailable

if TYPE_CHECKING:
    import httpx

VERSION = "v26.0"
_NEVER = "never"
_FRESH_FOR = timedelta(days=20)
_LIST = 500
Params = Mapping[str, object]


class Graph:
    """
    Meta's Graph with one credential.

    Graph has no refresh tokens. A person's token lasts sixty days at most and is exchanged for a
    fresh one before that, where the app's id and secret are known; a system user's does not run
    out (developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived).
    """

    def __init__(self, link: Link) -> None:
        """No call is made yet."""
        self._link = link
        self._values = dict(link.credential)
        self._root = f"{link.address.base_url.rstrip('/')}/{VERSION}"
        self._caller = Caller(link.http, self, clock=link.clock, pause=link.pause, tries=link.tries)
        self._looked = False

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return "meta"

    def get(self, path: str, params: Params, *, account_id: str) -> Answer:
        """
        Read a node or an edge; values that are no text are sent as JSON.

        :raises NotPermitted: if it is an account that the credential cannot see.
        :raises PlatformError: if Meta does not answer.
        """
        self._keep_fresh()
        try:
            return self._caller.send(
                "GET", f"{self._root}/{path}", account_id=account_id, params=_encoded(params)
            )
        except NotThere as error:
            raise _about_account(path, error) from None

    def post(
        self, path: str, form: Params, *, account_id: str, repeatable: bool, as_json: bool = False
    ) -> Any:
        """
        Change something and return what Graph says.

        :raises Unsettled: if it is not repeatable and its fate is unknown.
        :raises PlatformError: if Meta refuses.
        """
        self._keep_fresh()
        content: dict[str, Any]
        if as_json:
            body = orjson.dumps(form, default=_exact)
            content = {"content": body, "headers": {"content-type": "application/json"}}
        else:
            content = {"data": _encoded(form)}
        try:
            return self._caller.send(
                "POST",
                f"{self._root}/{path}",
                account_id=account_id,
                repeatable=repeatable,
                **content,
            ).json()
        except NotThere as error:
            raise _about_account(path, error) from None

    def delete(self, path: str, *, account_id: str) -> None:
        """
        Delete a node.

        :raises PlatformError: if Meta refuses.
        """
        self._keep_fresh()
        self._caller.send("DELETE", f"{self._root}/{path}", account_id=account_id)

    def nodes(self, path: str, params: Params, *, account_id: str) -> Iterator[dict[str, Any]]:
        """
        Yield the nodes of an edge, page after page.

        :raises PlatformError: if Meta does not answer.
        """
        after = ""
        while True:
            asked = {"limit": str(_LIST), **params, **({"after": after} if after else {})}
            answer = self.get(path, asked, account_id=account_id)
            data = answer.json().get("data")
            if not isinstance(data, list):
                raise BadBody(f"Meta's list of {path} has no data")
            yield from data
            after = paged(answer.body).after
            if not after:
                return

    def close(self) -> None:
        """Let go of connections."""
        self._link.http.close()

    def authorize(self, request: httpx.Request) -> None:
        """Put the token into the header, where no log sees it, and prove that the app is ours."""
        token = self._values.get("access_token", "")
        request.headers["authorization"] = f"Bearer {token}"
        if secret := self._values.get("app_secret"):
            proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            request.url = request.url.copy_set_param("appsecret_proof", proof)

    def renew(self) -> bool:
        """Exchange the token for a fresh one; False if Meta will not have it any more."""
        try:
            return self._exchange()
        except PlatformError as error:
            if isinstance(error, Transient):
                raise
            return False

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer, or None if it is good."""
        return judging.judge(answer, version=VERSION)

    def pressure(self, answer: Answer) -> Pressure:
        """Return how near the wall is."""
        return judging.pressure(answer)

    def _keep_fresh(self) -> None:
        """Exchange a person's token before it runs out; asked once, then by what was kept."""
        if self._looked or not (self._values.get("app_id") and self._values.get("app_secret")):
            return
        self._looked = True
        # Whatever goes wrong here, the token may still be good: the call itself will tell.
        with suppress(PlatformError):
            expires = self._values.get("expires_at") or self._expiry()
            if expires != _NEVER and self._ends_soon(expires):
                self._exchange()

    def _ends_soon(self, expires: str) -> bool:
        return datetime.fromisoformat(expires) - self._link.clock.now() < _FRESH_FOR

    def _expiry(self) -> str:
        params = {"input_token": self._values.get("access_token", "")}
        answer = self._caller.send(
            "GET", f"{self._root}/debug_token", account_id="token", params=params
        )
        stamp = int(answer.json().get("data", {}).get("expires_at") or 0)
        moment = datetime.fromtimestamp(stamp, self._link.clock.now().tzinfo)
        self._remember({"expires_at": moment.isoformat() if stamp else _NEVER})
        return self._values["expires_at"]

    def _exchange(self) -> bool:
        if not (self._values.get("app_id") and self._values.get("app_secret")):
            return False
        request = self._link.http.build_request(
            "GET",
            f"{self._root}/oauth/access_token",
            params={
                "grant_type": "fb_exchange_token",
                "client_id": self._values["app_id"],
                "client_secret": self._values["app_secret"],
                "fb_exchange_token": self._values.get("access_token", ""),
            },
        )
        try:
            response = self._link.http.send(request)
        except Unavailable as error:
            raise Transient(error.message, hint=error.hint) from None
        answer = Answer(response.status_code, response.headers, response.content)
        if wrong := self.judge(answer):
            raise wrong
        said = answer.json()
        if not said.get("access_token"):
            raise AuthFailed("Meta gave no fresh token for the old one")
        life = said.get("expires_in")
        until = self._link.clock.now() + timedelta(seconds=int(life)) if life else None
        self._remember(
            {
                "access_token": str(said["access_token"]),
                "expires_at": until.isoformat() if until else _NEVER,
            }
        )
        return True

    def _remember(self, changed: Mapping[str, str]) -> None:
        self._link.keep(changed)
        self._values.update(changed)


def _about_account(path: str, error: NotThere) -> PlatformError:
    # Graph does not tell an account that is none from one that the caller may not see.
    if path.startswith("act_"):
        account = path.partition("/")[0].removeprefix("act_")
        return NotPermitted(
            f"the credential cannot see account {account}: {error.message}",
            hint="share the account with the person or system user whose token this is",
        )
    return error


def _encoded(values: Params) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in values.items()
        if value is not None
    }


def _exact(value: object) -> orjson.Fragment:
    """Write a Decimal as the number it is, without making a float of it."""
    return orjson.Fragment(f"{value:f}")
