"""Every platform's trouble is told apart, waited out where that helps, and never hides a row."""

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from tests.connectors.suite import Desk, mapped, stranger, table

from adhelm.connectors.contract import (
    AuthFailed,
    ClockSkewed,
    Fetch,
    NotPermitted,
    PlatformError,
    Reader,
    SetStatus,
    Status,
    TokenExpired,
    TokenRevoked,
    Transient,
    VersionRetired,
)
from adhelm.core.ads import Level, Period
from adhelm.core.errors import AdhelmError

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 5)
SENDS_HOME = pytest.mark.parametrize("name", ["campaigns", "campaign_daily"])


def asked(desk: Desk, reader: Reader, name: str = "campaign_daily") -> Fetch:
    return desk.fetch(reader, name, FIRST, LAST, desk.account())


def rows_or_error(reader: Reader, fetch: Fetch) -> list[dict[str, Any]] | AdhelmError:
    try:
        return table(mapped(reader, fetch), "entities")
    except AdhelmError as error:
        return error


class TestTokens:
    def test_that_ran_out_are_renewed_or_told(self, desk: Desk) -> None:
        reader = desk.reader()
        right = mapped(reader, asked(desk, reader))
        desk.spoil("expire")
        if "renew" in desk.trait.cannot:
            with pytest.raises(AuthFailed) as raised:
                mapped(reader, asked(desk, reader))
            assert raised.value.hint
            assert desk.trait.name == "x" or type(raised.value) is TokenExpired
        else:
            assert mapped(reader, asked(desk, reader)) == right
            assert {name for one in desk.kept for name in one} >= {"access_token"}

    def test_that_were_taken_back_are_told_apart(self, desk: Desk) -> None:
        reader = desk.reader()
        desk.spoil("revoke")
        with pytest.raises(AuthFailed) as raised:
            mapped(reader, asked(desk, reader))
        assert raised.value.hint
        assert not raised.value.retry
        assert "revoked" in desk.trait.cannot or type(raised.value) is TokenRevoked

    def test_that_never_were_are_refused(self, desk: Desk) -> None:
        names = [one.name for one in desk.trait.connector.credential if one.name in desk.credential]
        wrong = {name: "wrong" for name in names if "token" in name and "developer" not in name}
        reader = desk.reader(**wrong)
        with pytest.raises(AuthFailed) as raised:
            mapped(reader, asked(desk, reader))
        assert raised.value.hint
        assert not isinstance(raised.value, TokenExpired)

    def test_of_a_wrong_clock_are_told(self, desk: Desk) -> None:
        if desk.trait.name != "x":
            pytest.skip(f"{desk.trait.name}: its tokens carry no time of ours")
        desk.advance(5)
        desk.clock.advance(timedelta(minutes=10))
        reader = desk.reader()
        with pytest.raises(ClockSkewed) as raised:
            mapped(reader, asked(desk, reader))
        assert "clock" in raised.value.hint


