"""The first person of an installation: one way in, and it closes behind them."""

from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.types import BadToken, Member

OPERATOR = Principal(Actor.person, "local", "default", frozenset(Scope) - {Scope.approve})
PASSWORD = "seven-unlikely-otters"


class TestTheFirstLink:
    def test_makes_an_admin_of_the_operators_workspace(self, database: Database, clock: SetClock):
        member = self.joined(database, clock, self.link(database, clock))

        assert (member.workspace_id, member.role) == ("default", Role.admin)
        found = accounts.list_people(principal=OPERATOR, database=database)
        assert [one.person.username for one in found] == ["ada"]

    def test_is_for_an_installation_without_anybody(self, database: Database, clock: SetClock):
        accounts.bootstrap(database=database, clock=clock, workspace_id="acme")

        told = accounts.first_invitation(principal=OPERATOR, database=database, clock=clock)

        assert told is None

    def test_ends_those_of_other_servers(self, database: Database, clock: SetClock):
        mine, other = self.link(database, clock), self.link(database, clock)
        self.joined(database, clock, mine)

        with pytest.raises(BadToken):
            self.joined(database, clock, other, username="eve")

    def test_ends_when_an_admin_is_made_by_command(self, database: Database, clock: SetClock):
        link = self.link(database, clock)
        accounts.bootstrap(database=database, clock=clock, workspace_id="acme", username="root")

        with pytest.raises(BadToken):
            self.joined(database, clock, link)

    def test_ends_when_somebody_else_who_was_invited_joins(
        self, database: Database, clock: SetClock
    ):
        link = self.link(database, clock)
        other = accounts.invite(
            principal=OPERATOR, database=database, clock=clock,
            email="bob@example.com", role=Role.viewer,
        )  # fmt: skip
        self.joined(database, clock, other.token.reveal(), username="bob")

        with pytest.raises(BadToken):
            self.joined(database, clock, link)

    def link(self, database: Database, clock: SetClock) -> str:
        told = accounts.first_invitation(principal=OPERATOR, database=database, clock=clock)
        assert told is not None
        return told.token.reveal()

    def joined(
        self, database: Database, clock: SetClock, token: str, username: str = "ada"
    ) -> Member:
        return accounts.accept_invitation(
            database=database, clock=clock, token=token, username=username, password=PASSWORD
        )


class TestJoining:
    def test_ends_older_invitations_to_the_same_place(self, database: Database, clock: SetClock):
        accounts.bootstrap(database=database, clock=clock, workspace_id="default")
        older, newer = (
            accounts.invite(
                principal=OPERATOR, database=database, clock=clock,
                email="ada@example.com", role=role,
            ).token.reveal()
            for role in (Role.viewer, Role.analyst)
        )  # fmt: skip
        parts: Any = {"database": database, "clock": clock, "password": PASSWORD}
        accounts.accept_invitation(**parts, token=newer, username="ada")

        with pytest.raises(BadToken):
            accounts.accept_invitation(**parts, token=older)

        people = accounts.list_people(principal=OPERATOR, database=database)
        assert {one.role for one in people} == {Role.admin, Role.analyst}
