"""Calls that hand a message over: what came of them, in words that say whether to try again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import Doubtful, Rejected, Throttled
from adhelm.core.errors import Unavailable
from adhelm.core.http import MASK, NotReached

if TYPE_CHECKING:
    import httpx

_HOPS = 3
_MOST_WAIT_S = 6 * 3600.0
_SERVER = 500
_BUSY = frozenset({408, 425, 429})
_SHOWN = 200


def post(made: Post, url: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """
    Send a body by POST; a redirect is followed where it stays a POST, and each hop is checked.

    :raises Throttled: if it may succeed later.
    :raises Doubtful: if no answer came to what was sent.
    :raises Rejected: if it is refused.
    """
    with made.http() as client:
        for _ in range(_HOPS):
            answer = _sent(client, url, content, headers)
            if answer.status_code not in {307, 308} or "location" not in answer.headers:
                return _judged(answer, made)
            url = str(answer.request.url.join(answer.headers["location"]))
    raise Rejected("the address redirects in circles")


def masked(text: str, secrets: Mapping[str, str]) -> str:
    """Return text without what is secret of a channel."""
    for value in sorted(secrets.values(), key=len, reverse=True):
        if len(value) > 3:  # noqa: PLR2004 - nothing that short is a secret
            text = text.replace(value, MASK)
    return text[: _SHOWN * 2]


def _sent(
    client: httpx.Client, url: str, content: bytes, headers: Mapping[str, str]
) -> httpx.Response:
    try:
        return client.post(url, content=content, headers=dict(headers), follow_redirects=False)
    except NotReached:
        # Not the error's own words: the address may be a secret.
        raise Throttled("the address cannot be reached") from None
    except Unavailable as error:
        raise Doubtful(f"no answer came ({error.code})") from None


def _judged(answer: httpx.Response, made: Post) -> httpx.Response:
    status = answer.status_code
    if answer.is_success:
        return answer
    told = " ".join(answer.text[:_SHOWN].split()) or answer.reason_phrase
    if status in _BUSY or status >= _SERVER:
        raise Throttled(f"{status} {told}", retry_after_s=_wait(answer, made))
    raise Rejected(f"{status} {told}")


def _wait(answer: httpx.Response, made: Post) -> float | None:
    told = answer.headers.get("retry-after", "").strip()
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        try:
            at = parsedate_to_datetime(told)
        except ValueError:
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _now(made)).total_seconds()
    return min(max(seconds, 0.0), _MOST_WAIT_S) if seconds == seconds else None  # noqa: PLR0124 - NaN


def _now(made: Post) -> datetime:
    return made.clock.now()
