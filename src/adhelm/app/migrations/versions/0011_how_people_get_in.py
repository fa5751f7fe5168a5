"""How people get in: browsers, second factors, sign-in providers; keys bound to their maker."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

from adhelm.core.db import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "accounts_departure",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("redirect_uri", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_accounts_departure")),
    )
    _of_a_person(
        "identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_accounts_identity")),
    )
    _of_a_person(
        "recovery",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", "code", name=op.f("pk_accounts_recovery")),
    )
    _of_a_person(
        "second_factor",
        sa.Column("enrolled_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts_second_factor")),
    )
    op.create_index("ix_accounts_identity_person_id", "accounts_identity", ["person_id"])
    for column in (
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("accounts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("staff", sa.Boolean(), server_default=sa.true(), nullable=False),
    ):
        op.add_column("accounts_key", column)
    op.create_index("ix_accounts_key_person_id", "accounts_key", ["person_id"])
    # Keys that a person made are bound to that person from now on.
    op.execute(
        "UPDATE accounts_key SET person_id = created_by"
        " WHERE created_by IN (SELECT id FROM accounts_person)"
    )
    for column in (
        sa.Column("browser", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("previous_until", Instant(), nullable=True),
    ):
        op.add_column("accounts_session", column)
    op.create_index("ix_accounts_session_previous", "accounts_session", ["previous"], unique=True)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_accounts_session_previous", table_name="accounts_session")
    for name in ("browser", "previous", "previous_until"):
        op.drop_column("accounts_session", name)
    op.drop_index("ix_accounts_key_person_id", table_name="accounts_key")
    for name in ("person_id", "accounts", "staff"):
        op.drop_column("accounts_key", name)
    op.drop_index("ix_accounts_identity_person_id", table_name="accounts_identity")
    for name in ("second_factor", "recovery", "identity", "departure"):
        op.drop_table(f"accounts_{name}")


def _of_a_person(name: str, *content: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        f"accounts_{name}",
        *content,
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f(f"fk_accounts_{name}_person_id_accounts_person"),
        ),
    )
