"""Which source answers for an account: seen, chosen and taken back by people."""

from __future__ import annotations

from datetime import date

from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.store import authorities
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import Authority


def set_authority(
    warehouse: Warehouse,
    *,
    principal: Principal,
    connector: str,
    account_id: str,
    source_id: str,
    start: date | None = None,
    end: date | None = None,
    reason: str = "",
) -> Authority:
    """
    Let one source ('api', 'files') answer for an account's days, both ends included.

    Without it the API goes before files. The choice made last for a day holds.

    :raises Narrowed: if the principal does not see all accounts.
    """
    principal.require(Scope.admin)
    principal.require_whole("which source answers")
    chosen = Authority(
        connector=connector,
        account_id=account_id,
        source_id=source_id,
        start=start,
        end=end,
        set_by=f"{principal.actor}:{principal.id}",
        set_at=warehouse.clock.now(),
        reason=reason,
    )
    return authorities.keep(warehouse, principal.workspace_id, chosen)


def list_authorities(warehouse: Warehouse, *, principal: Principal) -> list[Authority]:
    """Return the choices of the workspace, oldest first."""
    principal.require(Scope.read)
    found = authorities.listed(warehouse, principal.workspace_id)
    return [one for one in found if principal.sees(one.connector, one.account_id)]


def clear_authority(warehouse: Warehouse, *, principal: Principal, number: int) -> None:
    """
    Take a choice back; what it overruled holds again.

    :raises adhelm.observe.warehouse.store.authorities.UnknownAuthority: if there is none.
    """
    principal.require(Scope.admin)
    principal.require_whole("which source answers")
    authorities.forget(warehouse, principal.workspace_id, number)
