"""What form of an answer a client of GraphQL reads: GraphQL over HTTP, by its `Accept` header."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

from adhelm.core.errors import Invalid

GRAPHQL = "application/graphql-response+json"
"""Its status says whether the query was run at all."""
JSON = "application/json"
_READS = {GRAPHQL: GRAPHQL, JSON: JSON, "application/*": JSON, "*/*": JSON}


class NotAcceptable(Invalid):
    """The client reads none of the forms that there are."""

    code = "graphql.not_acceptable"
    http_status: ClassVar[int] = 406


def media_type(accept: str | None) -> str:
    """
    Return what to answer with; who does not say reads the newer form.

    :raises NotAcceptable: if the client reads neither.
    """
    if not (accept or "").strip():
        return GRAPHQL
    # The first of those that it would like best; who would take anything is given plain JSON.
    ranked = sorted(_ranked(accept or ""), key=lambda one: -one[0])
    for weight, name in ranked:
        if weight > 0 and name in _READS:
            return _READS[name]
    raise NotAcceptable("GraphQL is answered in JSON", hint=f"Accept: {GRAPHQL}, {JSON}")


def _ranked(accept: str) -> Iterator[tuple[float, str]]:
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                with suppress(ValueError):
                    weight = float(parameter[2:])
        yield weight, name
