"""A browser's session, on each database …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.govern.accounts.houses import PASSWORD, House, built

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.govern import accounts

QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


@pytest.fixture
def house(database: Database, clock: SetClock) -> House:
    made = built(database, clock)
    made.join("ada")
    return made


def opened(house: House) -> str:
    session = accounts.open_browser(**house.parts, keyring=None, name="ada", password=PASSWORD)
    return session.token.reveal()


def asked(house: House, token: str) -> str | None:
    """Ask for something; return the new token if there is one."""
    caller = accounts.authenticate(**house.parts, token=token)
    return caller.rolled.token.reveal() if caller.rolled else None


class TestRolling:
    def test_keeps_a_token_that_is_young(self, house):
        token = opened(house)
        house.clock.advance(QUARTER - MINUTE)
        assert asked(house, token) is None

    def test_gives_a_new_one_after_a_quarter_of_an_hour(self, house):
        first = opened(house)
        house.clock.advance(QUARTER)
        second = asked(house, first)
        assert second is not None
        assert second != first
        assert asked(house, second) is None

    def test_answers_what_was_asked_with_the_old_one_meanwhile(self, house):
        first = opened(house)
        house.clock.advance(QUARTER)
        second = asked(house, first)
        assert asked(house, first) is None
        assert second is not None
        assert asked(house, second) is None
        house.clock.advance(MINUTE / 2)
        assert asked(house, first) is None
        assert asked(house, second) is None

    def test_ends_the_session_when_the_old_one_comes_later(self, house):
        first = opened(house)
        house.clock.advance(QUARTER)
        second = asked(house, first)
        assert second is not None
        assert asked(house, second) is None
        house.clock.advance(MINUTE)
        assert house.refused(accounts.authenticate, token=first) == "auth.token_reused"
        assert house.refused(accounts.authenticate, token=second) == "auth.bad_token"

    def test_survives_an_answer_that_was_lost(self, house):
        first = opened(house)
        house.clock.advance(QUARTER)
        lost = asked(house, first)
        house.clock.advance(MINUTE)
        third = asked(house, first)
        assert third not in {None, lost}
        assert asked(house, str(third)) is None
        assert house.refused(accounts.authenticate, token=lost) == "auth.bad_token"

    def test_goes_on_for_thirty_days_and_no_longer(self, house):
        token = opened(house)
        for _ in range(59):
            house.clock.advance(timedelta(hours=11, minutes=59))
            token = asked(house, token) or token
        house.clock.advance(timedelta(hours=11, minutes=59))
        token = asked(house, token) or token
        house.clock.advance(timedelta(hours=2))
        assert house.refused(accounts.authenticate, token=token) == "auth.token_expired"


class TestASession:
    def test_ends_after_twelve_hours_without_a_request(self, house):
        token = opened(house)
        house.clock.advance(timedelta(hours=12))
        assert house.refused(accounts.authenticate, token=token) == "auth.token_expired"

    def test_ends_at_once_at_log_out(self, house):
        token = opened(house)
        caller = accounts.authenticate(**house.parts, token=token)
        accounts.logout(**house.parts, caller=caller)
        assert house.refused(accounts.authenticate, token=token) == "auth.bad_token"

    def test_ends_at_once_when_the_person_is_deactivated(self, house):
        token = opened(house)
        person_id = accounts.authenticate(**house.parts, token=token).person_id
        accounts.deactivate(principal=house.admin, **house.parts, person_id=person_id)
        assert house.refused(accounts.authenticate, token=token) == "auth.bad_token"

    def test_is_of_no_use_as_another_kind_of_token(self, house):
        token = opened(house)
        assert house.refused(accounts.refresh, token=token) == "auth.bad_token"
        swapped = token.replace("adh_browser_", "adh_access_")
        assert house.refused(accounts.authenticate, token=swapped) == "auth.bad_token"
