"""rules that make work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'e3b60f9a27d4'
down_revision = 'e7a2c4109b5d'
branch_labels = None
depends_on = None

# A check of what stands would read every task: the database said until now that there are only those three.
CHECK = "alter table tasks add constraint ck_tasks_{name} check ({check}) not valid"
COPIES = ('measured_scores', 'directory_roles')
# The past, as the copies have it: what was found, and who began in which role. Events are not known of them any more.
SCORES = """
insert into facts (district_id, id, kind, subject, version, school_id, fact_on, told_at, data)
select m.district_id, uuidv7(), 'assessment.administration.scored.v2', 'administrations/' || m.administration_id, m.version,
  m.school_id, m.held_on, now(), jsonb_build_object('instrument_code', m.instrument_code, 'school_year', m.school_year,
    'window', m."window", 'points', m.points, 'possible', m.possible, 'met_threshold', m.met_threshold,
    'percent', m.points * 100.0 / nullif(m.possible, 0),
    'lowest_subscale_percent', s.lowest, 'subscale_percent', coalesce(s.percents, '{}'), 'subscale_points', coalesce(s.points, '{}'),
    'subscale_possible', coalesce(s.possible, '{}'), 'subscale_met_threshold', coalesce(s.met, '{}'))
from measured_scores m left join lateral (
  select min((x->>'points')::numeric * 100 / nullif((x->>'possible')::numeric, 0)) as lowest,
    jsonb_object_agg(x->>'code', (x->>'points')::numeric * 100 / (x->>'possible')::numeric)
      filter (where (x->>'possible')::numeric <> 0) as percents,
    jsonb_object_agg(x->>'code', x->'points') as points, jsonb_object_agg(x->>'code', x->'possible') as possible,
    jsonb_object_agg(x->>'code', x->'met_threshold') as met
  from jsonb_array_elements(m.subscales) x) s on true
where m.points is not null"""
ROLES = """
insert into facts (district_id, id, kind, subject, version, school_id, staff_id, fact_on, told_at, data)
select r.district_id, uuidv7(), 'partners.role.assigned.v1', 'role-assignments/' || r.id, r.version, r.school_id, r.staff_id,
  r.starts_on, now(), jsonb_build_object('role', r.role)
from directory_roles r where r.ends_on is null or r.ends_on > r.starts_on"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('facts',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('fact_on', sa.Date(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('data', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_facts')),
    sa.UniqueConstraint('district_id', 'kind', 'subject', name='uq_facts_subject')
    )
    op.create_index('ix_facts_kind', 'facts', ['district_id', 'kind', 'fact_on', 'id'], unique=False)
    op.create_table('work_rules',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'active', 'retired', name='workrulestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_work_rules')),
    sa.UniqueConstraint('district_id', 'code', name='uq_work_rules_code')
    )
    op.create_index('ix_work_rules_code', 'work_rules', ['district_id', 'code', 'id'], unique=False)
    op.create_index('ix_work_rules_state', 'work_rules', ['district_id', 'state', 'code', 'id'], unique=False)
    op.create_index('ix_work_rules_updated_at', 'work_rules', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('work_rule_versions',
    sa.Column('rule_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'rule_id'], ['work_rules.district_id', 'work_rules.id'], name='fk_work_rule_versions_rule'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_work_rule_versions')),
    sa.UniqueConstraint('district_id', 'rule_id', 'number', name='uq_work_rule_versions_number')
    )
    op.create_table('made_works',
    sa.Column('rule_id', sa.Uuid(), nullable=False),
    sa.Column('rule_version', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('fact_id', sa.Uuid(), nullable=False),
    sa.Column('event_type', sa.Text(), nullable=False),
    sa.Column('fact_on', sa.Date(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('mode', sa.Enum('task', 'proposal', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'standing', 'declined', 'undone', 'refused', name='madestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('because', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('proof_type', sa.Text(), nullable=True),
    sa.Column('owed_work_id', sa.Uuid(), nullable=True),
    sa.Column('asked_work_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('decided_by_id', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint("state <> 'standing' or owed_work_id is not null", name=op.f('ck_made_works_stands_on_work')),
    sa.ForeignKeyConstraint(['district_id', 'rule_id'], ['work_rules.district_id', 'work_rules.id'], name='fk_made_works_rule'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_made_works')),
    sa.UniqueConstraint('district_id', 'rule_id', 'fact_id', name='uq_made_works_cause')
    )
    op.create_index('ix_made_works_fact', 'made_works', ['district_id', 'fact_id'], unique=False)
    op.create_index('ix_made_works_fact_on', 'made_works', ['district_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_made_works_owed_work', 'made_works', ['district_id', 'owed_work_id'], unique=False)
    op.create_index('ix_made_works_rule', 'made_works', ['district_id', 'rule_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_made_works_school', 'made_works', ['district_id', 'school_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_made_works_state', 'made_works', ['district_id', 'state', 'fact_on', 'id'], unique=False)
    op.create_index('ix_made_works_updated_at', 'made_works', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('facts', 'work_rules', 'work_rule_versions', 'made_works')
    op.add_column('owed_works', sa.Column('instructions', sa.Text(), nullable=True))
    op.add_column('owed_works', sa.Column('rule', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column('owed_works', sa.Column('because', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.drop_constraint(op.f('ck_tasks_originkind'), 'tasks', type_='check')
    op.execute(CHECK.format(name="originkind", check="origin_kind in ('activity', 'given', 'owed', 'rule')"))
    op.drop_constraint(op.f('ck_tasks_owed_work'), 'tasks', type_='check')
    op.execute(CHECK.format(name="owed_work", check="(origin_kind in ('owed', 'rule')) = (owed_work_id is not null)"))
    for table in (*COPIES, 'facts'):
        op.execute(f'alter table {table} no force row level security')
    op.execute(SCORES)
    op.execute(ROLES)
    for table in (*COPIES, 'facts'):
        op.execute(f'alter table {table} force row level security')
