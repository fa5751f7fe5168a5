"""What people and keys may, and that nobody hands out more, on each database …"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.govern.accounts.houses import PASSWORD, House, built

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.service import hashing
from adhelm.govern.accounts.types import TooManySignIns

ONE, TWO = "meta/1", "meta/2"


@pytest.fixture
def house(database: Database, clock: SetClock) -> House:
    return built(database, clock)


def key_of(house: House, principal: Principal, *scopes: Scope, **narrowed: Any) -> str:
    made = accounts.create_key(
        principal=principal, **house.parts, name="k", scopes=scopes, **narrowed
    )
    return made.secret.reveal()


class TestAKey:
    def test_may_be_narrowed(self, house):
        token = key_of(house, house.admin, Scope.read, accounts=[ONE], staff=False)
        principal = house.of(token)
        assert (principal.accounts, principal.staff) == (frozenset({ONE}), False)

    def test_is_as_narrow_as_its_maker_if_nothing_is_said(self, house):
        house.join("ada", Role.admin, accounts=[ONE], staff=False)
        principal = house.of(key_of(house, house.signed_in("ada"), Scope.read))
        assert (principal.accounts, principal.staff) == (frozenset({ONE}), False)

    @pytest.mark.parametrize("wider", [{"accounts": [ONE, TWO]}, {"staff": True}])
    def test_is_never_wider_than_its_maker(self, house, wider):
        house.join("ada", Role.admin, accounts=[ONE], staff=False)
        ada = house.signed_in("ada")
        code = house.refused(
            accounts.create_key, principal=ada, name="k", scopes=[Scope.read], **wider
        )
        assert code == "accounts.scope_too_wide"
        code = house.refused(
            accounts.invite, principal=ada, email="b@x.example", role=Role.viewer, **wider
        )
        assert code == "accounts.scope_too_wide"

    def test_shrinks_with_its_maker_at_once(self, house):
        person_id = house.join("ada", Role.admin)
        token = key_of(house, house.signed_in("ada"), *Scope)
        assert house.of(token).scopes == frozenset(Scope)
        accounts.change_role(
            principal=house.admin, **house.parts, person_id=person_id, role=Role.viewer,
            accounts=[ONE], staff=False,
        )  # fmt: skip
        principal = house.of(token)
        assert principal.scopes == {Scope.read}
        assert (principal.accounts, principal.staff) == (frozenset({ONE}), False)

    @pytest.mark.parametrize("leave", [accounts.deactivate, accounts.remove_member])
    def test_stops_when_its_maker_leaves(self, house, leave):
        person_id = house.join("ada", Role.admin)
        token = key_of(house, house.signed_in("ada"), Scope.read, Scope.admin)
        of_key = key_of(house, house.of(token), Scope.read)
        leave(principal=house.admin, **house.parts, person_id=person_id)
        for one in (token, of_key):
            assert house.refused(accounts.authenticate, token=one) == "auth.bad_token"

    def test_of_the_command_line_belongs_to_nobody(self, house):
        from adhelm.core.principal import local

        assert house.of(key_of(house, local("acme"), Scope.read)).scopes == {Scope.read}

    @pytest.mark.parametrize("account", ["meta", "/1", "meta/", "Meta/1", "meta/1\x00", "m e/1"])
    def test_is_narrowed_to_accounts_that_can_be(self, house, account):
        code = house.refused(
            accounts.create_key, principal=house.admin, name="k", scopes=[Scope.read],
            accounts=[account],
        )  # fmt: skip
        assert code == "accounts.bad_account"

    def test_knows_a_google_account_however_it_is_written(self, house):
        token = key_of(house, house.admin, Scope.read, accounts=["google_ads/123-456-7890"])
        assert house.of(token).accounts == {"google_ads/1234567890"}


class TestChangingARole:
    def test_leaves_what_is_not_said(self, house):
        person_id = house.join("ada", Role.viewer, accounts=[ONE], staff=False)
        made = accounts.change_role(
            principal=house.admin, **house.parts, person_id=person_id, role=Role.analyst
        )
        assert (made.accounts, made.staff) == (frozenset({ONE}), False)
        wide = accounts.change_role(
            principal=house.admin, **house.parts, person_id=person_id, role=Role.analyst,
            accounts=None, staff=True,
        )  # fmt: skip
        assert (wide.accounts, wide.staff) == (None, True)

    def test_widens_nobody_beyond_who_changes_it(self, house):
        person_id = house.join("ada", Role.viewer)
        house.join("bo", Role.admin, accounts=[ONE])
        code = house.refused(
            accounts.change_role, principal=house.signed_in("bo"), person_id=person_id,
            role=Role.analyst,
        )  # fmt: skip
        assert code == "accounts.scope_too_wide"


class TestAnInvitation:
    def test_is_no_way_to_try_passwords(self, house):
        house.join("ada")
        offer = accounts.invite(
            principal=house.admin, **house.parts, email="ada@x.example", role=Role.viewer
        )
        said = {"token": offer.token.reveal(), "password": "wrong-wrong-wrong"}
        told = [house.refused(accounts.accept_invitation, **said) for _ in range(6)]
        assert told == ["auth.bad_token"] * 5 + ["auth.locked_out"]


class TestPrincipalsOf:
    def test_are_those_where_one_is_staff(self, house):
        accounts.create_workspace(principal=house.admin, **house.parts, workspace_id="globex")
        caller = accounts.authenticate(
            **house.parts,
            token=accounts.login(
                **house.parts, name="root", password=house.first.password.reveal()
            ).access.reveal(),
        )
        of = {"database": house.database, "caller": caller}
        assert [one.workspace_id for one in accounts.principals_of(**of, workspace_ids=None)] == [
            "acme", "globex",
        ]  # fmt: skip
        named = accounts.principals_of(**of, workspace_ids=["globex", "acme", "globex"])
        assert [one.workspace_id for one in named] == ["globex", "acme"]
        with pytest.raises(AdhelmError) as refused:
            accounts.principals_of(**of, workspace_ids=["acme", "nowhere"])
        assert refused.value.code == "accounts.no_workspace"

    def test_of_a_key_are_one(self, house):
        caller = accounts.authenticate(**house.parts, token=house.first.key.secret.reveal())
        (only,) = accounts.principals_of(database=house.database, caller=caller, workspace_ids=None)
        assert only == house.admin


class TestHashing:
    def test_is_argon2id_as_rfc_9106_advises_second(self):
        # In a process of its own: in this one hashing is light.
        code = (
            "from adhelm.govern.accounts.logic import passwords;"
            f"kept = passwords.hashed({PASSWORD!r});"
            f"print(kept, passwords.fits({PASSWORD!r}, kept), passwords.fits('another', kept))"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        kept, fits, other = told.stdout.decode().split()
        assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert (fits, other) == ("True", "False")

    def test_turns_away_whom_it_cannot_serve_soon(self):
        kept = hashing.hashed(PASSWORD)

        def one(_: int) -> bool | None:
            try:
                return hashing.fits(PASSWORD, kept)
            except TooManySignIns as busy:
                return None if busy.retry_after_s else False

        with ThreadPoolExecutor(50) as pool:
            told = list(pool.map(one, range(50)))

        assert set(told) <= {True, None}
        assert told.count(True) >= hashing.AT_ONCE
        assert hashing.fits(PASSWORD, kept)
