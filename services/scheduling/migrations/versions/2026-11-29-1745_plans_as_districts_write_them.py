"""plans as districts write them."""

import hashlib
import json
import re
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'b7f20c64e19a'
down_revision = 'b84d16f0c3e9'
branch_labels = None
depends_on = None

READ_WHOLE = ('plans', 'goals', 'strategies', 'activities', 'plan_revisions', 'school_years', 'directory_districts')
FORM = re.compile('[0-9]{4}-[0-9]{2}')
YEARS = re.compile(r'((?:19|20|21)[0-9]{2})\s*[-–—/]\s*([0-9]{4}|[0-9]{2})')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('plans', sa.Column('last_school_year', sa.Text(), nullable=True))
    op.add_column('plans', sa.Column('first_year_number', sa.Integer(), server_default='1', nullable=False))
    op.add_column('plans', sa.Column('starts_on', sa.Date(), nullable=True))
    op.add_column('plans', sa.Column('ends_on', sa.Date(), nullable=True))
    for table in ('goals', 'activities'):
        details = sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False)
        op.add_column(table, details)
    op.add_column('activities', sa.Column('ends_by', sa.Date(), nullable=True))
    op.add_column('activities', sa.Column('first_school_year', sa.Text(), nullable=True))
    op.add_column('activities', sa.Column('last_school_year', sa.Text(), nullable=True))
    # Forced row security would show them to nobody but their district.
    for table in READ_WHOLE:
        op.execute(f'alter table {table} no force row level security')
    name_years()
    for table in READ_WHOLE:
        op.execute(f'alter table {table} force row level security')


def name_years() -> None:
    """Give every plan and revision its school year in the one form, 2026-27, and the hash its content so has.

    What was approved stays approved: it is the same content, whose year is written another way.
    """
    connection = op.get_bind()
    listed = {
        (row.district_id, row.title): called(row.starts_on, row.ends_on)
        for row in connection.execute(sa.text(
            'select district_id, title, starts_on, ends_on from school_years where school_id is null order by starts_on'
        ))
    }
    parts = parts_of(connection)
    plans = connection.execute(sa.text('select * from plans')).mappings().all()
    written = [plan for plan in plans if not FORM.fullmatch(plan['school_year'])]
    hashes = {}
    for plan in written:
        day = plan['published_on'] or plan['created_at'].date()
        year = year_in(plan['school_year']) or listed.get((plan['district_id'], plan['school_year'])) or year_of(day)
        facts = {'title': plan['title'], 'school_year': year, 'summary': plan['summary']}
        now = hash_of({**facts, 'goals': parts[plan['district_id'], plan['id']]})
        hashes[plan['district_id'], plan['content_hash']] = now
        connection.execute(sa.text("""
        update plans set school_year = :year, approved_hash = case when approved_hash = content_hash then :now else approved_hash end,
          content_hash = :now where district_id = :district_id and id = :id"""),
            {'year': year, 'now': now, 'district_id': plan['district_id'], 'id': plan['id']})
    revisions = connection.execute(sa.text('select * from plan_revisions order by district_id, plan_id, number')).mappings().all()
    years = {(plan['district_id'], plan['id']): plan['created_at'].date() for plan in plans}
    for row in revisions:
        before = said(row['content'])
        called_so = before['school_year']
        if FORM.fullmatch(called_so):
            continue
        day = years[row['district_id'], row['plan_id']]
        year = year_in(called_so) or listed.get((row['district_id'], called_so)) or year_of(day)
        content = {**before, 'school_year': year}
        now = hash_of(content)
        hashes.setdefault((row['district_id'], row['content_hash']), now)
        connection.execute(sa.text("""
        update plan_revisions set content = cast(:content as jsonb), base_hash = coalesce(:base, base_hash),
          approved_hash = case when approved_hash = content_hash then :now else approved_hash end, content_hash = :now
        where district_id = :district_id and id = :id"""),
            {'content': json.dumps(content), 'base': hashes.get((row['district_id'], row['base_hash'])), 'now': now,
             'district_id': row['district_id'], 'id': row['id']})


def said(value):
    """What a column of JSON says, which the driver leaves as text."""
    return json.loads(value) if isinstance(value, str) else value


def year_in(text):
    """The school year a text names by two years that follow each other; None for none."""
    found = YEARS.search(text)
    if found is None or (int(found[1]) + 1) % 10 ** len(found[2]) != int(found[2]):
        return None
    return f'{found[1]}-{(int(found[1]) + 1) % 100:02}'


def year_of(day):
    """The school year a day is in, from July to June."""
    begins = day.year - (day.month < 7)
    return f'{begins}-{(begins + 1) % 100:02}'


def called(starts_on, ends_on):
    """What a school year of these days is called."""
    return f'{ends_on.year - 1}-{ends_on.year % 100:02}' if ends_on.year > starts_on.year else year_of(starts_on)


def hash_of(content):
    """The hash of a content, as it is reckoned at this revision."""
    text = json.dumps(content, sort_keys=True, separators=(',', ':'), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of(connection):
    """The goals of every plan with all they hold, in canonical form, by district and plan."""
    def rows(table):
        query = f'select * from {table} where retired_on is null order by plan_id, position'  # noqa: S608
        return connection.execute(sa.text(query)).mappings().all()

    below, strategies, goals = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows('activities'):
        facts = {name: row[name] for name in ('code', 'title', 'instructions', 'owner_role')}
        rules = {name: value for name in ('due', 'done_when', 'repeat') if (value := said(row[name]))}
        below[row['district_id'], row['strategy_id']].append({**facts, 'targets': targets_of(row), **rules})
    for row in rows('strategies'):
        facts = {name: row[name] for name in ('code', 'title', 'description')}
        mine = below[row['district_id'], row['id']]
        strategies[row['district_id'], row['goal_id']].append({**facts, 'activities': mine})
    for row in rows('goals'):
        facts = {name: row[name] for name in ('code', 'title', 'measure', 'unit', 'baseline', 'target')}
        mine = strategies[row['district_id'], row['id']]
        goals[row['district_id'], row['plan_id']].append(
            {**facts, 'target_on': row['target_on'].isoformat(), 'strategies': mine}
        )
    return goals


def targets_of(row):
    """An activity's targets in canonical form."""
    if row['target_kind'] == 'schools':
        return {'kind': 'schools', 'school_ids': [str(id_) for id_ in row['target_school_ids']]}
    if row['target_kind'] == 'rule':
        names = {'levels': 'target_levels', 'grades': 'target_grades', 'tags': 'target_tags', 'cohorts': 'target_cohorts'}
        return {'kind': 'rule', **{name: row[column] for name, column in names.items() if row[column] is not None}}
    return {'kind': 'all'}
