"""roles as data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'b29129af1aba'
down_revision = '7c41e9a05d3b'
branch_labels = None
depends_on = None

#: Tables whose rows name a role: until now one of ten.
NAMING = ('role_assignments', 'claim_rules', 'left_out_roster_roles')
#: The roles every district started with on this day: code, profile, place, names, and whether principals give it.
STARTING = """
    ('district_coordinator', 'district_coordinator', 'either', 'District coordinator', 'Responsable de coordinación del distrito', false),
    ('executive_leader', 'executive_leader', 'either', 'Executive leader', 'Líder ejecutivo del distrito', false),
    ('district_team_member', 'district_team_member', 'either', 'District team member', 'Integrante del equipo del distrito', false),
    ('data_manager', 'data_manager', 'either', 'Data manager', 'Responsable de datos', false),
    ('principal', 'principal', 'either', 'Principal', 'Responsable de la dirección', false),
    ('school_administrator', 'school_administrator', 'either', 'School administrator', 'Responsable de la administración escolar', true),
    ('school_coordinator', 'school_coordinator', 'either', 'School coordinator', 'Responsable de coordinación escolar', true),
    ('counselor', 'counselor', 'either', 'Counselor', 'Responsable de consejería', true),
    ('teacher', 'teacher', 'either', 'Teacher', 'Docente', true),
    ('mentor', 'mentor', 'either', 'Mentor', 'Mentor', true),
    ('community_school_coordinator', 'school_coordinator', 'school', 'Community school coordinator', 'Responsable de coordinación de la escuela comunitaria', true),
    ('site_coordinator', 'school_coordinator', 'school', 'Site coordinator', 'Responsable de coordinación del plantel', true),
    ('district_captain', 'district_team_member', 'district', 'District captain', 'Responsable de mentoría del distrito', false),
    ('microsociety_coordinator', 'school_coordinator', 'school', 'MicroSociety coordinator', 'Responsable de coordinación de MicroSociety', true),
    ('coach', 'school_staff', 'either', 'Coach', 'Responsable de acompañamiento docente', true),
    ('social_worker', 'counselor', 'either', 'Social worker', 'Responsable de trabajo social', true),
    ('nurse', 'counselor', 'either', 'Nurse', 'Responsable de enfermería', true),
    ('assistant_principal', 'school_administrator', 'school', 'Assistant principal', 'Responsable de la subdirección', true),
    ('success_mentor', 'mentor', 'school', 'Success mentor', 'Mentor de éxito escolar', true),
    ('volunteer_coordinator', 'school_staff', 'either', 'Volunteer coordinator', 'Responsable de coordinación del voluntariado', true),
    ('executive_assistant', 'district_staff', 'district', 'Executive assistant', 'Asistente ejecutivo', false)"""
VIEWS = {
    'directory_roles': """select a.district_id, a.id, a.staff_id, a.school_id, a.role, coalesce(r.profile, a.role) as profile, a.starts_on, a.ends_on, a.version
      from role_assignments a left join roles r on r.district_id = a.district_id and r.code = a.role""",
    'directory_catalogue': 'select district_id, code, names, profile, place, active, version from roles',
}


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'roles',
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('profile', sa.Text(), nullable=False),
        sa.Column('place', sa.Enum('district', 'school', 'either', name='roleplace', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('given_by', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Text(), nullable=False),
        sa.Column('updated_by', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_roles')),
        sa.UniqueConstraint('district_id', 'code', name='uq_roles_code'),
    )
    op.create_index('ix_roles_updated_at', 'roles', ['district_id', 'updated_at', 'id'])
    op.execute('drop view directory_roles')
    for table in NAMING:
        op.drop_constraint(op.f(f'ck_{table}_role'), table, type_='check')
        op.alter_column(table, 'role', type_=sa.Text())
    # Every district there is gets the roles a new one starts with, and the others hear of them as of any. The owner is bound by
    # row security too, and looks past it for these statements.
    forced = ('districts', 'role_assignments', 'claim_rules', 'outbox')
    for table in forced:
        op.execute(f'alter table {table} no force row level security')
    op.execute(f"""
        insert into roles (district_id, id, code, names, profile, place, given_by, active, created_at, updated_at, created_by,
          updated_by)
        select d.district_id, uuidv7(), s.code, jsonb_build_object('en', s.en, 'es', s.es), s.profile, s.place,
          case when s.by_principals then array['principal'] else array[]::text[] end, true, now(), now(), 'service:partners',
          'service:partners'
        from (select district_id from districts union select district_id from role_assignments
              union select district_id from claim_rules) d
        cross join (values {STARTING}) s (code, profile, place, en, es, by_principals)""")
    op.execute("""
        insert into outbox (district_id, id, type, subject, data, actor, correlation_id, occurred_at)
        select district_id, uuidv7(), 'partners.role.recorded.v1', 'roles/' || id, json_build_object('role_id', id, 'code', code,
          'names', names, 'profile', profile, 'place', place, 'given_by', given_by, 'active', active, 'version', version),
          'service:partners', uuidv7()::text, now()
        from roles order by district_id, code""")
    for table in forced:
        op.execute(f'alter table {table} force row level security')
    op.drop_constraint(op.f('ck_left_out_roster_roles_leftoutbecause'), 'left_out_roster_roles', type_='check')
    op.create_check_constraint(
        op.f('ck_left_out_roster_roles_leftoutbecause'),
        'left_out_roster_roles',
        "reason in ('not_let', 'to_sender', 'sent_by_a_person', 'held_elsewhere', 'link_not_confirmed')",
    )
    for name, query in VIEWS.items():
        # As whoever asks, so that row security holds them to their district.
        op.execute(f'create view {name} with (security_invoker = true) as {query}')
        op.execute(f'revoke insert, update, delete on {name} from throughline_app')
    isolate('roles')
