"""Finds what an earlier call may have made: by the key that was left in its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.connectors.contract import Account, Applied, Unsettled
from adhelm.connectors.meta.client import Graph

_LOOKS, _BETWEEN_S = 3, 2.0


def keyed(name: str, client_key: str) -> str:
    """Return a name with the key in it, by which it is found again."""
    return f"{name} [ah-{client_key}]"


def once(
    graph: Graph,
    account: Account,
    edge: str,
    form: Mapping[str, object],
    *,
    client_key: str,
    statuses: frozenset[str],
    pause: Callable[[float], None],
) -> Applied:
    """
    Make a thing unless it is there.

    Lists may lag by seconds: after a lost answer it is looked for several times, and if it is
    still not found its fate stays open.

    :raises Unsettled: if it cannot be told whether it was made.
    :raises PlatformError: if Meta refuses.
    """
    found = _find(graph, account, edge, client_key, statuses)
    if found:
        return Applied(found, found=True)
    try:
        said = graph.post(f"act_{account.id}/{edge}", form, account_id=account.id, repeatable=False)
    except Unsettled:
        for _ in range(_LOOKS):
            pause(_BETWEEN_S)
            found = _find(graph, account, edge, client_key, statuses)
            if found:
                return Applied(found, found=True)
        raise
    return Applied(str(said["id"]))


def _find(
    graph: Graph, account: Account, edge: str, client_key: str, statuses: frozenset[str]
) -> str:
    mark = keyed("", client_key)
    params: dict[str, object] = {
        "fields": "id,name",
        "filtering": [{"field": "name", "operator": "CONTAIN", "value": mark.strip()}],
    }
    if statuses:
        # One that was deleted since was made all the same.
        params["effective_status"] = sorted(statuses)
    for node in graph.nodes(f"act_{account.id}/{edge}", params, account_id=account.id):
        if str(node.get("name", "")).endswith(mark):
            return str(node["id"])
    return ""
