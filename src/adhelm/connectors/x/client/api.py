"""X's interface as functions: read, list page by page, change, and fetch the files of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.connectors.contract import Link, VersionRetired
from adhelm.connectors.wire import Answer, Caller
from adhelm.connectors.x.client.dialect import VERSION, Dialect, unpacked
from adhelm.connectors.x.client.signing import Keys

# What is asked of no account in particular has a standing of its own.
NO_ACCOUNT = "*"
_MOST = 1000
Params = Mapping[str, str]


class Api:
    """X's Ads API with one credential; safe to share between threads."""

    def __init__(self, link: Link) -> None:
        self._http = link.http
        self._root = f"{link.address.base_url.rstrip('/')}/{VERSION}"
        dialect = Dialect(
            Keys.of(link.credential), base_url=link.address.base_url, clock=link.clock
        )
        self._caller = Caller(
            link.http, dialect, clock=link.clock, pause=link.pause, tries=link.tries
        )
        self._missing: set[str] = set()

    def get(self, path: str, params: Params | None = None, *, account_id: str) -> Answer:
        """
        Read.

        :raises PlatformError: what X said, after the retries that could help.
        """
        return self._caller.send(
            "GET", f"{self._root}/{path}", account_id=account_id, params=dict(params or {})
        )

    def listed(
        self,
        path: str,
        params: Params | None = None,
        *,
        account_id: str,
        cursor: str | None = None,
        count: int = _MOST,
    ) -> Iterator[tuple[Answer, str | None]]:
        """
        Yield the answers of a list with the cursor of the next, None after the last.

        :raises PlatformError: what X said.
        """
        while True:
            asked = {**(params or {}), "count": str(count)}
            answer = self.get(
                path, asked | ({"cursor": cursor} if cursor else {}), account_id=account_id
            )
            following = answer.json().get("next_cursor")
            cursor = None if following is None else str(following)
            yield answer, cursor
            if not cursor:
                return

    def rows(
        self, path: str, params: Params | None = None, *, account_id: str
    ) -> Iterator[dict[str, Any]]:
        """
        Yield the rows of a list, all pages of it.

        :raises PlatformError: what X said.
        """
        for answer, _ in self.listed(path, params, account_id=account_id):
            yield from answer.json()["data"]

    def bodies_if_there(self, path: str, params: Params, *, account_id: str) -> list[bytes]:
        """
        Return the answers of a list that decorates another; none where X has no such list.

        :raises PlatformError: what else X said.
        """
        if path in self._missing:
            return []
        try:
            return [one.body for one, _ in self.listed(path, params, account_id=account_id)]
        except VersionRetired:
            self._missing.add(path)
            return []

    def order(self, path: str, params: Params, *, account_id: str) -> Any:
        """
        Order a job and return what X says of it; a job ordered twice harms nobody.

        :raises PlatformError: what X said.
        """
        answer = self._caller.send(
            "POST", f"{self._root}/{path}", account_id=account_id, params=dict(params)
        )
        return answer.json()["data"]

    def change(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        *,
        account_id: str,
        repeatable: bool = True,
        json: object = None,
    ) -> Any:
        """
        Change something and return what X made of it.

        :raises Unsettled: if it is not repeatable and its fate is unknown.
        :raises PlatformError: what X said.
        """
        content: dict[str, Any] = {"params": dict(params or {})}
        if json is not None:
            content["json"] = json
        answer = self._caller.send(
            method,
            f"{self._root}/{path}",
            account_id=account_id,
            repeatable=repeatable,
            **content,
        )
        return answer.json()["data"]

    def file(self, url: str, *, account_id: str) -> bytes:
        """
        Fetch what a job has written, unpacked; it takes no signature.

        :raises PlatformError: if it cannot be had.
        """
        return unpacked(self._caller.send("GET", url, account_id=account_id).body)

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()
