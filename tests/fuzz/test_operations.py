"""A short run tries what changed, and a part of the rest that is another for another contract."""

from typing import Any

from tests.fuzz.operations import SHARE, others_have, tried

COUNT = 30


def contract(*, form: str = "string", changed: int = 0) -> dict[str, Any]:
    """A contract of many operations; all but those that changed say the same as ever."""

    def operation(n: int) -> dict[str, Any]:
        schema = {"$ref": "#/components/schemas/Form"} if n == 7 else {"type": "null"}
        return {"operationId": f"do_{n}", "summary": "New." if n < changed else "", "schema": schema}

    schemas = {"Form": {"items": {"$ref": "#/components/schemas/Inner"}}, "Inner": {"type": form}}
    return {"paths": {f"/{n}": {"get": operation(n)} for n in range(COUNT)}, "components": {"schemas": schemas}}


def test_what_changed_is_tried_and_a_third_in_all() -> None:
    found = tried(contract(changed=4), contract(), effort=1)
    assert {f"do_{n}" for n in range(4)} <= set(found)
    assert len(found) == len(set(found)) == COUNT // SHARE


def test_all_that_changed_is_tried_however_much() -> None:
    assert set(tried(contract(changed=20), contract(), effort=1)) == {f"do_{n}" for n in range(20)}


def test_what_an_operation_refers_to_counts() -> None:
    assert "do_7" in tried(contract(form="integer"), contract(), effort=1)[:1]


def test_the_rest_is_another_for_another_contract() -> None:
    found = {frozenset(tried(contract(form=str(n)), None, effort=1)) for n in range(60)}
    assert len(found) > 30
    assert frozenset().union(*found) == {f"do_{n}" for n in range(COUNT)}


def test_a_long_run_tries_all() -> None:
    assert len(tried(contract(), contract(), effort=2)) == COUNT


def test_git_is_asked_and_need_not_answer() -> None:
    assert others_have("nothing") is None
