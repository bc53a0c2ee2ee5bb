"""Each kind of mistake, made of a small module: exactly these and no others."""

from textwrap import dedent

import pytest

from tests.mutants import chosen, generation, python, selecting
from tests.mutants.mutant import named

PYTHON = {
    "if a.b:\n    raise Refused": {("a.b", "(not (a.b))", "condition"), ("a.b", "False", "guard")},
    "if a:\n    go()\nelse:\n    stay()": {
        ("a", "(not (a))", "condition"),
        ("go()", "pass", "step"),
        ("stay()", "pass", "step"),
    },
    "x = a and b": {("a and b", "((a))", "operand"), ("a and b", "((b))", "operand")},
    "x = a <= b": {("<=", "<", "boundary")},
    "x = a.district_id == b.district_id": set(),
    "x = a > 3": {(">", ">=", "boundary"), ("3", "4", "number")},
    "x = now - timedelta(days=1)": {("-", "+", "sign")},
    "ctx.emit(Told())": {("ctx.emit(Told())", "pass", "event")},
    "ctx.audit('given')": {("ctx.audit('given')", "pass", "audit")},
    "await POLICY.require(ctx, 'a')": {("await POLICY.require(ctx, 'a')", "pass", "permission")},
    "log.warning('it')": set(),
    "raise Refused('a' if b else 'c')": set(),
    "x = get(ctx, lock=True)": {("True", "False", "lock")},
    "x = query.with_for_update()": {("query.with_for_update()", "query", "lock")},
    "x = query.where(a, b)": {("a, b", "a", "query condition"), ("a, b", "b", "query condition")},
    "x = [a for a in b if a.c]": {("a.c", "True", "condition")},
    "return True": {("True", "False", "answer")},
}

SQL = {
    "select a from t where b = 1 and c": {("b = 1 and ", "", "sql condition"), ("and c", "", "sql condition")},
    "select a from t where b between 1 and 2": {("b between 1 and 2", "true", "sql condition")},
    "select a from t join u on u.district_id = t.district_id": set(),
    "update t set a = 1 where b <= :c": {("b <= :c", "true", "sql condition"), ("<=", "<", "sql boundary")},
    "select a from t order by b for update skip locked": {
        ("for update skip locked", "", "sql lock"),
        ("order by b ", "", "sql order of locks"),
    },
    "insert into t values (1) on conflict (a, b) do nothing": {("on conflict (a, b) do nothing", "", "sql conflict")},
    "select a from t where not exists (select from u)": {
        ("not exists (select from u)", "true", "sql condition"),
        ("not ", "", "sql not"),
    },
    "select pg_advisory_xact_lock(1)": {("pg_advisory_xact_lock", "num_nonnulls", "sql lock")},
    "select distinct a from t": {("distinct ", "", "sql distinct")},
    "select least(a, b) from t": {("least", "greatest", "sql opposite")},
    "select now() - interval '1 day' from t": {("-", "+", "sql interval")},
    "select count(*) filter (where a) from t": {("a", "true", "sql condition")},
}


@pytest.mark.parametrize(("code", "expected"), PYTHON.items())
def test_python_goes_wrong_in_these_ways(code: str, expected: set[tuple[str, str, str]]) -> None:
    source = "async def f():\n" + "".join(f"    {line}\n" for line in code.splitlines())
    assert {(source[e.start : e.end], e.new, e.kind) for e in python.edits(source)} == expected


@pytest.mark.parametrize(("text", "expected"), SQL.items())
def test_sql_goes_wrong_in_these_ways(text: str, expected: set[tuple[str, str, str]]) -> None:
    source = f'QUERY = """{text}"""\n'
    assert {(source[e.start : e.end], e.new, e.kind) for e in generation.sql_edits(source)} == expected


def test_prose_is_not_sql() -> None:
    assert not list(generation.sql_edits('x = Field(description="Select those from the list where it matters.")\n'))


def test_a_mutant_keeps_its_id_when_other_lines_change() -> None:
    before = "def f(a, b):\n    return a < b\n"
    after = dedent('"""New."""\n\n\ndef g() -> None:\n    pass\n\n\n') + before
    [one] = named("x.py", before, list(python.edits(before)))
    [same] = named("x.py", after, list(python.edits(after)))
    assert (one.id, one.diff) == (same.id, "- return a < b\n+ return a <= b")
    assert same.line == one.line + 7
    assert one.planted == "def f(a, b):\n    return a <= b\n"


def test_equal_lines_of_a_function_are_told_apart() -> None:
    source = "def f(a):\n    a.go()\n    a.go()\n"
    assert len({one.id for one in named("x.py", source, list(python.edits(source)))}) == 2


def test_a_choice_gives_every_room_its_share() -> None:
    every = generation.every("services/partners")
    some = generation.choose(every, 80, "1")
    assert {one.area for one in some} == {one.area for one in every}
    assert generation.choose(reversed(every), 80, "1") == some != generation.choose(every, 80, "2")


def test_chosen_mistakes_are_still_about_the_code_as_it_is() -> None:
    assert len({one.id for one in chosen.mutants()}) >= 50
    assert all(one.meaning for one in chosen.mutants())


def test_a_mistake_is_asked_of_no_other_services_tests() -> None:
    # Feeds are a room of scheduling and partners has names like theirs.
    mutant = next(
        one for one in generation.of_file("services/scheduling/views/feeds/repository.py") if one.edit.unit == "FEED"
    )
    tests = {
        f"tests/{name}/test_it.py::test_it": {"seconds": 0.1, "functions": [f"services/{name}/app.py:main"]}
        for name in ("partners", "scheduling")
    }
    assert selecting.select(mutant, tests) == ["tests/scheduling/test_it.py::test_it"]
