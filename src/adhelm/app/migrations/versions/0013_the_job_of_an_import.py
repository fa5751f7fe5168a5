"""Which job an import belongs to: what was uploaded is loaded by one."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - only Alembic loads this file

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("ingest_import", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("job_id", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.create_index("ix_ingest_import_workspace_id_job_id", ["workspace_id", "job_id"])
    with op.batch_alter_table("ingest_import", schema=None) as batch_op:
        batch_op.alter_column(
            "job_id", existing_type=sa.String(length=64), existing_nullable=False,
            server_default=None,
        )  # fmt: skip


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("ingest_import", schema=None) as batch_op:
        batch_op.drop_index("ix_ingest_import_workspace_id_job_id")
        batch_op.drop_column("job_id")
