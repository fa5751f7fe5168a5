"""Feeds, runs and checks as doors show them; credentials are in none of them."""

from __future__ import annotations

from typing import Any

from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.types import CheckItem, FeedRun, Status

FEED = (
    "name", "kind", "address", "state", "version", "newest", "behind_s", "rows", "failures",
    "ran_at", "error",
)  # fmt: skip
RUN = (
    "id", "state", "started_at", "ended_at", "data_version", "base_version", "rows", "partitions",
    "code", "message", "hint",
)  # fmt: skip
BRIEF_FEED = ("name", "address", "state", "version", "newest", "behind_s", "failures", "error")
BRIEF_RUN = ("state", "started_at", "data_version", "base_version", "rows", "message")
BRIEF_CHECK = ("feed", "what", "state", "detail", "message", "hint")
CHECK = ("feed", "what", "state", "detail", "code", "message", "hint")
COLUMN = ("table", "column", "type", "key", "what")


def feed(one: Status) -> dict[str, Any]:
    """Return where a feed stands, flat."""
    last = one.last
    return {
        "name": one.feed.name, "kind": one.feed.kind.value, "address": one.feed.address,
        "place": dict(one.feed.place), "state": last.state.value if last else None,
        "version": one.version, "newest": one.newest, "behind_s": one.behind_s,
        "rows": one.rows, "failures": one.failures,
        "ran_at": last.started_at if last else None,
        "error": dict(last.error) if last and last.error else None,
        "added_at": one.feed.added_at,
    }  # fmt: skip


def line(one: Status) -> dict[str, Any]:
    """Return the same for a table: of an error its message."""
    shown = feed(one)
    return {**shown, "error": (shown["error"] or {}).get("message")}


def run(one: FeedRun) -> dict[str, Any]:
    """Return a run, flat."""
    error = one.error or {}
    return {
        "id": one.id, "feed": one.feed, "state": one.state.value, "started_at": one.started_at,
        "ended_at": one.ended_at, "data_version": one.data_version,
        "base_version": one.base_version, "rows": one.rows, "partitions": one.partitions,
        **{name: error.get(name) for name in ("code", "message", "hint")},
    }  # fmt: skip


def item(name: str, one: CheckItem) -> dict[str, Any]:
    """Return one thing that was tried, flat."""
    error = one.error or {}
    return {
        "feed": name, "what": one.what, "state": "ok" if one.ok else "error",
        "detail": one.detail, **{part: error.get(part) for part in ("code", "message", "hint")},
    }  # fmt: skip


def columns() -> list[dict[str, Any]]:
    """Return the contract, a row per column."""
    return [
        {
            "table": table.name, "column": column.name, "type": column.kind,
            "key": column.name in table.key, "what": column.what,
        }
        for table in contract.CONTRACT.tables
        for column in table.columns
    ]  # fmt: skip
