"""roles taken back."""

from alembic import op

revision = '5e0c7d31a9f4'
down_revision = 'b29129af1aba'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    # A role that is taken back ended yesterday, also one that began today or was to begin.
    op.drop_constraint(op.f('ck_role_assignments_days_in_order'), 'role_assignments', type_='check')
    # What a sign-in brought and another took away the same day was not held: now its days say so. The owner is bound by row
    # security too, and looks past it for this statement.
    op.execute('alter table role_assignments no force row level security')
    op.execute("""
        update role_assignments set ends_on = starts_on - 1 where granted_by = 'sign_on' and ends_on = starts_on""")
    op.execute('alter table role_assignments force row level security')
