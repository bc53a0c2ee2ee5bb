"""A test that holds only at some hours is no test: which day it is, a district's clock says, not the machine's."""

import ast
from pathlib import Path

#: Files that go by the machine's day, and why they hold at every hour of it.
MINDFUL = {
    "tests/assessment/support/caseloads/factories.py": "what is over or to come is so by three days",
    "tests/assessment/attendance/access_arrangements/test_access.py": "what is silent is so by more than a day",
    "tests/assessment/roster/students/test_schools.py": "what is over or to come is so by two days",
    "tests/isolation/test_giving_elsewhere.py": "it ends on this day at the earliest",
}
DAYS = ("clock.now().date()", "date.today()", "datetime.now(UTC).date()", "datetime.now().date()")


def by_the_machine(text: str) -> list[str]:
    """Where a test asks the machine, or PostgreSQL, which day it is."""
    nodes = [*ast.walk(ast.parse(text))]
    calls = [ast.unparse(node) for node in nodes if isinstance(node, ast.Call)]
    words = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [call for call in calls if call in DAYS] + [
        "current_date" for word in words if "current_date" in word.lower()
    ]


def test_no_test_goes_by_the_machines_day() -> None:
    files = [path for path in Path("tests").rglob("*.py") if path.parts[1] not in ("benchmarks", "mutants")]
    files.remove(Path(__file__).relative_to(Path.cwd()))
    found = {path.as_posix() for path in files if by_the_machine(path.read_text())}
    assert len(files) >= 200
    # What a long run writes down is the day it was.
    assert found - {"tests/long.py"} == MINDFUL.keys()


def test_the_machines_day_is_seen() -> None:
    assert by_the_machine('DAY = clock.now().date()\nSQL = "select current_date - 1"\n') == [DAYS[0], "current_date"]
