"""What becomes of access tokens when they are exchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from tests.connectors.wire.conftest import Line, Said, as_json

from adhelm.connectors.contract import (
    AuthFailed,
    BadBody,
    PlatformError,
    RateLimited,
    TokenRevoked,
    Transient,
)
from adhelm.connectors.wire import Tokens
from adhelm.connectors.wire.tokens import Keep, keep_nothing

if TYPE_CHECKING:
    import httpx

VALUES = {"client_id": "me", "refresh_token": "long-lived", "access_token": "old"}


def tokens(
    line: Line, *, keep: Keep = keep_nothing
) -> tuple[Tokens, Callable[[Mapping[str, str]], httpx.Response]]:
    def refresh(values: Mapping[str, str]) -> httpx.Response:
        return line.http.post(line.platform.url, data={"refresh_token": values["refresh_token"]})

    return Tokens(VALUES, keep=keep), refresh


class TestTokens:
    def test_are_kept_before_they_are_used(self, line: Line) -> None:
        line.platform.says(Said(200, as_json({"access_token": "new", "expires_in": 3599})))
        seen = list[tuple[str, Mapping[str, str]]]()
        made, refresh = tokens(line, keep=lambda new: seen.append((made.access, new)))
        assert made.renew(refresh)
        assert seen == [("old", {"access_token": "new"})]
        assert (made.access, made.value("client_id"), made.value("none")) == ("new", "me", "")

    def test_keep_a_refresh_token_that_was_exchanged_too(self, line: Line) -> None:
        said = {"access_token": "new", "refresh_token": "newer"}
        line.platform.says(Said(200, as_json(said)), Said(200, as_json(said)))
        made, refresh = tokens(line)
        made.renew(refresh)
        made.renew(refresh)
        assert line.platform.asked[-1][3] == b"refresh_token=newer"

    def test_are_found_in_an_envelope(self, line: Line) -> None:
        said = {"code": 0, "message": "OK", "data": {"access_token": "new"}}
        line.platform.says(Said(200, as_json(said)))
        made, refresh = tokens(line)
        assert made.renew(refresh)
        assert made.access == "new"

    def test_cannot_be_renewed_without_a_refresh_token(self, line: Line) -> None:
        made = Tokens({"access_token": "only"})
        assert not made.renew(lambda _: line.http.get(line.platform.url))
        assert line.platform.asked == []

    @pytest.mark.parametrize(
        ("said", "error"),
        [
            (Said(400, as_json({"error": "invalid_grant"})), TokenRevoked),
            (Said(400, as_json({"error": {"message": "Session invalid", "code": 190}})),
             TokenRevoked),
            (Said(401, as_json({"error": "invalid_client"})), AuthFailed),
            (Said(400, as_json({"error": {"message": "secret", "code": 101}})), AuthFailed),
            (Said(502, b"<html>"), Transient),
            (Said(200, b"<html>"), BadBody),
            (Said(200, b"[]"), BadBody),
            (Said(400, as_json({"error": "temporarily_unavailable"})), Transient),
            (Said(400, as_json({"error": {"message": "wait", "code": 2}})), Transient),
            (Said(200, as_json({"code": 40100, "message": "Too many", "data": {}})), Transient),
            (Said(429, b"{}", {"retry-after": "7"}), RateLimited),
            (Said(drop=True), Transient),
        ],
    )  # fmt: skip
    def test_tell_apart_why_they_cannot_be_renewed(
        self, line: Line, said: Said, error: type[PlatformError]
    ) -> None:
        line.platform.says(said)
        made, refresh = tokens(line)
        with pytest.raises(error) as raised:
            made.renew(refresh)
        assert type(raised.value) is error
        assert made.access == "old"
        assert "long-lived" not in f"{raised.value.as_dict()}"
