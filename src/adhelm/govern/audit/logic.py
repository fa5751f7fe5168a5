"""The chain: how an entry is hashed, and how a file of entries is checked without a database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from adhelm.core.errors import Invalid
from adhelm.govern.audit.types import Entry, Verified

FIRST = "0" * 64
_FIELDS = (
    "workspace_id", "number", "at", "actor", "actor_id", "action", "outcome", "subject", "before",
    "after", "reason", "request_id", "previous",
)  # fmt: skip


class Broken(Invalid):
    """The chain does not hold: an entry was altered, taken out, put in or moved."""

    code = "audit.broken"


def as_record(entry: Entry) -> dict[str, object]:
    """Return an entry as the JSON object of one line of an export."""
    record: dict[str, object] = {name: getattr(entry, name) for name in _FIELDS}
    record["at"] = _instant(entry.at)
    record["outcome"] = entry.outcome.value
    return {**record, "hash": entry.hash}


def hash_of(record: Mapping[str, object]) -> str:
    """Return the SHA-256 of a record without its hash, over JSON with sorted keys."""
    told = {name: record.get(name) for name in _FIELDS}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(lines: Iterable[str]) -> Verified:
    """
    Check the lines of an export: no entry altered, none missing between the first and the last.

    Whether entries were cut off at the end shows in `head` and `entries` alone: compare them with
    what `adhelm audit head` said earlier.

    :raises Broken: naming the first entry that does not fit.
    """
    number, head, workspace = 0, FIRST, ""
    for line in lines:
        if not line.strip():
            continue
        record = _read(line, number + 1)
        workspace = workspace or str(record.get("workspace_id"))
        _check(record, number + 1, head, workspace)
        number, head = number + 1, str(record["hash"])
    if not number:
        raise Broken("the file holds no entries", hint="export it again: adhelm audit export")
    return Verified(workspace, number, head)


def _read(line: str, number: int) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise Broken(f"entry {number} is no JSON: {error}") from error
    if not isinstance(record, dict):
        raise Broken(f"entry {number} is no JSON object")
    return record


def _check(record: Mapping[str, object], number: int, head: str, workspace: str) -> None:
    wrong = ""
    if record.get("number") != number:
        wrong = f"where entry {number} should be is entry {record.get('number')}"
    elif record.get("workspace_id") != workspace:
        wrong = f"entry {number} is of another workspace"
    elif record.get("previous") != head:
        wrong = f"entry {number} does not follow the one before it"
    elif record.get("hash") != hash_of(record):
        wrong = f"entry {number} was altered"
    if wrong:
        raise Broken(wrong, hint="keep this file, and look at what had access to the database")


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
