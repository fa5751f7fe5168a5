"""A second factor, on each database …"""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.govern.accounts.houses import PASSWORD, House, built

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring, rotate
from adhelm.govern import accounts, audit
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.logic import codes
from adhelm.govern.accounts.types import Person

STEP = timedelta(seconds=30)


def rfc6238(secret: str, at: float) -> str:
    """What an app shows: written down here once more, from the RFC."""
    message = (int(at) // 30).to_bytes(8, "big")
    mark = hmac.digest(base64.b32decode(secret), message, "sha1")
    start = mark[-1] & 15
    number = int.from_bytes(mark[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


class App:
    """A person with an authenticator app."""

    def __init__(self, house: House, keyring: Keyring, name: str) -> None:
        self.house, self.keyring, self.name = house, keyring, name
        self.person: Person = accounts.login(**house.parts, name=name, password=PASSWORD).person
        self.secret = ""
        self.recovery: list[str] = []

    def enrol(self) -> None:
        made = accounts.enrol_factor(**self.house.parts, keyring=self.keyring, person=self.person)
        self.secret = made.secret.reveal()
        query = parse_qs(urlparse(made.uri.reveal()).query)
        assert query["secret"] == [self.secret]

    def confirm(self) -> None:
        told = accounts.confirm_factor(
            **self.house.parts, keyring=self.keyring, person=self.person, code=self.shown()
        )
        self.recovery = [one.reveal() for one in told]
        self.house.clock.advance(STEP)

    def shown(self, later: timedelta = timedelta(0)) -> str:
        return rfc6238(self.secret, (self.house.clock.now() + later).timestamp())

    def login(self, **said: Any) -> str:
        tokens = accounts.login(**self._said(said))
        return tokens.person.username

    def refused(self, **said: Any) -> str:
        return self.house.refused(accounts.login, **self._said(said))

    def _said(self, said: dict[str, Any]) -> dict[str, Any]:
        known = {"name": self.name, "password": PASSWORD, "keyring": self.keyring}
        return {**self.house.parts, **known, **said}


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.from_file(tmp_path / "secret.key")


@pytest.fixture
def ada(database: Database, clock: SetClock, keyring: Keyring) -> App:
    house = built(database, clock)
    house.join("ada")
    app = App(house, keyring, "ada")
    app.enrol()
    return app


class TestEnrolling:
    def test_asks_for_no_code_before_it_was_confirmed(self, ada):
        assert ada.login() == "ada"
        assert not accounts.has_factor(database=ada.house.database, person=ada.person)

    def test_wants_the_code_that_the_app_shows(self, ada):
        code = ada.house.refused(
            accounts.confirm_factor, keyring=ada.keyring, person=ada.person, code="000000"
        )
        assert code == "auth.wrong_code"
        ada.confirm()
        assert ada.refused() == "auth.second_factor"

    def test_may_be_begun_anew_but_not_beside_one_that_holds(self, ada):
        before = ada.secret
        ada.enrol()
        assert ada.secret != before
        ada.confirm()
        again = ada.house.refused(accounts.enrol_factor, keyring=ada.keyring, person=ada.person)
        assert again == "accounts.factor_there"

    def test_keeps_the_secret_sealed_and_the_codes_hashed(self, ada):
        ada.confirm()
        with ada.house.database.reading() as connection:
            kept = "".join(
                repr(row)
                for table in ("core_secret", "accounts_second_factor", "accounts_recovery")
                for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
            )
        for secret in (ada.secret, *ada.recovery, *(one.replace("-", "") for one in ada.recovery)):
            assert secret not in kept
        assert ada.secret not in repr(
            accounts.enrol_factor(**ada.house.parts, keyring=ada.keyring, person=_other(ada.house))
        )

    def test_is_in_the_audit_without_secrets(self, ada):
        ada.confirm()
        lines = list(audit.export(principal=ada.house.admin, database=ada.house.database))
        assert any("confirm_second_factor" in line for line in lines)
        assert not any(ada.secret in line or ada.recovery[0] in line for line in lines)


class TestSigningIn:
    def test_takes_a_code_once(self, ada):
        ada.confirm()
        code = ada.shown()
        assert ada.login(code=code) == "ada"
        assert ada.refused(code=code) == "auth.wrong_code"
        ada.house.clock.advance(STEP)
        assert ada.refused(code=code) == "auth.wrong_code"
        assert ada.login(code=ada.shown()) == "ada"

    def test_takes_no_earlier_code_after_a_later_one(self, ada):
        ada.confirm()
        earlier = ada.shown()
        assert ada.login(code=ada.shown(later=STEP)) == "ada"
        assert ada.refused(code=earlier) == "auth.wrong_code"

    @pytest.mark.parametrize("steps", [-3, -2, 2, 3])
    def test_takes_no_code_of_another_time(self, ada, steps):
        ada.confirm()
        assert ada.refused(code=ada.shown(later=steps * STEP)) == "auth.wrong_code"

    def test_says_nothing_of_it_to_who_has_no_password(self, ada):
        ada.confirm()
        assert ada.refused(password="wrong-wrong", code=ada.shown()) == "auth.wrong_credentials"

    def test_locks_after_wrong_codes_too(self, ada):
        ada.confirm()
        told = [ada.refused(code="000000") for _ in range(6)]
        assert told == ["auth.wrong_code"] * 5 + ["auth.locked_out"]

    def test_holds_for_browsers(self, ada):
        ada.confirm()
        said = {"name": "ada", "password": PASSWORD, "keyring": ada.keyring}
        assert ada.house.refused(accounts.open_browser, **said) == "auth.second_factor"
        session = accounts.open_browser(**ada.house.parts, **said, code=ada.shown())
        assert session.person == ada.person

    def test_stays_shut_where_the_secret_cannot_be_opened(self, ada):
        ada.confirm()
        assert ada.refused(code=ada.shown(), keyring=None) == "secrets.key_missing"

    def test_goes_on_after_the_keys_were_rotated(self, ada):
        ada.confirm()
        rotate(ada.house.database, ada.keyring)
        assert ada.login(code=ada.shown()) == "ada"


class TestCodesOfNeed:
    def test_work_once_however_they_are_written(self, ada):
        ada.confirm()
        assert len(set(ada.recovery)) == 10
        assert ada.login(code=ada.recovery[0]) == "ada"
        assert ada.refused(code=ada.recovery[0]) == "auth.wrong_code"
        assert ada.login(code=ada.recovery[1].upper().replace("-", " ")) == "ada"

    def test_are_of_one_person(self, ada):
        ada.confirm()
        ada.house.join("bo")
        bo = App(ada.house, ada.keyring, "bo")
        bo.enrol()
        bo.confirm()
        assert bo.refused(code=ada.recovery[0]) == "auth.wrong_code"


class TestTakingAway:
    def test_lets_one_in_by_password_alone(self, ada):
        ada.confirm()
        accounts.remove_factor(**ada.house.parts, person=ada.person)
        assert ada.login() == "ada"
        again = ada.house.refused(accounts.remove_factor, person=ada.person)
        assert again == "accounts.no_factor"

    def test_may_be_done_by_an_admin_of_all_their_workspaces(self, ada):
        ada.confirm()
        accounts.reset_factor(principal=ada.house.admin, **ada.house.parts, person_id=ada.person.id)
        assert ada.login() == "ada"

    def test_may_not_be_done_by_an_admin_of_some_of_them(self, ada):
        ada.confirm()
        house = ada.house
        house.join("cy", Role.admin)
        accounts.create_workspace(principal=house.admin, **house.parts, workspace_id="globex")
        root = accounts.authenticate(**house.parts, token=house.first.key.secret.reveal())
        assert root.key is not None
        there = type(house.admin)(
            house.admin.actor, house.first.person.id, "globex", house.admin.scopes
        )
        offer = accounts.invite(
            principal=there, **house.parts, email="ada@x.example", role=Role.viewer
        )
        accounts.accept_invitation(**house.parts, token=offer.token.reveal(), password=PASSWORD)
        cy = house.signed_in("cy")
        for call in (accounts.reset_factor, accounts.deactivate):
            code = house.refused(call, principal=cy, person_id=ada.person.id)
            assert code == "accounts.also_elsewhere"
        accounts.reset_factor(principal=house.admin, **house.parts, person_id=ada.person.id)


class TestCodes:
    @given(at=st.integers(0, 2**40))
    def test_are_those_of_the_rfc(self, at):
        secret = base64.b32encode(b"12345678901234567890").decode()
        assert codes.step_of(secret, rfc6238(secret, at), at=at) in {
            at // 30 - 1, at // 30, at // 30 + 1,
        }  # fmt: skip

    @given(code=st.text(max_size=12))
    def test_that_are_none_are_refused(self, code):
        secret = base64.b32encode(b"12345678901234567890").decode()
        near = {rfc6238(secret, at) for at in (0, 59, 89)}
        assert (codes.step_of(secret, code, at=59) is not None) == (code.replace(" ", "") in near)

    def test_of_the_appendix_fit(self):
        secret = base64.b32encode(b"12345678901234567890").decode()
        assert codes.step_of(secret, "287082", at=59) == 1
        assert codes.step_of(secret, "081804", at=1111111109) == 37037036


def _other(house: House) -> Person:
    house.join("zed")
    return accounts.login(**house.parts, name="zed", password=PASSWORD).person
