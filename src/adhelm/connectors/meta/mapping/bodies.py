"""The envelope of a page of Graph."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from adhelm.connectors.contract import BadBody, FieldMissing

ENVELOPE = frozenset({"data", "paging", "summary"})
"""What was agreed to be in it."""


def data(body: bytes) -> tuple[list[dict[str, Any]], Counter[str]]:
    """
    Return the rows of a page, and what is in the envelope that was not agreed.

    :raises BadBody: if it is no JSON.
    :raises FieldMissing: if it has no list of data.
    """
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadBody(f"the page is no JSON: {error}") from None
    rows = said.get("data") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        raise FieldMissing("the page has no list 'data'", hint="Meta changed its answer")
    return rows, Counter({name: 1 for name in said if name not in ENVELOPE})
