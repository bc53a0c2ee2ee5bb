"""Wire models of explanations."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from services.partners.access.claim_rules.schemas import ClaimPreview
from shared.context.bulk import RowRefusal
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import Body, Reply


class ExplanationWish(Body):
    """An ID token as it came, or claims to try; one of the two."""

    id_token: Annotated[str, StringConstraints(min_length=1, max_length=16_384)] | None = None
    claims: Annotated[dict[str, Any], Field(max_length=300)] | None = Field(
        default=None, description="Example claims: neither signature nor times are checked."
    )


class RoleInToken(Reply):
    """A role the token would carry, from whatever source."""

    role: str
    profile: str = Field(description="The permission profile it stands on.")
    school: SchoolReference | None


class Explanation(Reply):
    """What a sign-in would result in. Nothing has been changed."""

    accepted: bool
    refusal: RowRefusal | None = Field(description="Why the sign-in would be refused.")
    staff: StaffReference | None
    found_by: str | None = Field(description="`linked`, or how the first sign-in would be linked.")
    rules: ClaimPreview | None = Field(description="Roles the claim rules bring and end, each with its reason.")
    roles: list[RoleInToken] = Field(description="All roles of the token, those of the roster and administrators too.")
    scopes: list[str] = Field(description="What these roles bring, as far as the application asks for it.")
