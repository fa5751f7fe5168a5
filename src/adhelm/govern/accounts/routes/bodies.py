"""What is sent to the routes of people and sign-in, and what they answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from adhelm.core.principal import Scope
from adhelm.core.web import Body
from adhelm.govern.accounts.types import Role

_NAME = Annotated[str, Field(min_length=1, max_length=254)]
_PASSWORD = Annotated[str, Field(min_length=1, max_length=200)]
_ACCOUNT = Annotated[str, Field(max_length=300, examples=["google_ads/123"])]


class Register(Body):
    """A new person."""

    email: _NAME = Field(examples=["ada@example.com"])
    username: Annotated[str, Field(min_length=1, max_length=50)] = Field(examples=["ada"])
    password: _PASSWORD = Field(examples=["seven-unlikely-otters"])
    company: Annotated[str, Field(max_length=200)] = ""


class Login(Body):
    """Name (or e-mail address) and password; the code of the second factor, where there is one."""

    name: _NAME = Field(examples=["ada"])
    password: _PASSWORD = Field(examples=["seven-unlikely-otters"])
    code: Annotated[str, Field(max_length=50)] = Field(
        default="", description="Six digits, or a code of need.", examples=["123456"]
    )


class Refresh(Body):
    """A refresh token; it works once."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        examples=["adh_refresh_…"]
    )


class Accept(Body):
    """An invitation's token; name and password for who is new."""

    token: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        examples=["adh_invitation_…"]
    )
    username: Annotated[str, Field(max_length=50)] = ""
    password: Annotated[str, Field(max_length=200)] = ""
    company: Annotated[str, Field(max_length=200)] = ""


class NewWorkspace(Body):
    """A workspace to make."""

    id: Annotated[str, Field(max_length=63)] = Field(examples=["acme"])
    name: Annotated[str, Field(max_length=200)] = ""


class Invite(Body):
    """Whom to invite, as what."""

    email: _NAME = Field(examples=["bo@example.com"])
    role: Role = Role.viewer
    accounts: list[_ACCOUNT] | None = Field(
        default=None, max_length=1000, description="Narrow them to these; null: as oneself."
    )
    staff: bool | None = Field(
        default=None, description="Whether they see fees and internal notes; null: as oneself."
    )


class ChangeRole(Body):
    """What somebody shall be; what is left out stays as it is."""

    role: Role
    accounts: list[_ACCOUNT] | None = Field(
        default=None, max_length=1000, description="Narrow them to these; null: all."
    )
    staff: bool = Field(default=True, description="Whether they see fees and internal notes.")


class NewKey(Body):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(examples=["bi"])
    scopes: list[Scope] = Field(default=[Scope.read], min_length=1)
    expires_at: AwareDatetime | None = None
    accounts: list[_ACCOUNT] | None = Field(
        default=None, max_length=1000, description="Narrow it to these; null: as oneself."
    )
    staff: bool | None = Field(
        default=None, description="Whether it sees fees and internal notes; null: as oneself."
    )


class PersonOut(BaseModel):
    """A person."""

    id: str = Field(examples=["per_1a2b"])
    email: str = Field(examples=["ada@example.com"])
    username: str = Field(examples=["ada"])
    company: str = Field(examples=["Acme"])
    active: bool
    created_at: AwareDatetime


class MemberOut(PersonOut):
    """A person in a workspace."""

    workspace_id: str = Field(examples=["acme"])
    role: Role
    accounts: list[str] | None = Field(
        description="'connector/account' they are narrowed to; null: all.",
        examples=[["google_ads/123"]],
    )
    staff: bool = Field(description="Whether they see fees and internal notes.")


class WorkspaceOut(BaseModel):
    """A workspace."""

    id: str = Field(examples=["acme"])
    name: str = Field(examples=["Acme"])
    created_at: AwareDatetime


class EnteredOut(WorkspaceOut):
    """A workspace that the caller may enter."""

    role: Role | None = Field(description="Null for a key.")


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str = Field(examples=["key_1a2b"])
    workspace_id: str = Field(examples=["acme"])
    name: str = Field(examples=["bi"])
    scopes: list[Scope]
    created_by: str = Field(examples=["per_1a2b"])
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None = Field(description="To the minute.")
    revoked_at: AwareDatetime | None
    person_id: str | None = Field(
        description="Whose rights bound it at all times.", examples=["per_1a2b"]
    )
    accounts: list[str] | None = Field(
        description="'connector/account' it is narrowed to; null: all.",
        examples=[["google_ads/123"]],
    )
    staff: bool = Field(description="Whether it sees fees and internal notes.")


class NewKeyOut(KeyOut):
    """A key that was just made."""

    key: str = Field(description="The secret, shown this once.", examples=["adh_key_…"])


class InvitationOut(BaseModel):
    """An invitation that was just made."""

    id: str = Field(examples=["inv_1a2b"])
    email: str = Field(examples=["bo@example.com"])
    role: Role
    expires_at: AwareDatetime
    token: str = Field(description="Shown this once.", examples=["adh_invitation_…"])


class MeOut(BaseModel):
    """Who asks."""

    person_id: str | None = Field(examples=["per_1a2b"])
    username: str | None = Field(description="Null for a key.", examples=["mia"])
    key: KeyOut | None
    workspaces: list[EnteredOut]


class TokensOut(BaseModel):
    """What a sign-in gives; both tokens are shown this once."""

    person: PersonOut
    access_token: str = Field(examples=["adh_access_…"])
    access_expires_at: AwareDatetime
    refresh_token: str = Field(examples=["adh_refresh_…"])
    refresh_expires_at: AwareDatetime


class Password(Body):
    """One's own password, once more."""

    password: _PASSWORD = Field(examples=["seven-unlikely-otters"])


class Code(Body):
    """The code that the app shows."""

    code: Annotated[str, Field(min_length=1, max_length=50)] = Field(examples=["123456"])


class SessionOut(BaseModel):
    """A browser's session; its token is in a cookie."""

    person: PersonOut
    ends_at: AwareDatetime


class EnrolmentOut(BaseModel):
    """A second factor to set up in an app, shown this once."""

    secret: str = Field(examples=["JBSWY3DPEHPK3PXP"])
    uri: str = Field(examples=["otpauth://totp/Adhelm:ada%40example.com?secret=…"])


class RecoveryOut(BaseModel):
    """Codes for who loses the app; each works once, shown this once."""

    recovery_codes: list[str] = Field(examples=[["abcd-efgh-ijkl-mnop"]])


class FactorOut(BaseModel):
    """Whether one is asked for a second factor."""

    second_factor: bool
