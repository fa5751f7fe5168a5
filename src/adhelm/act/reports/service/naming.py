"""What accounts are called, as far as a reader may know of them."""

from __future__ import annotations

from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import ingest


def account_names(*, principal: Principal, database: Database) -> dict[str, str]:
    """Return the names of the accounts that a workspace reaches, by id."""
    reached = ingest.reached_accounts(principal=principal, database=database)
    named = {one.account.account.id: one.account.account.name.strip() for one in reached}
    return {id_: name for id_, name in named.items() if name and name != id_}
