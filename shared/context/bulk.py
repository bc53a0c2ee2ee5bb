"""Many rows in one call: each row has its own fate and its own answer; a faulty one never fails its neighbours."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import Field, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from sqlalchemy.exc import DBAPIError

from shared.context.context import Context
from shared.error_mapping import faults_of, refusal_of
from shared.errors import Invalid, Refusal, Unavailable, fault
from shared.schemas import Body, Fault, Reply
from shared.texts.languages import reader
from shared.texts.refusing import told

MOST_ROWS = 1_000

ValidateOnly = Annotated[bool, Query(description="true: say what would happen to each row, and change nothing.")]


class RowRefusal(Reply):
    """Why a row was refused, in the words of a problem document."""

    code: str
    title: str
    detail: str
    errors: list[Fault]


class RowResult(Reply):
    """The result of one row; `row` counts from 0 in the order sent. `id` is null when it was refused."""

    row: int
    id: UUID | None
    refusal: RowRefusal | None


class BulkReply(Reply):
    """The result of every row."""

    validate_only: bool
    done: int
    refused: int
    rows: list[RowResult]


Row = TypeVar("Row", bound=Body)


async def each(
    ctx: Context,
    kind: type[Row],
    sent: list[Any],
    work: Callable[[Context, Row], Awaitable[UUID]],
    *,
    validate_only: bool,
) -> BulkReply:
    """Validate each row as `kind` and do `work` on it under a savepoint of its own; `work` returns the row's id.

    The rows that worked are committed together; their events with them, those of refused rows not. A call that changes nothing
    does the same, so that each row finds what those before it did, and undoes all of it at its end.
    """
    async with ctx.rehearsal() if validate_only else nullcontext():
        results = [await _one(ctx, kind, place, raw, work) for place, raw in enumerate(sent)]
    if not validate_only:
        ctx.audit_rows(*(result.id for result in results if result.id is not None))
    refused = sum(result.refusal is not None for result in results)
    return BulkReply(validate_only=validate_only, done=len(results) - refused, refused=refused, rows=results)


async def _one(
    ctx: Context, kind: type[Row], place: int, raw: Any, work: Callable[[Context, Row], Awaitable[UUID]]
) -> RowResult:
    refusal: Refusal
    before = ctx.mark()
    try:
        async with ctx.session.begin_nested():
            id_ = await work(ctx, kind.model_validate(raw))
            await ctx.session.flush()
        return RowResult(row=place, id=id_, refusal=None)
    except ValidationError as error:
        refusal = Invalid(errors=faults_of(error.errors(), raw))
    except Refusal as found:
        refusal = found
    except DBAPIError as error:
        refusal = refusal_of(error)
        if error.connection_invalidated or type(refusal) is Unavailable:
            # The connection is gone, and all rows before this one with it.
            raise
    ctx.forget_since(before)
    return RowResult(row=place, id=None, refusal=row_refusal(refusal, f"/items/{place}"))


class _DescribedAs:
    """Has the contract say that a value is of this model, which is looked at later."""

    def __init__(self, kind: type[Body]) -> None:
        self.kind = kind

    def __get_pydantic_json_schema__(self, _: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self.kind.__pydantic_core_schema__)


def rows_of(kind: type[Row], most: int = MOST_ROWS) -> Any:
    """The type of a bulk body's `items`: described as `kind`, taken as they come and validated row by row."""
    return Annotated[list[Annotated[Any, _DescribedAs(kind)]], Field(min_length=1, max_length=most)]


def row_refusal(refusal: Refusal, place: str = "") -> RowRefusal:
    """A refusal inside a reply, in its reader's words; `place` is of the row whose values it speaks of."""
    said = told(refusal, reader())
    errors = [fault(f"{place}{entry['pointer']}", entry["detail"], entry["code"]) for entry in said.errors]
    return RowRefusal(
        code=refusal.code,
        title=said.title,
        detail=said.detail,
        errors=[Fault.model_validate(entry) for entry in errors],
    )
