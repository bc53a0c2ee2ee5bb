"""HTTP of notes for oneself."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.own_notes import service
from services.scheduling.work.own_notes.errors import TooManyOwnNotes
from services.scheduling.work.own_notes.may import MAY
from services.scheduling.work.own_notes.schemas import OwnNote, OwnNoteCreate, OwnNoteList, OwnNoteUpdate
from services.scheduling.work.own_notes.transitions import CHANGE, DELETE
from shared.context.context import Context
from shared.errors import PeopleOnly, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/own-notes", tags=["own notes"])
Reader = Annotated[Context, requires("tasks:read")]
Writer = Annotated[Context, requires("tasks:write")]


@router.get("", response_model=Page[OwnNote], responses=refusals(PeopleOnly))
async def list_own_notes(ctx: Reader, filters: Annotated[OwnNoteList, Query()]) -> Response:
    """List your notes for yourself by day; nobody else's are ever among them."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=OwnNote, responses=refusals(PeopleOnly, TooManyOwnNotes))
async def add_own_note(body: OwnNoteCreate, ctx: Writer) -> Response:
    """Make a note for yourself: no role, system, event, feed or mail ever has it."""
    return ctx.reply(await MAY.reply(ctx, OwnNote, await service.add(ctx, body)), 201)


@router.get("/{own_note_id}", response_model=OwnNote, responses=refusals(PeopleOnly))
async def read_own_note(own_note_id: UUID, ctx: Reader) -> Response:
    """Read one of your notes for yourself."""
    return await service.read(ctx, own_note_id)


@router.patch("/{own_note_id}", response_model=OwnNote, responses=refusals(PeopleOnly))
async def change_own_note(
    own_note_id: UUID, body: OwnNoteUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Reword, move or tick one of your notes for yourself."""
    return ctx.reply(await MAY.reply(ctx, OwnNote, await service.change(ctx, own_note_id, body)))


@router.delete("/{own_note_id}", status_code=204, responses=refusals(PeopleOnly))
async def remove_own_note(own_note_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Delete one of your notes for yourself."""
    await service.remove(ctx, own_note_id)
    return Response(status_code=204)
