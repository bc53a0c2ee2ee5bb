"""pages by index."""

import sqlalchemy as sa
from alembic import op

revision = '805c1d24f9b6'
down_revision = 'b7d20f61c4aa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_sign_in_sessions_going_on', 'sign_in_sessions', ['district_id', 'id'], postgresql_where=sa.text('ended_at is null'))
    op.create_index('ix_staff_party', 'staff', ['district_id', 'party_id'], postgresql_where=sa.text('party_id is not null'))
    op.create_index('ix_role_assignments_role', 'role_assignments', ['district_id', 'role', 'id'])
    op.drop_index('ix_consents_school', table_name='consents')
    op.create_index('ix_consents_school', 'consents', ['district_id', 'school_id', 'id'])
    op.create_index('ix_disclosures_basis', 'disclosures', ['district_id', 'basis', 'occurred_at', 'id'])
    op.create_index('ix_disclosures_outcome', 'disclosures', ['district_id', 'outcome', 'occurred_at', 'id'])
    op.create_index('ix_disclosures_required', 'disclosures', ['district_id', 'occurred_at', 'id'], postgresql_where=sa.text('required_by_99_32'))
    op.create_index('ix_audit_entries_outcome', 'audit_entries', ['district_id', 'outcome', 'occurred_at', 'id'], postgresql_where=sa.text("outcome <> 'done'"))
