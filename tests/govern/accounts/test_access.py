"""Who gets in, as what, and who does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Forbidden
from adhelm.core.principal import Principal, Scope
from adhelm.govern import accounts, audit
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.types import Bootstrapped, Tokens

PASSWORD = "seven-unlikely-otters"


@dataclass
class House:
    """An installation with a workspace and its admin."""

    database: Database
    clock: SetClock
    first: Bootstrapped

    @property
    def parts(self) -> dict[str, Any]:
        return {"database": self.database, "clock": self.clock}

    @property
    def admin(self) -> Principal:
        caller = accounts.authenticate(**self.parts, token=self.first.key.secret.reveal())
        return accounts.principal_of(
            database=self.database, caller=caller, workspace_id=self.first.workspace.id
        )

    def join(self, name: str, role: Role, **narrowed: Any) -> str:
        invitation = accounts.invite(
            principal=self.admin, **self.parts, email=f"{name}@x.example", role=role, **narrowed
        )
        member = accounts.accept_invitation(
            **self.parts, token=invitation.token.reveal(), username=name, password=PASSWORD
        )
        return member.person.id

    def login(self, name: str, password: str = PASSWORD) -> Tokens:
        return accounts.login(**self.parts, name=name, password=password)

    def principal(self, tokens: Tokens, workspace: str = "acme") -> Principal:
        caller = accounts.authenticate(**self.parts, token=tokens.access.reveal())
        return accounts.principal_of(database=self.database, caller=caller, workspace_id=workspace)

    def refused(self, call: Any, **arguments: Any) -> str:
        with pytest.raises(AdhelmError) as refused:
            call(**{**self.parts, **arguments})
        return refused.value.code


@pytest.fixture
def house(sqlite_database: Database, clock: SetClock) -> House:
    first = accounts.bootstrap(
        database=sqlite_database, clock=clock, workspace_id="acme", email="root@x.example",
        username="root",
    )  # fmt: skip
    return House(sqlite_database, clock, first)


class TestBootstrap:
    def test_gives_an_admin_who_can_sign_in_and_a_key(self, house):
        tokens = house.login("root", house.first.password.reveal())

        assert house.principal(tokens).scopes == frozenset(Scope)
        assert house.admin.scopes == frozenset(Scope)

    def test_works_once(self, house):
        assert house.refused(accounts.bootstrap) == "accounts.already_set_up"

    def test_hides_what_is_secret(self, house):
        assert house.first.password.reveal() not in repr(house.first)
        assert house.first.key.secret.reveal() not in repr(house.first)


class TestLogin:
    def test_takes_address_or_user_name_in_any_size_of_letters(self, house):
        house.join("ada", Role.viewer)

        assert house.login("ADA").person == house.login("Ada@X.example").person

    def test_says_the_same_of_a_wrong_name_and_a_wrong_password(self, house):
        house.join("ada", Role.viewer)

        codes = {
            house.refused(accounts.login, name="ada", password="wrong-wrong-wrong"),
            house.refused(accounts.login, name="nobody", password=PASSWORD),
        }
        assert codes == {"auth.wrong_credentials"}

    def test_locks_the_door_for_longer_with_each_wrong_password(self, house):
        house.join("ada", Role.viewer)
        for _ in range(5):
            assert house.refused(accounts.login, name="ada", password="no") == (
                "auth.wrong_credentials"
            )

        assert house.refused(accounts.login, name="ada", password=PASSWORD) == "auth.locked_out"
        house.clock.advance(timedelta(seconds=2))
        assert house.refused(accounts.login, name="ada", password="no") == "auth.wrong_credentials"
        house.clock.advance(timedelta(seconds=3))
        assert house.refused(accounts.login, name="ada", password=PASSWORD) == "auth.locked_out"
        house.clock.advance(timedelta(seconds=1))
        assert house.login("ada").person.username == "ada"

    def test_tells_the_audit_of_each_wrong_password_that_was_looked_at(self, house):
        house.join("ada", Role.viewer)
        told = [house.refused(accounts.login, name="ada", password="no-no-no") for _ in range(8)]
        house.refused(accounts.login, name="nobody", password="no-no-no")

        entries = audit.list_entries(principal=house.admin, database=house.database)
        refused = [one for one in entries if one.outcome is audit.Outcome.refused]
        assert told.count("auth.locked_out") == 3
        assert [(one.action, one.reason) for one in reversed(refused)] == [
            ("accounts.prove_identity", f"wrong password or code, {count} in a row")
            for count in range(1, 6)
        ]
        assert "no-no-no" not in "".join(
            audit.export(principal=house.admin, database=house.database)
        )

    def test_forgets_failures_after_a_success(self, house):
        house.join("ada", Role.viewer)
        for _ in range(3):
            for _ in range(4):
                house.refused(accounts.login, name="ada", password="no")
            assert house.login("ada")


class TestTokens:
    def test_open_the_door_for_fifteen_minutes(self, house):
        house.join("ada", Role.analyst)
        tokens = house.login("ada")
        house.clock.advance(timedelta(minutes=14, seconds=59))
        assert house.principal(tokens).scopes == Role.analyst.scopes

        house.clock.advance(timedelta(seconds=1))
        code = house.refused(accounts.authenticate, token=tokens.access.reveal())
        assert code == "auth.token_expired"

    def test_are_exchanged_once_and_the_old_ones_end(self, house):
        house.join("ada", Role.viewer)
        first = house.login("ada")
        second = accounts.refresh(**house.parts, token=first.refresh.reveal())

        assert house.principal(second)
        assert house.refused(accounts.authenticate, token=first.access.reveal()) == "auth.bad_token"

    def test_end_the_whole_sign_in_when_one_comes_twice(self, house):
        house.join("ada", Role.viewer)
        first = house.login("ada")
        second = accounts.refresh(**house.parts, token=first.refresh.reveal())

        code = house.refused(accounts.refresh, token=first.refresh.reveal())
        assert code == "auth.token_reused"
        for token in (second.refresh, first.refresh):
            assert house.refused(accounts.refresh, token=token.reveal()) == "auth.bad_token"
        dead = house.refused(accounts.authenticate, token=second.access.reveal())
        assert dead == "auth.bad_token"

    def test_leave_other_sign_ins_alone(self, house):
        house.join("ada", Role.viewer)
        phone, laptop = house.login("ada"), house.login("ada")
        caller = accounts.authenticate(**house.parts, token=phone.access.reveal())
        accounts.logout(**house.parts, caller=caller)

        assert house.refused(accounts.authenticate, token=phone.access.reveal()) == "auth.bad_token"
        assert house.refused(accounts.refresh, token=phone.refresh.reveal()) == "auth.bad_token"
        assert house.principal(laptop)

    @pytest.mark.parametrize("token", ["", "x", "adh_key_x", "adh_access_x", "\x00", "é" * 5000])
    def test_made_up_open_nothing(self, house, token):
        assert house.refused(accounts.authenticate, token=token) == "auth.bad_token"


class TestPrincipalOf:
    def test_hides_other_workspaces(self, house):
        accounts.create_workspace(principal=house.admin, **house.parts, workspace_id="globex")
        house.join("ada", Role.admin)
        tokens = house.login("ada")

        told = []
        for workspace in ("globex", "nowhere"):
            with pytest.raises(AdhelmError) as refused:
                house.principal(tokens, workspace)
            told.append((refused.value.code, refused.value.message.replace(workspace, "?")))
        assert told == [("accounts.no_workspace", "there is no workspace '?'")] * 2

    @pytest.mark.parametrize("role", list(Role))
    def test_gives_each_role_its_scopes(self, house, role):
        house.join("ada", role, accounts=["meta/1"], staff=False)

        principal = house.principal(house.login("ada"))

        assert principal.scopes == role.scopes
        assert (principal.accounts, principal.staff) == (frozenset({"meta/1"}), False)


class TestKeys:
    def test_act_in_their_workspace_alone_within_their_scopes(self, house):
        accounts.create_workspace(principal=house.admin, **house.parts, workspace_id="globex")
        made = accounts.create_key(
            principal=house.admin, **house.parts, name="bi", scopes=[Scope.read]
        )
        caller = accounts.authenticate(**house.parts, token=made.secret.reveal())

        inside = accounts.principal_of(database=house.database, caller=caller, workspace_id="acme")
        assert inside.scopes == {Scope.read}
        code = house.refused(
            lambda **_: accounts.principal_of(
                database=house.database, caller=caller, workspace_id="globex"
            )
        )
        assert code == "accounts.no_workspace"

    def test_run_out_and_are_taken_back(self, house):
        soon = house.clock.now() + timedelta(days=1)
        short = accounts.create_key(
            principal=house.admin, **house.parts, name="a", scopes=[Scope.read], expires_at=soon
        )
        gone = accounts.create_key(
            principal=house.admin, **house.parts, name="b", scopes=[Scope.read]
        )
        accounts.revoke_key(principal=house.admin, **house.parts, key_id=gone.key.id)
        house.clock.advance(timedelta(days=1))

        codes = [
            house.refused(accounts.authenticate, token=one.secret.reveal()) for one in (short, gone)
        ]
        assert codes == ["auth.token_expired", "auth.bad_token"]

    def test_hand_out_no_more_than_their_maker_has(self, house):
        narrow = accounts.create_key(
            principal=house.admin, **house.parts, name="n", scopes=[Scope.read, Scope.admin]
        )
        caller = accounts.authenticate(**house.parts, token=narrow.secret.reveal())
        principal = accounts.principal_of(
            database=house.database, caller=caller, workspace_id="acme"
        )

        code = house.refused(
            accounts.create_key, principal=principal, name="wide", scopes=[Scope.approve]
        )
        assert code == "accounts.scope_too_wide"
        code = house.refused(
            accounts.invite, principal=principal, email="a@x.example", role=Role.admin
        )
        assert code == "accounts.scope_too_wide"

    def test_show_when_they_were_used(self, house):
        house.admin  # noqa: B018 - it uses the bootstrap key
        listed = accounts.list_keys(principal=house.admin, database=house.database)

        assert listed[0].last_used_at == house.clock.now()


class TestPeople:
    def test_who_are_deactivated_are_out_at_once(self, house):
        person_id = house.join("ada", Role.viewer)
        tokens = house.login("ada")
        accounts.deactivate(principal=house.admin, **house.parts, person_id=person_id)

        assert (
            house.refused(accounts.authenticate, token=tokens.access.reveal()) == "auth.bad_token"
        )
        code = house.refused(accounts.login, name="ada", password=PASSWORD)
        assert code == "auth.wrong_credentials"

    def test_leave_one_admin_behind(self, house):
        root = house.first.person.id
        for call in (accounts.remove_member, accounts.deactivate):
            code = house.refused(call, principal=house.admin, person_id=root)
            assert code == "accounts.last_admin"
        code = house.refused(
            accounts.change_role, principal=house.admin, person_id=root, role=Role.viewer
        )
        assert code == "accounts.last_admin"

    def test_are_administered_by_admins_alone(self, house):
        house.join("ada", Role.approver)
        principal = house.principal(house.login("ada"))

        for call, more in (
            (accounts.invite, {"email": "b@x.example", "role": Role.viewer}),
            (accounts.deactivate, {"person_id": house.first.person.id}),
            (accounts.create_key, {"name": "k", "scopes": [Scope.read]}),
        ):
            with pytest.raises(Forbidden):
                call(principal=principal, **house.parts, **more)

    def test_join_a_second_workspace_with_the_password_they_have(self, house):
        person_id = house.join("ada", Role.viewer)
        accounts.create_workspace(principal=house.admin, **house.parts, workspace_id="globex")
        there = Principal(house.admin.actor, house.admin.id, "globex", frozenset(Scope))
        invitation = accounts.invite(
            principal=there, **house.parts, email="ada@x.example", role=Role.operator
        )
        token = invitation.token.reveal()

        assert house.refused(accounts.accept_invitation, token=token, password="x" * 12) == (
            "auth.bad_token"
        )
        joined = accounts.accept_invitation(**house.parts, token=token, password=PASSWORD)
        assert joined.person.id == person_id
        assert house.refused(accounts.accept_invitation, token=token, password=PASSWORD) == (
            "auth.bad_token"
        )

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"email": "ada"}, "accounts.bad_name"),
            ({"email": "ada@localhost"}, "accounts.bad_name"),
            ({"username": "a b"}, "accounts.bad_name"),
            ({"username": ""}, "accounts.bad_name"),
            ({"company": "x" * 201}, "accounts.bad_name"),
            ({"company": "a\x00b"}, "accounts.bad_name"),
            ({"password": "short"}, "accounts.weak_password"),
            ({"password": "aaaaaaaaaaaa"}, "accounts.weak_password"),
            ({"password": "ada-lovelace-1815"}, "accounts.weak_password"),
            ({"email": "root@x.example"}, "accounts.name_taken"),
            ({"username": "ROOT"}, "accounts.name_taken"),
        ],
    )
    def test_cannot_be_called_anything(self, house, said, code):
        good = {"email": "ada@x.example", "username": "ada", "password": PASSWORD}

        assert house.refused(accounts.register, **{**good, **said}) == code

    def test_leave_a_trace_of_every_change(self, house):
        person_id = house.join("ada", Role.viewer)
        accounts.change_role(
            principal=house.admin, **house.parts, person_id=person_id, role=Role.analyst
        )
        lines = list(audit.export(principal=house.admin, database=house.database))

        assert audit.verify(lines).entries == len(lines)
        entries = audit.list_entries(principal=house.admin, database=house.database)
        assert [entry.action.partition(".")[2] for entry in reversed(entries)] == [
            "bootstrap", "create_key", "invite", "join", "change_role",
        ]  # fmt: skip
        assert PASSWORD not in "".join(lines)


def test_works_on_each_engine(database, clock):
    house = House(database, clock, accounts.bootstrap(database=database, clock=clock,
                                                     workspace_id="acme"))  # fmt: skip
    house.join("ada", Role.viewer)
    first = house.login("ada")
    accounts.refresh(**house.parts, token=first.refresh.reveal())

    assert house.refused(accounts.refresh, token=first.refresh.reveal()) == "auth.token_reused"
    assert len(accounts.list_people(principal=house.admin, database=database)) == 2
