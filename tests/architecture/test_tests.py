"""A test that cannot fail is no test: the kinds of it that can be seen in its text, looked for in every test there is."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

Function = ast.FunctionDef | ast.AsyncFunctionDef
Found = tuple[str, Function]
#: Calls that check something and fail by themselves. What only sets the scene and trips over a broken one is not among them.
ASSERTING = {"raises", "fail", "eventually", "until", "reconcile", "walk", "taking_turns"}
#: So do all functions of the tests that are called like this.
CHECKING = ("check_", "assert_")
#: Refusals of these statuses are many: which one it is, only its code says.
AMBIGUOUS = {400, 403, 409, 422}
LOOPS = (ast.For, ast.AsyncFor, ast.While)
#: What is iterated over has as many as what it is made of.
AS_MANY = {"enumerate", "zip", "sorted", "reversed", "list", "tuple", "set", "items", "values", "keys", "product"}


@cache
def functions() -> list[Found]:
    """Every function of the tests and of what helps them, with the module it stands in."""
    files = [*Path("tests").rglob("*.py"), *Path("shared/testing").rglob("*.py")]
    return [(str(file), one) for file in sorted(files) for one in functions_of(file.read_text())]


def functions_of(text: str) -> list[Function]:
    """The functions of a module."""
    return [one for one in ast.walk(ast.parse(text)) if isinstance(one, Function)]


def tests() -> list[Found]:
    """Every test."""
    return [(file, one) for file, one in functions() if one.name.startswith("test_")]


def called(node: ast.AST) -> set[str]:
    """The names of what is called."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {getattr(func, "id", getattr(func, "attr", "")) for func in calls}


@cache
def checking() -> list[Found]:
    """The functions of the tests that are taken for checks by their names."""
    return [found for found in functions() if found[1].name in ASSERTING or found[1].name.startswith(CHECKING)]


@cache
def asserting() -> frozenset[str]:
    """The names of what checks something."""
    return frozenset({*ASSERTING, *(one.name for _, one in checking())})


@cache
def tripping() -> frozenset[str]:
    """The names of what asserts anything, or calls what does: it may set the scene, but somebody comes to it."""
    known, grows = set(ASSERTING), True
    while grows:
        before = len(known)
        known |= {one.name for _, one in functions() if asserts(one) or called(one) & known}
        grows = len(known) > before
    return frozenset(known)


def asserts(node: ast.AST) -> list[ast.Assert]:
    """The assertions in a piece of text."""
    return [one for one in ast.walk(node) if isinstance(one, ast.Assert)]


def own(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function itself: what it gives to others to call may never be called."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.Lambda):
            yield child
            yield from own(child)


def says_nothing(test: Function, known: frozenset[str]) -> bool:
    """Is there nothing in it that could fail?"""
    here = list(own(test))
    names = {getattr(one.func, "id", getattr(one.func, "attr", "")) for one in here if isinstance(one, ast.Call)}
    return not [one for one in here if isinstance(one, ast.Assert)] and not names & known


def may_be_empty(over: ast.expr) -> bool:
    """Could what is iterated over hold nothing, as far as its text says?"""
    if isinstance(over, ast.Tuple | ast.List | ast.Set):
        return not [one for one in over.elts if not (isinstance(one, ast.Starred) and may_be_empty(one.value))]
    if isinstance(over, ast.Dict):
        return not over.keys
    if isinstance(over, ast.Name):
        return not over.id.isupper()
    if isinstance(over, ast.Attribute):
        return not over.attr.isupper()
    if isinstance(over, ast.Call):
        name = getattr(over.func, "id", getattr(over.func, "attr", ""))
        if name == "range":
            return False
        inner = [over.func.value] if isinstance(over.func, ast.Attribute) and not over.args else over.args[:1]
        return name not in AS_MANY or not inner or may_be_empty(inner[0])
    return True


def is_sure_of(test: Function, over: ast.expr, but: ast.AST) -> bool:
    """Does another assertion speak of what is iterated over?"""
    name = ast.unparse(over)
    inside = {id(one) for one in ast.walk(but)}
    return any(name in ast.unparse(one.test) for one in asserts(test) if id(one) not in inside)


def holds_of_nothing(test: Function) -> list[int]:
    """Lines with `assert all(…)` over something that may be empty."""
    lines = []
    for one in asserts(test):
        terms = one.test.values if isinstance(one.test, ast.BoolOp) else [one.test]
        if len(terms) > 1:
            continue
        for term in terms:
            is_all = isinstance(term, ast.Call) and getattr(term.func, "id", "") == "all" and len(term.args) == 1
            each = term.args[0] if is_all and isinstance(term, ast.Call) else None
            if isinstance(each, ast.GeneratorExp | ast.ListComp):
                over = each.generators[0].iter
                if may_be_empty(over) and not is_sure_of(test, over, one):
                    lines.append(one.lineno)
    return lines


def reached(node: ast.AST) -> Iterator[ast.AST]:
    """What is run whatever is found: not what stands in an `if`, a loop that may not turn or a function of its own."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If | ast.While | ast.Match | Function | ast.Lambda):
            continue
        if isinstance(child, ast.For | ast.AsyncFor) and may_be_empty(child.iter):
            continue
        yield child
        yield from reached(child)


def may_pass_by(test: Function, known: frozenset[str]) -> bool:
    """Does it assert only where it may not come?"""
    seen = list(reached(test))
    names = {getattr(one.func, "id", getattr(one.func, "attr", "")) for one in seen if isinstance(one, ast.Call)}
    return not [one for one in seen if isinstance(one, ast.Assert)] and not names & known


def statuses(node: ast.expr) -> set[int]:
    """The statuses in a comparison's right side."""
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, int)}


