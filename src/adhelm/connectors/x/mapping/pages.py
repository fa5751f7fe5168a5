"""The pages that are kept of X: its raw answers in one JSON, beside what they do not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adhelm.connectors.contract import BadBody

Parents = Mapping[str, tuple[str | None, str | None]]
"""Entity -> its campaign and ad group."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What stats were asked for, as far as X's answers leave it open."""

    first: date
    """The account's local day that the arrays begin with."""
    days: int
    parents: Parents


def stats_page(asked: Asked, answers: Sequence[bytes]) -> bytes:
    """Return the page of stats: what was asked, and the answers as they were received."""
    import orjson

    said = {
        "first": asked.first.isoformat(),
        "days": asked.days,
        "parents": {entity: list(above) for entity, above in asked.parents.items()},
    }
    return b'{"asked":' + orjson.dumps(said) + b',"answers":' + _listed(answers) + b"}"


def stats_of(body: bytes) -> tuple[Asked, list[Any]]:
    """
    Return what a page of stats was asked for, and its answers.

    :raises BadBody: if it is no such page.
    """
    found = _read(body)
    try:
        asked = found["asked"]
        parents = {entity: (above[0], above[1]) for entity, above in asked["parents"].items()}
        return Asked(date.fromisoformat(asked["first"]), int(asked["days"]), parents), found[
            "answers"
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadBody(f"the page does not say what was asked: {error!r}") from None


def list_page(answer: bytes, beside: Mapping[str, Sequence[bytes]]) -> bytes:
    """Return the page of a list: the answer as received, and the answers that belong to it."""
    parts = [b'"answer":' + answer]
    parts += [f'"{name}":'.encode() + _listed(bodies) for name, bodies in beside.items()]
    return b"{" + b",".join(parts) + b"}"


def list_of(body: bytes) -> tuple[Any, dict[str, list[Any]]]:
    """
    Return the answer of a list, and the rows of each list beside it.

    :raises BadBody: if it is no such page.
    """
    found = _read(body)
    try:
        beside = {
            name: [row for answer in answers for row in answer["data"]]
            for name, answers in found.items()
            if name != "answer"
        }
        return found["answer"], beside
    except (KeyError, TypeError) as error:
        raise BadBody(f"the page is no list of X: {error!r}") from None


def _listed(bodies: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(bodies) + b"]"


def _read(body: bytes) -> Any:
    import orjson

    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadBody(f"the page is no JSON: {error}") from None
