"""Wire models of what is missing."""

from pydantic import Field

from shared.schemas import Reply
from shared.web.setup.checks import Severity


class MendingRole(Reply):
    """A role whose holders can mend it."""

    code: str
    name: str = Field(description="In the caller's language.")


class MendingCall(Reply):
    """The call that mends it."""

    service: str
    method: str
    path: str


class Missing(Reply):
    """Something a district cannot do without, or not well."""

    code: str
    text: str = Field(description="In the caller's language.")
    severity: Severity
    count: int = Field(description="How many are concerned.")
    mended_by: list[MendingRole] = Field(description="Who can mend it; nobody of the district where the operator does.")
    call: MendingCall | None = Field(description="null: the operator mends it, by a setting.")


class Setup(Reply):
    """What is missing here, the blocking first; nothing once all is there."""

    items: list[Missing]
