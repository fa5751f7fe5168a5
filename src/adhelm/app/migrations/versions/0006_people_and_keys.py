"""people and keys."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "accounts_failure",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_accounts_failure")),
    )
    op.create_table(
        "accounts_person",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("username", sa.String(length=50), nullable=False),
        sa.Column("login", sa.String(length=50), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_person")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_person_email")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_person_login")),
    )
    op.create_table(
        "accounts_workspace",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_workspace")),
    )
    op.create_table(
        "accounts_invitation",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["accounts_workspace.id"],
            name=op.f("fk_accounts_invitation_workspace_id_accounts_workspace"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_accounts_invitation")),
        sa.UniqueConstraint("token", name=op.f("uq_accounts_invitation_token")),
    )
    op.create_table(
        "accounts_key",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["accounts_workspace.id"],
            name=op.f("fk_accounts_key_workspace_id_accounts_workspace"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_accounts_key")),
        sa.UniqueConstraint("secret", name=op.f("uq_accounts_key_secret")),
    )
    op.create_table(
        "accounts_member",
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_member_person_id_accounts_person"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["accounts_workspace.id"],
            name=op.f("fk_accounts_member_workspace_id_accounts_workspace"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "person_id", name=op.f("pk_accounts_member")),
    )
    with op.batch_alter_table("accounts_member", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_member_person_id", ["person_id"], unique=False)

    op.create_table(
        "accounts_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("access", sa.String(length=64), nullable=False),
        sa.Column("access_expires_at", Instant(), nullable=False),
        sa.Column("refresh_expires_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_session_person_id_accounts_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_session")),
        sa.UniqueConstraint("access", name=op.f("uq_accounts_session_access")),
    )
    with op.batch_alter_table("accounts_session", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_session_person_id", ["person_id"], unique=False)

    op.create_table(
        "accounts_refresh",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["accounts_session.id"],
            name=op.f("fk_accounts_refresh_session_id_accounts_session"),
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_accounts_refresh")),
    )
    with op.batch_alter_table("accounts_refresh", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_refresh_session_id", ["session_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("accounts_refresh", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_refresh_session_id")

    op.drop_table("accounts_refresh")
    with op.batch_alter_table("accounts_session", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_session_person_id")

    op.drop_table("accounts_session")
    with op.batch_alter_table("accounts_member", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_member_person_id")

    op.drop_table("accounts_member")
    op.drop_table("accounts_key")
    op.drop_table("accounts_invitation")
    op.drop_table("accounts_workspace")
    op.drop_table("accounts_person")
    op.drop_table("accounts_failure")
