"""The lists of an ad account, removed things included, and who stands above whom in them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.connectors.contract import Account
from adhelm.connectors.linkedin.client import Client, elements_of, id_of, listed
from adhelm.connectors.linkedin.mapping.entities import SORTS, Sort
from adhelm.connectors.wire import Answer
from adhelm.core.ads import Level

Parents = Mapping[str, Mapping[str, str]]
"""Entity -> the ids above it, by our names of their levels."""


def pages(
    client: Client, account: Account, sort: Sort, *, token: str = ""
) -> Iterator[tuple[Answer, str]]:
    """
    Yield the pages of a list, each with the token of the next ('' after the last).

    :raises PlatformError: what LinkedIn said instead.
    """
    query = f"q=search&search=(status:(values:{listed(sort.statuses)}))"
    if sort.level is Level.ad:
        query = f"q=criteria&intendedStatuses={listed(sort.statuses)}"
    path = f"adAccounts/{account.id}/{sort.edge}"
    return client.pages(path, query, account_id=account.id, token=token)


def elements(client: Client, account: Account, sort: Sort) -> Iterator[Mapping[str, Any]]:
    """
    Yield everything on a list.

    :raises PlatformError: what LinkedIn said instead.
    """
    for answer, _ in pages(client, account, sort):
        yield from elements_of(answer)


class Family:
    """Who stands above whom, looked up once for each account; any number of threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, Level], dict[str, dict[str, str]]] = {}
        self._strangers: dict[tuple[str, Level], set[str]] = defaultdict(set)
        # One for each account: waiting for one must not hold up the others.
        self._locks: dict[str, threading.Lock] = {}

    def above(self, account: Account, level: Level, ids: set[str]) -> Parents:
        """
        Return the parents of some entities; what is new is looked up once more.

        :raises PlatformError: if LinkedIn does not say.
        """
        if level not in {Level.ad_group, Level.ad} or not ids:
            return {}
        with self._locks.setdefault(account.id, threading.Lock()):
            key = (account.id, level)
            known = self._known.get(key, {})
            if not ids - self._strangers[key] <= known.keys():
                known = self._known[key] = dict(self._looked_up(account, level))
                # LinkedIn reports what it lists no more; asking again would not help.
                self._strangers[key] |= ids - known.keys()
        return {one: known[one] for one in sorted(ids) if one in known}

    def _looked_up(self, account: Account, level: Level) -> Iterator[tuple[str, dict[str, str]]]:
        campaigns = elements(self._client, account, SORTS[Level.ad_group])
        groups = {id_of(row["id"]): id_of(row["campaignGroup"]) for row in campaigns}
        if level is Level.ad_group:
            yield from ((one, {"campaign": group}) for one, group in groups.items())
            return
        for row in elements(self._client, account, SORTS[Level.ad]):
            above = {"ad_group": id_of(row["campaign"])}
            if above["ad_group"] in groups:
                above["campaign"] = groups[above["ad_group"]]
            yield id_of(row["id"]), above
