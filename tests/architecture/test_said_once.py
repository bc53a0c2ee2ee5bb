"""What the kernel answers in one place is answered nowhere else."""

import re
from dataclasses import dataclass

import pytest

from tests.code_sites import ROOT


@dataclass(frozen=True)
class Answer:
    """A question, how an answer of one's own to it looks in code, where it may stand, and one that is planted."""

    place: str
    form: str
    planted: str
    #: Files where it means something else, with the reason.
    elsewhere: dict[str, str]

    def found_in(self, text: str) -> bool:
        """Does a file answer it itself?"""
        return re.search(self.form, text) is not None


ROLES = r"(directory_roles|role_assignments|DirectoryRoleRow|RoleAssignmentRow)"
ANSWERS = {
    "what somebody is called": Answer(
        "shared/directory/references.py",
        r"concat_ws\([^)]*given_name|given_name\}? (\|\||\{)",
        "select s.given_name || ' ' || s.family_name from directory_staff s",
        {"shared/directory/tables.py": "the same of a row that is read"},
    ),
    "whose turn it is": Answer(
        "shared/db/locks.py",
        r"pg_(try_)?advisory|hashtext",
        "select pg_advisory_xact_lock(hashtextextended(:name, 0))",
        {
            "shared/db/horizon.py": "nobody's turn: it says who writes, and nobody waits for it",
            "services/assessment/roster/roster_imports/differences.py": "nobody's turn: a digest of what differs",
        },
    ),
    "what day it is in the district": Answer(
        "shared/context/days.py",
        r"(from|join) (directory_)?districts\b",
        "select (now() at time zone (select timezone from directory_districts))::date",
        {
            "services/scheduling/year/daily_runs/repository.py": "every district's day at once, as the system role",
            "shared/daily_work/beginning.py": "the same",
            "services/partners/access/tokens/repository.py": "which districts there are",
            "services/assessment/measures/subjects/subjects.py": "what the district is called",
            "shared/web/me/repository.py": "what it is called, and its language",
            "shared/web/setup/repository.py": "its language",
            "services/notifications/messages/deliveries/queue.py": "what it is called, at the head of an e-mail",
        },
    ),
    "how a statement tells events": Answer(
        "shared/events/emitting.py",
        r"into outbox",
        "insert into outbox (district_id, id, type) select 1, 2, 'x.y.v1'",
        {"shared/context/leaving.py": "writes what `Context.emit` recorded, as the work ends"},
    ),
    "in which states a task is live": Answer(
        "services/scheduling/work/task_states.py",
        r"'open', 'in_progress'|OPEN, \w+\.IN_PROGRESS",
        "select from tasks t where t.state in ('open', 'in_progress', 'blocked')",
        {"services/scheduling/work/barriers/tables.py": "a constraint, which only a migration changes"},
    ),
    "whether its plan asks for a task": Answer(
        "services/scheduling/work/task_states.py",
        r"(?s)\bfrom tasks\b[^;]{0,400}\.state = '(published|closed|archived)'|asking\.state = 'published'",
        "select from tasks t join plans p on p.id = t.plan_id and p.state = 'published'",
        {},
    ),
    "which roles there are": Answer(
        "shared/auth/profiles.py",
        r"[\"'](district_coordinator|executive_leader|district_team_member|data_manager|school_(administrator|coordinator))[\"']",
        "select from at_school where role = 'school_coordinator'",
        {},
    ),
    "who holds a role on a day": Answer(
        "shared/directory/queries.py",
        rf"(?s)\A(?=.*{ROLES}).*([\w}}]\.(ends_on is null|starts_on and coalesce)|{ROLES}\.(starts|ends)_on)",
        "select from directory_roles h where h.starts_on <= :day and (h.ends_on is null or h.ends_on >= :day)",
        {
            "services/partners/directory/roles/repository.py": "of its own table",
        },
    ),
}


def sources() -> dict[str, str]:
    """The product's code by path, without the tables' own history."""
    found = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]
    kept = [path for path in found if not {"versions", "testing"} & set(path.parts)]
    return {str(path.relative_to(ROOT)): path.read_text() for path in kept}


@pytest.mark.parametrize("question", ANSWERS)
def test_it_is_answered_in_one_place(question: str) -> None:
    answer = ANSWERS[question]
    assert {path for path, text in sources().items() if answer.found_in(text)} == {answer.place, *answer.elsewhere}


@pytest.mark.parametrize("question", ANSWERS)
def test_another_answer_is_seen(question: str) -> None:
    answer = ANSWERS[question]
    assert answer.found_in(f"\nASKED = text(f'''{answer.planted}''')\n")


#: What statements call the district and the moment otherwise than all others do: `:district_id`, `:now`.
MISSPELT = re.compile(r"(?<![:\w]):(district|occurred_at)\b")
#: Where it is something else: a fact of the row that is written.
ITS_OWN = {"services/partners/privacy/disclosures/recording.py": {"occurred_at"}}


def test_parameters_of_sql_have_one_spelling() -> None:
    found = {path: set(MISSPELT.findall(text)) for path, text in sources().items()}
    assert {path: names for path, names in found.items() if names} == ITS_OWN


def test_another_spelling_is_seen() -> None:
    text = "update tasks set updated_at = :occurred_at where district_id = :district and at = x::moment and n = :district_id"
    assert MISSPELT.findall(text) == ["occurred_at", "district"]
