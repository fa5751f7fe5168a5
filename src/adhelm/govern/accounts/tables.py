"""People, workspaces, who is what where, sign-ins and keys. Secrets are kept as hashes only."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.core.db import Instant, metadata

WORKSPACE = sa.Table(
    "accounts_workspace",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)
PERSON = sa.Table(
    "accounts_person",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("username", sa.String(50), nullable=False),
    # Unique whatever the letters' size.
    sa.Column("login", sa.String(50), nullable=False, unique=True),
    sa.Column("company", sa.String(200), nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)
MEMBER = sa.Table(
    "accounts_member",
    metadata,
    sa.Column("workspace_id", sa.String(64), sa.ForeignKey(WORKSPACE.c.id), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey(PERSON.c.id), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("accounts", sa.JSON(none_as_null=True)),
    sa.Column("staff", sa.Boolean, nullable=False),
    sa.Index("ix_accounts_member_person_id", "person_id"),
)
INVITATION = sa.Table(
    "accounts_invitation",
    metadata,
    sa.Column("workspace_id", sa.String(64), sa.ForeignKey(WORKSPACE.c.id), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("accounts", sa.JSON(none_as_null=True)),
    sa.Column("staff", sa.Boolean, nullable=False),
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("accepted_at", Instant),
)
SESSION = sa.Table(
    "accounts_session",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey(PERSON.c.id), nullable=False),
    sa.Column("access", sa.String(64), nullable=False, unique=True),
    sa.Column("access_expires_at", Instant, nullable=False),
    sa.Column("refresh_expires_at", Instant, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    # A browser's token is rolled: the one before it is good until the new one has arrived.
    sa.Column("browser", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("previous", sa.String(64)),
    sa.Column("previous_until", Instant),
    sa.Index("ix_accounts_session_person_id", "person_id"),
    sa.Index("ix_accounts_session_previous", "previous", unique=True),
)
REFRESH = sa.Table(
    "accounts_refresh",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("session_id", sa.String(64), sa.ForeignKey(SESSION.c.id), nullable=False),
    sa.Column("used_at", Instant),
    sa.Index("ix_accounts_refresh_session_id", "session_id"),
)
FAILURE = sa.Table(
    "accounts_failure",
    metadata,
    # A hash: what people type for a name may be their password.
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", Instant, nullable=False),
)
KEY = sa.Table(
    "accounts_key",
    metadata,
    sa.Column("workspace_id", sa.String(64), sa.ForeignKey(WORKSPACE.c.id), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("secret", sa.String(64), nullable=False, unique=True),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("created_by", sa.String(200), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("last_used_at", Instant),
    sa.Column("revoked_at", Instant),
    # Whose rights bound it: the person who made it, or whose key did; NULL for the command line.
    sa.Column("person_id", sa.String(64)),
    sa.Column("accounts", sa.JSON(none_as_null=True)),
    sa.Column("staff", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Index("ix_accounts_key_person_id", "person_id"),
)
SECOND_FACTOR = sa.Table(
    "accounts_second_factor",
    metadata,
    # Its secret is sealed among the secrets of `core`.
    sa.Column("person_id", sa.String(64), sa.ForeignKey(PERSON.c.id), primary_key=True),
    sa.Column("enrolled_at", Instant, nullable=False),
    sa.Column("confirmed_at", Instant),
    # The step of time whose code came last: it and earlier ones are worth nothing any more.
    sa.Column("last_step", sa.BigInteger, nullable=False),
)
RECOVERY = sa.Table(
    "accounts_recovery",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey(PERSON.c.id), primary_key=True),
    sa.Column("code", sa.String(64), primary_key=True),
    sa.Column("used_at", Instant),
)
IDENTITY = sa.Table(
    "accounts_identity",
    metadata,
    sa.Column("issuer", sa.String(255), primary_key=True),
    sa.Column("subject", sa.String(255), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey(PERSON.c.id), nullable=False),
    sa.Column("linked_at", Instant, nullable=False),
    sa.Index("ix_accounts_identity_person_id", "person_id"),
)
DEPARTURE = sa.Table(
    "accounts_departure",
    metadata,
    # Who left for the sign-in provider and has not come back: a hash of `state`, used up once.
    sa.Column("state", sa.String(64), primary_key=True),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("nonce", sa.String(64), nullable=False),
    sa.Column("verifier", sa.String(128), nullable=False),
    sa.Column("redirect_uri", sa.String(2000), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)
