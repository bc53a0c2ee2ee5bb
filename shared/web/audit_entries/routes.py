"""HTTP of the audit: who did what, as a list and as an export. Reading it is audited too."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from shared.auth.policy import Policy
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.texts.words import Words
from shared.web.audit_entries.repository import LISTING, lines
from shared.web.audit_entries.schemas import AuditEntry, AuditExport, AuditList
from shared.web.requires import requires

#: The audit itself as a kind of records.
RECORDS = "audit"
AS_LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One AuditEntry a line, by position.",
        "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
    }
}


def audit(policy: Policy) -> APIRouter:
    """The room of whoever answers for what happened; who they are is the service's own table of rules."""
    router = APIRouter(prefix="/v1/audit-entries", tags=["audit"])

    @router.get("", response_model=Page[AuditEntry], responses=refusals(NotPermitted))
    async def list_audit_entries(
        ctx: Annotated[Context, requires("audit:read")], filters: Annotated[AuditList, Query()]
    ) -> Response:
        """List who did what, oldest first."""
        _admit(ctx, policy)
        ctx.audit_reading(records=RECORDS)
        ctx.audit_rows(*(wanted for wanted in (filters.row_id, filters.student_id) if wanted))
        return await ctx.page(LISTING, filters)

    @router.get("/export", response_class=StreamingResponse, responses=AS_LINES | refusals(NotPermitted))
    async def export_audit_entries(
        ctx: Annotated[Context, requires("audit:read")], wish: Annotated[AuditExport, Query()]
    ) -> Response:
        """Export the district's chain of entries after a position, for an outsider to verify."""
        _admit(ctx, policy)
        ctx.audit_reading(records=RECORDS)
        saved = {"Content-Disposition": 'attachment; filename="audit.ndjson"'}
        return StreamingResponse(lines(ctx, wish.after_position), media_type="application/x-ndjson", headers=saved)

    return router


def _admit(ctx: Context, policy: Policy) -> None:
    """The audit names students: whoever belongs to an outside party reads none of it, whatever their scopes are."""
    if ctx.principal.party is not None:
        raise NotPermitted(
            Words(
                "The audit is for the district's own people and systems.",
                es="La auditoría es para las personas y los sistemas propios del distrito.",
            )
        )
    policy.require(ctx, "audit:read")
