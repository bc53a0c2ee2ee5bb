"""Plan files, row by row."""

from typing import Any

import httpx

from tests.scheduling.factories import TODAY, District

DUE = TODAY.replace(year=TODAY.year + 1).isoformat()
HEADER = (
    "plan_title,school_year,plan_summary,goal_code,goal_title,measure,unit,baseline,target,target_on,strategy_code,"
    "strategy_title,strategy_description,activity_code,activity_title,instructions,owner_role,targets,due,done_when"
)
FIRST = f"Plan,2026-2027,,G1,Goal,Measured,percent,46,80,{DUE},S1,Teams,,A1,Meet,,principal,all,{DUE},manual"
KINDS = {"yaml": "application/yaml", "json": "application/json", "csv": "text/csv"}


async def send(
    district: District, form: str, text: str | bytes, charset: str = "", **query: Any
) -> tuple[httpx.Response, list[tuple[str, int | None, str | None]]]:
    """Import a file; returns the reply and its faults as (code, line, column)."""
    kind = KINDS[form] + (f"; charset={charset}" if charset else "")
    body = text.encode() if isinstance(text, str) else text
    reply = await district.author.post(
        "/v1/plan-imports", content=body, headers={"content-type": kind}, params={k: str(v) for k, v in query.items()}
    )
    faults = reply.json().get("errors", [])
    return reply, [(entry["code"], entry.get("line"), entry.get("column")) for entry in faults]


def rows(*changes: dict[str, str]) -> str:
    """A sheet of the first row and others, which differ in the named columns."""
    names, sheet = HEADER.split(","), [HEADER]
    for change in changes:
        cells = dict(zip(names, FIRST.split(","), strict=True)) | change
        sheet.append(",".join(f'"{cells[name]}"' for name in names))
    return "\n".join(sheet)
