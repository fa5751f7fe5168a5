"""What a platform answered, and its body as JSON, read once for all who look at it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adhelm.connectors.contract.errors import BadBody
from adhelm.connectors.wire.forms import Form


class _Last(threading.local):
    """The body that a thread read last, and what it said."""

    body: bytes | None = None
    content: Any = None


_last = _Last()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    form: Form | None = None
    """Where in the body rows are that are to be read by column."""

    def json(self) -> Any:
        """
        Return the body as JSON; numbers with a point are floats, so money must be text or integers.

        With a form, the list that it names is a `Sheet`.

        It is read once for who judges it and who goes on with it: nobody changes it.

        :raises BadBody: if it is none, such as a page of HTML or half an answer.
        """
        import orjson

        if _last.body is self.body:
            return _last.content
        try:
            _last.content = _read(self.body, self.form)
        except orjson.JSONDecodeError as error:
            start = self.body[:60].decode("utf-8", "replace")
            raise BadBody(
                f"the answer ({self.status}, {len(self.body)} bytes) is no JSON: {error}",
                hint="the platform may be down for maintenance",
                begins=start,
            ) from None
        _last.body = self.body
        return _last.content


def content(body: bytes, form: Form | None = None) -> Any:
    """Return the JSON of a page: as it was read when it came just now, or else read anew."""
    if _last.body is not body:
        return _read(body, form)
    found = _last.content
    _last.body = _last.content = None
    return found


def _read(body: bytes, form: Form | None) -> Any:
    import orjson

    return orjson.loads(body) if form is None else form.read(body)
