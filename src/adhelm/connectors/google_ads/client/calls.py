"""Google's dialect, and calls in it: queries page by page, changes, and through which manager."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract.connecting import Link
from adhelm.connectors.contract.errors import NotPermitted, PlatformError
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.google_ads.client.judging import VERSION, judge
from adhelm.connectors.google_ads.client.sdk import Sdk
from adhelm.connectors.wire import Answer, Caller, Pressure, Tokens
from adhelm.core.http import carried

if TYPE_CHECKING:
    import httpx

NAME = "google_ads"
_CLIENTS = (
    "SELECT customer_client.id, customer_client.descriptive_name, customer_client.manager, "
    "customer_client.currency_code, customer_client.time_zone, customer_client.status "
    "FROM customer_client"
)


class Client:
    """One credential's line to Google Ads; any number of threads."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._tokens = Tokens(link.credential, keep=link.keep)
        self._first = threading.Lock()
        self._managers: dict[str, str] = {}
        self._http = carried(link.http, Sdk()) if link.transport == "sdk" else link.http
        self._caller = Caller(
            self._http, self, clock=link.clock, pause=link.pause, tries=link.tries
        )

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    def authorize(self, request: httpx.Request) -> None:
        """Put the access token on a request, and the developer token where there is one."""
        with self._first:
            if not self._tokens.access:
                self.renew()
        request.headers["Authorization"] = f"Bearer {self._tokens.access}"
        if token := self._tokens.value("developer_token"):
            request.headers["developer-token"] = token

    def renew(self) -> bool:
        """Exchange the refresh token for an access token, which lasts an hour."""
        return self._tokens.renew(
            lambda values: self._link.http.post(
                self._link.address.token_url,
                data={
                    "grant_type": "refresh_token",
                    "client_id": values.get("client_id", ""),
                    "client_secret": values.get("client_secret", ""),
                    "refresh_token": values["refresh_token"],
                },
            )
        )

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer."""
        return judge(answer)

    def pressure(self, answer: Answer) -> Pressure:  # noqa: ARG002 - as the others
        """Return no pressure: Google sends nothing about limits until one is hit."""
        return Pressure()

    def page(self, account: Account, query: str, *, token: str = "") -> Answer:
        """
        Send a query and return one page of its answer, up to 10,000 rows.

        :raises PlatformError: what Google said instead.
        """
        body = {"query": query, "pageToken": token} if token else {"query": query}
        return self._sent(account, "googleAds:search", body, again=True)

    def rows(self, account: Account, query: str) -> Iterator[Mapping[str, Any]]:
        """
        Yield the rows of every page of a query.

        :raises PlatformError: what Google said instead.
        """
        token = ""
        while True:
            said = self.page(account, query, token=token).json()
            yield from said.get("results") or ()
            token = said.get("nextPageToken") or ""
            if not token:
                return

    def tell(self, account: Account, path: str, body: Mapping[str, Any], *, again: bool) -> Any:
        """
        Send a change below an account and return the answer; `again`: a repeat changes nothing.

        :raises Unsettled: if it cannot be repeated and no answer came.
        :raises PlatformError: what Google said instead.
        """
        return self._sent(account, path, body, again=again).json()

    def accounts(self) -> list[Account]:
        """
        Return every account that the credential sees, managers left out.

        :raises PlatformError: if none of the accounts that it signs in to answers.
        """
        found: dict[str, Account] = {}
        refusal: NotPermitted | None = None
        for root in self._roots():
            try:
                below = list(self._below(root))
            except NotPermitted as error:
                # One that is closed hides no others.
                refusal = error
                continue
            for one in below:
                # Seen directly, an account needs no manager.
                if one.id not in found or not one.parent:
                    found[one.id] = one
        if refusal is not None and not found:
            raise refusal
        return list(found.values())

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()
        self._link.http.close()

    def _sent(self, account: Account, path: str, body: Mapping[str, Any], *, again: bool) -> Answer:
        mark = "/" if path[0].isalpha() else ""
        url = self._url(f"customers/{account.id}{mark}{path}")
        through = self._through(account)
        try:
            return self._post(url, account.id, body, through=through, again=again)
        except NotPermitted:
            # Nobody said through which manager the account is seen: it is looked up once.
            found = "" if through or self._managers else self._manager_of(account)
            if not found:
                raise
            return self._post(url, account.id, body, through=found, again=again)

    def _through(self, account: Account) -> str:
        own = self._tokens.value("login_customer_id").replace("-", "")
        return own or account.parent or self._managers.get(account.id, "")

    def _manager_of(self, account: Account) -> str:
        self._managers = {one.id: one.parent for one in self.accounts()}
        return self._managers.get(account.id, "")

    def _roots(self) -> list[str]:
        own = self._tokens.value("login_customer_id").replace("-", "")
        if own:
            return [own]
        url = self._url("customers:listAccessibleCustomers")
        answer = self._caller.send("GET", url, account_id="")
        return [str(one).rpartition("/")[2] for one in answer.json().get("resourceNames") or ()]

    def _below(self, root: str) -> Iterator[Account]:
        """Yield the accounts below one that is signed in to, or itself if it is no manager."""
        itself = Account(root, "", "", "", parent=root)
        for row in self.rows(itself, _CLIENTS):
            one = row["customerClient"]
            if not one.get("manager"):
                id_ = str(one["id"])
                yield Account(
                    id=id_,
                    name=str(one.get("descriptiveName") or id_),
                    currency=str(one["currencyCode"]),
                    timezone=str(one["timeZone"]),
                    status=str(one.get("status") or ""),
                    parent=root if id_ != root else "",
                )

    def _post(
        self, url: str, account_id: str, body: Mapping[str, Any], *, through: str, again: bool
    ) -> Answer:
        headers = {"login-customer-id": through} if through else {}
        return self._caller.send(
            "POST", url, account_id=account_id, repeatable=again, json=dict(body), headers=headers
        )

    def _url(self, path: str) -> str:
        return f"{self._link.address.base_url.rstrip('/')}/{VERSION}/{path}"
