"""HTTP of evidence files: uploaded, checked, downloaded."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.scheduling.work.evidence_files import service
from services.scheduling.work.evidence_files.errors import FileRepeated, TooManyFiles
from services.scheduling.work.tasks import content
from services.scheduling.work.tasks.errors import PlanEnded
from services.scheduling.work.tasks.schemas import Task
from services.scheduling.work.tasks.transitions import FILES, REMOVE_FILE
from shared.context.context import Context
from shared.errors import NotPermitted, WrongState, refusals
from shared.files import errors
from shared.files.kinds import KINDS
from shared.files.names import disposition
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1/tasks/{task_id}/files", tags=["evidence files"])

BYTES = {"schema": {"type": "string", "format": "binary"}}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file's bytes as they are, whatever Content-Type says: 25 MB at most unless the operator set another "
        "limit. Taken: pdf, png, jpg, webp, heic, docx, xlsx, pptx, odt, ods, csv, txt, ics.",
        "content": {"application/octet-stream": BYTES},
    }
}
DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes, to be saved under the name of the file; the ETag is their SHA-256.",
        "content": {kind.media_type: BYTES for kind in KINDS},
    }
}


@router.post(
    "",
    status_code=201,
    response_model=Task,
    responses=refusals(NotPermitted, FileRepeated, TooManyFiles, *errors.REFUSALS),
    openapi_extra=UPLOAD,
)
async def add_file(
    task_id: UUID,
    request: Request,
    ctx: Annotated[Context, requires(FILES.door, upload=True, most="max_file_bytes")],
    name: Annotated[str, Query(min_length=1, max_length=1000, description="The file's name; 200 characters.")],
) -> Response:
    """Upload a file as evidence. Its type is read from its bytes and must fit its name; a scanner may be asked."""
    task, file = await service.add(
        ctx, task_id, name, request.stream(), lambda digest: idempotency.claim(ctx, request, digest)
    )
    return await content.reply(ctx, task, 201, {"Location": f"/v1/tasks/{task_id}/files/{file.id}"})


@router.get("/{file_id}", response_class=StreamingResponse, responses=DOWNLOAD | refusals(errors.FilesUnavailable))
async def read_file(task_id: UUID, file_id: UUID, ctx: Annotated[Context, requires("tasks:read")]) -> Response:
    """Download a file; browsers save it and never display it."""
    file, blocks = await service.read(ctx, task_id, file_id)
    return StreamingResponse(
        blocks,
        media_type=file.media_type,
        headers={
            "Content-Length": str(file.size),
            "Content-Disposition": disposition(file.title),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{file.sha256}"',
        },
    )


@router.delete("/{file_id}", response_model=Task, responses=refusals(NotPermitted, WrongState, PlanEnded))
async def remove_file(task_id: UUID, file_id: UUID, ctx: Annotated[Context, requires(REMOVE_FILE.door)]) -> Response:
    """Delete a file: whoever uploaded it or the district's coordinator, while the task is live."""
    return await content.reply(ctx, await service.remove(ctx, task_id, file_id))
