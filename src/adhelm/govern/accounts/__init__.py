"""People, workspaces, roles, sign-in and API keys: who is asking, and what they may do.

`authenticate` turns a token or key into a `Caller`, `principal_of` a caller and a workspace into
the `Principal` that every service asks for. Nothing else decides who may see a workspace.
"""

from adhelm.govern.accounts.service.beginning import bootstrap, first_invitation
from adhelm.govern.accounts.service.browsing import open_browser, still_browsing
from adhelm.govern.accounts.service.factors import confirm as confirm_factor
from adhelm.govern.accounts.service.factors import enrol as enrol_factor
from adhelm.govern.accounts.service.factors import has_factor
from adhelm.govern.accounts.service.factors import reset as reset_factor
from adhelm.govern.accounts.service.factors import take_away as remove_factor
from adhelm.govern.accounts.service.keys import create_key, list_keys, revoke_key
from adhelm.govern.accounts.service.people import (
    accept_invitation,
    change_role,
    deactivate,
    invite,
    list_people,
    person,
    register,
    remove_member,
)
from adhelm.govern.accounts.service.providing import Provider, arrive, depart
from adhelm.govern.accounts.service.providing import finish as finish_arrival
from adhelm.govern.accounts.service.proving import prove_again
from adhelm.govern.accounts.service.sessions import (
    authenticate,
    login,
    logout,
    principal_of,
    principals_of,
    refresh,
)
from adhelm.govern.accounts.service.workspaces import (
    create_workspace,
    list_workspaces,
    person_of,
    principals_across,
    workspaces_of,
)
from adhelm.govern.accounts.types import Caller, Role

__all__ = [
    "Caller",
    "Provider",
    "Role",
    "accept_invitation",
    "arrive",
    "authenticate",
    "bootstrap",
    "change_role",
    "confirm_factor",
    "create_key",
    "create_workspace",
    "deactivate",
    "depart",
    "enrol_factor",
    "finish_arrival",
    "first_invitation",
    "has_factor",
    "invite",
    "list_keys",
    "list_people",
    "list_workspaces",
    "login",
    "logout",
    "open_browser",
    "person",
    "person_of",
    "principal_of",
    "principals_across",
    "principals_of",
    "prove_again",
    "refresh",
    "register",
    "remove_factor",
    "remove_member",
    "reset_factor",
    "revoke_key",
    "still_browsing",
    "workspaces_of",
]
