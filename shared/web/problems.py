"""Problem documents in the contract: one model for each code, so that a client knows what an operation may refuse."""

from collections.abc import Iterable
from typing import Any

from shared.errors import (
    CODES,
    PROBLEM_REF,
    HeadersTooLarge,
    HeadersUnclear,
    Refusal,
    RequestUnreadable,
    ServerFault,
    described,
    known_refusals,
    problem_name,
)
from shared.schemas import Fault, Problem

PROBLEM = "application/problem+json"
#: What the edge answers before it knows which operation is called, and what nobody expected.
ANYWHERE = (RequestUnreadable, HeadersUnclear, HeadersTooLarge, ServerFault)


def add(responses: dict[str, Any], kinds: Iterable[type[Refusal]], *, last: bool = False) -> None:
    """Have an operation's responses say these refusals, before its own of the same status or after them."""
    for status, response in described(*kinds).items():
        own = responses.get(str(status), {})
        several = [response[CODES], own.get(CODES, ())]
        codes = [code for known in (several[::-1] if last else several) for code in known]
        responses[str(status)] = {"description": "", **own, CODES: list(dict.fromkeys(codes))}
    in_order = dict(sorted(responses.items()))
    responses.clear()
    responses.update(in_order)


def finish(responses: dict[str, Any]) -> set[str]:
    """Write what each response refuses into its description and its schema; returns the codes."""
    known, found = known_refusals(), set()
    for response in responses.values():
        if codes := response.pop(CODES, None):
            (said,) = described(*(known[code] for code in codes)).values()
            # Below a path whose standard has a form of its own, a response may come in either.
            is_both = PROBLEM not in response.get("content", {PROBLEM: {}})
            own = f"; {response['description']}" if is_both else ""
            response["description"] = said["description"] + own
            response["content"] = {**response.get("content", {}), **said["content"]}
            found |= {*codes}
    return found


def paged(responses: dict[str, Any]) -> None:
    """Say that a browser's tab, which takes HTML, is shown a page for each refusal."""
    for response in responses.values():
        if PROBLEM in response.get("content", {}):
            response["content"]["text/html"] = {"schema": {"type": "string"}}


def components(codes: Iterable[str]) -> dict[str, Any]:
    """The models of these codes, and those they stand on."""
    found = {model.__name__: model.model_json_schema() for model in (Problem, Fault)}
    for schema in found.values():
        schema.pop("$defs", None)
    found["Problem"]["properties"]["errors"]["items"] = {"$ref": "#/components/schemas/Fault"}
    known = known_refusals()
    return found | {problem_name(code): _component(known[code]) for code in sorted(codes)}


def _component(kind: type[Refusal]) -> dict[str, Any]:
    # Generators that merge what `allOf` names do so with an enum of one, not with a `const`.
    facts = {"code": {"type": "string", "enum": [kind.code]}}
    return {
        "title": problem_name(kind.code),
        "description": f"{kind.title}.",
        "allOf": [PROBLEM_REF, {"type": "object", "properties": facts, "required": [*facts]}],
    }