class TestStumbles:
    @SENDS_HOME
    @pytest.mark.parametrize("mode", ["429", "500", "drop", "truncated", "html"])
    def test_are_got_over_without_a_trace(self, desk: Desk, name: str, mode: str) -> None:
        reader = desk.reader()
        fetch = asked(desk, reader, name)
        right = mapped(reader, fetch)
        before = len(desk.pauses)
        desk.fault(mode)
        assert mapped(reader, fetch) == right
        assert len(desk.pauses) > before
        assert [one["fault"] for one in desk.calls() if one["fault"]] == [mode]

    def test_at_each_call_of_a_fetch_end_at_the_same_rows(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = asked(desk, reader, "ad_daily")
        mark = len(desk.calls())
        right = mapped(reader, fetch)
        calls = len(desk.calls()) - mark
        assert calls > 0
        for nth in range(1, calls + 1):
            desk.fault(("500", "drop", "truncated", "429")[nth % 4], nth=nth)
            assert mapped(reader, fetch) == right
            desk.http.delete("/_sandbox/faults")

    def test_are_waited_out_as_long_as_the_platform_says(self, desk: Desk) -> None:
        says = {"google_ads": 5.0}
        if desk.trait.name == "x":
            reset = 900 - desk.clock.now().timestamp() % 900
            says["x"] = reset
        if desk.trait.name not in says:
            pytest.skip(f"{desk.trait.name}: it does not say how long")
        reader = desk.reader()
        desk.fault("429", path=desk.trait.reports)
        mapped(reader, asked(desk, reader))
        assert any(abs(wait - says[desk.trait.name]) <= 2 for wait in desk.pauses)

    def test_that_do_not_end_are_told(self, desk: Desk) -> None:
        reader = desk.reader()
        desk.fault("500", times=1000)
        with pytest.raises(Transient) as raised:
            mapped(reader, asked(desk, reader))
        assert raised.value.code.startswith("platform.")
        assert 2 <= len(desk.calls()) <= 10

    def test_leave_other_accounts_alone(self, desk: Desk) -> None:
        reader = desk.reader()
        desk.fault("500", times=1000)
        with pytest.raises(Transient):
            mapped(reader, asked(desk, reader))
        desk.http.delete("/_sandbox/faults")
        other = desk.fetch(reader, "campaign_daily", FIRST, LAST, desk.account(1))
        assert table(mapped(reader, other), "facts")


class TestRefusals:
    @SENDS_HOME
    def test_of_an_account_that_the_token_cannot_see(self, desk: Desk, name: str) -> None:
        # LinkedIn answers with nothing: taken for no spend, it would wipe out what is known.
        reader = desk.reader()
        fetch = desk.fetch(reader, name, FIRST, LAST, stranger(desk.account()))
        with pytest.raises(NotPermitted) as raised:
            mapped(reader, fetch)
        assert raised.value.hint

    def test_of_the_totals_of_such_an_account(self, desk: Desk) -> None:
        period = Period(FIRST, LAST)
        with pytest.raises(NotPermitted):
            desk.reader().totals(stranger(desk.account()), period)

    def test_of_changes_to_such_an_account(self, desk: Desk) -> None:
        writer, account = desk.writer(), stranger(desk.account())
        with pytest.raises(PlatformError) as raised:
            writer.apply(account, SetStatus(Level.campaign, "1", Status.paused))
        assert not raised.value.retry

    @SENDS_HOME
    def test_of_a_version_that_is_gone(self, desk: Desk, name: str) -> None:
        reader = desk.reader()
        desk.fault("retired_version", times=1000)
        with pytest.raises(VersionRetired) as raised:
            mapped(reader, asked(desk, reader, name))
        assert any(sign.isdigit() for sign in raised.value.hint)
        assert not raised.value.retry

    def test_have_a_code_and_are_not_asked_again(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = desk.fetch(reader, "campaigns", FIRST, LAST, stranger(desk.account()))
        for _ in range(6):
            with pytest.raises(PlatformError) as raised:
                mapped(reader, fetch)
        assert raised.value.code == "platform.permission"
        assert desk.pauses == []


class TestHugeFields:
    def test_end_as_rows_or_as_an_error_with_a_code(self, desk: Desk) -> None:
        reader = desk.reader()
        fetch = asked(desk, reader, "campaigns")
        right = table(mapped(reader, fetch), "entities")
        desk.fault("huge_field")
        came = rows_or_error(reader, fetch)
        if isinstance(came, AdhelmError):
            assert (came.code != "", came.hint != "") == (True, True)
        else:
            assert [row["entity_id"] for row in came] == [row["entity_id"] for row in right]
            assert max(len(str(row)) for row in came) > 10_000_000


class TestSecrets:
    def test_are_neither_logged_nor_kept(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        logging.getLogger("httpx").setLevel(logging.DEBUG)
        reader = desk.reader()
        bodies, errors = b"", ""
        for name in ("campaigns", "ads", "campaign_daily", "ad_daily"):
            for page in reader.pages(asked(desk, reader, name)):
                bodies += page.body + (page.cursor or "").encode()
        for mode in ("500", "html", "truncated"):
            desk.fault(mode, times=1000)
            with pytest.raises(PlatformError) as raised:
                list(reader.pages(desk.fetch(reader, "ads", FIRST, LAST, desk.account(1))))
            errors += f"{raised.value} {raised.value.as_dict()}"
            desk.http.delete("/_sandbox/faults")
        assert len(bodies) > 10_000
        assert caplog.text
        for secret in desk.secrets:
            assert secret not in caplog.text
            assert secret not in errors
            assert secret.encode() not in bodies
