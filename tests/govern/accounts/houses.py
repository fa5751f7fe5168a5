"""An installation with a workspace and its admin, on whichever database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.types import Bootstrapped

PASSWORD = "seven-unlikely-otters"


@dataclass
class House:
    """An installation, its clock, and what its first admin was told."""

    database: Database
    clock: SetClock
    first: Bootstrapped

    @property
    def parts(self) -> dict[str, Any]:
        return {"database": self.database, "clock": self.clock}

    @property
    def admin(self) -> Principal:
        return self.of(self.first.key.secret.reveal())

    def join(self, name: str, role: Role = Role.viewer, **narrowed: Any) -> str:
        invitation = accounts.invite(
            principal=self.admin, **self.parts, email=f"{name}@x.example", role=role, **narrowed
        )
        member = accounts.accept_invitation(
            **self.parts, token=invitation.token.reveal(), username=name, password=PASSWORD
        )
        return member.person.id

    def of(self, token: str, workspace: str = "acme") -> Principal:
        caller = accounts.authenticate(**self.parts, token=token)
        return accounts.principal_of(database=self.database, caller=caller, workspace_id=workspace)

    def signed_in(self, name: str) -> Principal:
        tokens = accounts.login(**self.parts, name=name, password=PASSWORD)
        return self.of(tokens.access.reveal())

    def refused(self, call: Any, **arguments: Any) -> str:
        with pytest.raises(AdhelmError) as refused:
            call(**{**self.parts, **arguments})
        return refused.value.code


def built(database: Database, clock: SetClock) -> House:
    first = accounts.bootstrap(database=database, clock=clock, workspace_id="acme", username="root")
    return House(database, clock, first)