def takes_several(test: Function) -> list[int]:
    """Lines that take one refusal for another."""
    return [
        one.lineno
        for one in ast.walk(test)
        if isinstance(one, ast.Compare)
        and isinstance(one.ops[0], ast.In)
        and ast.unparse(one.left).endswith("status_code")
        and len({status for status in statuses(one.comparators[0]) if status >= 400}) > 1
    ]


def names_no_code(test: Function) -> list[int]:
    """Lines that compare with a status that many refusals have, in a test that speaks of no code or error at all."""
    text = ast.unparse(test)
    if any(
        word in text
        for word in ("code'", 'code"', "error", "codes", "problem(", "refus", "code(", "detail", "scimType")
    ):
        return []
    return [
        one.lineno
        for one in ast.walk(test)
        if isinstance(one, ast.Compare)
        and isinstance(one.ops[0], ast.Eq)
        and "status_code" in ast.unparse(one.left)
        and statuses(one.comparators[0]) & AMBIGUOUS
    ]


DRAWN = "hypothesis draws what it speaks of, and says so when it finds none"
GIVEN = "its cases are written beside it, each with some"
COUNTED = "another test of the file counts them"
#: Tests that assert only where they may not come, each with the reason why they do.
COME: dict[str, str] = {
    **dict.fromkeys(("test_only_what_falls_into_quiet_hours_waits", "test_forth_and_back_is_where_it_began"), DRAWN),
    "test_whatever_is_registered_is_one_line_of_an_address": DRAWN,
    **dict.fromkeys(("test_a_number_is_taken_up_to_its_bound", "test_a_token_for_other_services_is_refused"), GIVEN),
    "test_the_newer_word_stands_in_any_order": GIVEN,
    **dict.fromkeys(("test_source_ids_are_unique", "test_enrolments_agree_with_classes_and_roles"), COUNTED),
    **dict.fromkeys(("test_students_have_one_homeroom_or_six_periods", "test_every_due_date_lies_ahead"), COUNTED),
    "test_guardians_and_students_name_each_other": COUNTED,
    "test_tokens_carry_the_outside_address_and_keys_are_read_inside": COUNTED,
    "test_a_service_hears_all_it_listens_to": "the producers are the code's own consumers; it waits for each one's event",
}


def named(found: Iterator[Found] | list[Found]) -> list[str]:
    """Where they stand."""
    return [f"{file}::{test.name}" for file, test in found]


def test_there_are_tests_to_look_at() -> None:
    assert len(tests()) >= 1500
    assert len({Path(file).parts[1] for file, _ in tests()}) >= 12


def test_every_test_can_fail() -> None:
    silent = [found for found in tests() if says_nothing(found[1], asserting()) and found[1].name not in COME]
    assert named(silent) == []


def can_fail(check: Function) -> bool:
    """Does it assert or raise, or call what does?"""
    return any(isinstance(one, ast.Assert | ast.Raise) for one in ast.walk(check)) or bool(called(check) & asserting())


def test_whatever_is_taken_for_a_check_asserts() -> None:
    assert len(checking()) >= 10
    assert named([found for found in checking() if not can_fail(found[1])]) == []


def test_what_holds_of_all_holds_of_some() -> None:
    assert named([found for found in tests() if holds_of_nothing(found[1])]) == []


def test_an_assertion_is_come_to() -> None:
    passing = [found for found in tests() if may_pass_by(found[1], tripping())]
    assert {test.name for _, test in passing} == COME.keys(), named(passing)


def test_a_refusal_is_one_refusal() -> None:
    assert named([found for found in tests() if takes_several(found[1])]) == []


def test_a_refusal_that_many_share_a_status_with_is_known_by_its_code() -> None:
    assert named([found for found in tests() if names_no_code(found[1])]) == []


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("def test_x():\n    ask()", lambda test: says_nothing(test, asserting())),
        ("def test_x():\n    made(caller)\n    seed()", lambda test: says_nothing(test, asserting())),
        (
            "def test_x():\n    def look():\n        assert row\n    ask(look)",
            lambda test: says_nothing(test, asserting()),
        ),
        ("def test_x():\n    assert all(row.ok for row in rows)", holds_of_nothing),
        ("def test_x():\n    assert all(row.ok for row in [])", holds_of_nothing),
        ("def test_x():\n    for row in rows:\n        assert row", lambda test: may_pass_by(test, frozenset())),
        ("def test_x():\n    if rows:\n        assert rows[0]", lambda test: may_pass_by(test, frozenset())),
        ("def test_x():\n    assert reply.status_code in (403, 404)", takes_several),
        ("def test_x():\n    assert reply.status_code == 403", names_no_code),
    ],
)
def test_the_gates_see_what_they_look_for(text: str, gate: Callable[[Function], object]) -> None:
    test, *_ = functions_of(text)
    assert gate(test)


@pytest.mark.parametrize(
    "text",
    [
        "def test_x():\n    assert rows\n    assert all(row.ok for row in rows)",
        "def test_x():\n    assert len(rows) == 3\n    for row in ('a', 'b'):\n        assert row",
        "def test_x():\n    for row in (1, 2):\n        assert row",
        "def test_x():\n    assert (reply.status_code, reply.json()['code']) == (403, 'not_permitted')",
        "def test_x():\n    assert reply.status_code in (200, 404)",
    ],
)
def test_the_gates_let_pass_what_can_fail(text: str) -> None:
    (test,) = functions_of(text)
    known = frozenset(ASSERTING)
    found = [holds_of_nothing(test), takes_several(test), names_no_code(test)]
    assert (says_nothing(test, known), may_pass_by(test, known), found) == (False, False, [[], [], []])
