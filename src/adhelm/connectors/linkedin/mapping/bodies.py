"""What is kept of a page: LinkedIn's answers as they came, and the parents that they do not name.

A report names a campaign and not its campaign group. So that a page can be mapped by itself, the
few parents that it needs are kept before it: `{"parents":{…},"answers":[…]}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from adhelm.connectors.contract import FieldMissing

Parents = Mapping[str, Mapping[str, str]]


def packed(answers: Sequence[bytes], parents: Parents) -> bytes:
    """Return the body of a page."""
    head = orjson.dumps(parents, option=orjson.OPT_SORT_KEYS)
    return b'{"parents":' + head + b',"answers":[' + b",".join(answers) + b"]}"


def unpacked(body: bytes) -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
    """
    Return the elements of a page and its parents.

    :raises FieldMissing: if an answer has no elements.
    """
    kept = orjson.loads(body)
    elements: list[Mapping[str, Any]] = []
    for answer in kept["answers"]:
        if not isinstance(answer.get("elements"), list):
            raise FieldMissing("LinkedIn's answer has no elements")
        elements += answer["elements"]
    return elements, kept["parents"]
