"""Wire models of the district's catalogue of roles."""

from typing import Annotated, Literal

from pydantic import Field

from services.partners.directory.roles.tables import GrantSource, RolePlace
from shared.auth import profiles
from shared.auth.scopes import SCOPES
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Day, Kept, Patch, Reply, RoleCode, ShortText, Truth

ProfileCode = Literal[profiles.CODES]  # type: ignore[valid-type]
ScopeCode = Literal[tuple(SCOPES)]  # type: ignore[valid-type]
Giver = Literal[tuple(sorted(profiles.SCHOOL_HEADS))]  # type: ignore[valid-type]
Givers = Annotated[
    list[Giver],  # type: ignore[valid-type]
    Field(
        max_length=len(profiles.SCHOOL_HEADS),
        description="The profiles whose holders may give it to people of their school, the district's stewards to anybody. "
        "Nobody so gives a role on their own profile.",
    ),
]
RoleAct = Literal["change", "preview"]


class RoleNames(Body):
    """What a role is called, by language; without a Spanish name the English one is used."""

    en: ShortText
    es: ShortText | None = None


class RoleNamesSaid(Reply):
    """What a role is called, by language."""

    en: str
    es: str | None = None


class Role(Kept):
    """A role of the district: people hold it, plans and ladders name it by its code, and its profile says what it opens."""

    code: str
    names: RoleNamesSaid
    profile: ProfileCode = Field(description="The permission profile it stands on; who may do what goes by it alone.")
    place: RolePlace = Field(description="Where it is held: at schools, for the district, or either.")
    given_by: list[str] = Field(
        description="The profiles whose holders may give it to people of their school, the district's stewards to anybody."
    )
    active: bool = Field(description="False: retired. Nobody is given it any more, and no plan can ask for it.")
    may: list[RoleAct] = MAY_DO


class RoleCreate(Body):
    """A role of the district's own. Its code is never changed."""

    code: RoleCode
    names: RoleNames
    profile: ProfileCode
    place: RolePlace
    given_by: Givers = []


class RoleUpdate(Patch):
    """A merge patch; `names` and `given_by` are replaced whole."""

    names: RoleNames = ABSENT
    profile: ProfileCode = ABSENT
    place: RolePlace = ABSENT
    given_by: Givers = ABSENT
    active: Truth = ABSENT
    while_held: Truth = Field(
        default=ABSENT,
        description="With `active: false`: retire it though people hold it; they hold it on until it ends.",
    )


class RoleList(Paging):
    """Filters of the catalogue."""

    code: Several[RoleCode] | None = None
    profile: ProfileCode | None = None
    place: Several[RolePlace] | None = None
    active: bool | None = None


class ProfileWish(Body):
    """The profile a role is to stand on."""

    profile: ProfileCode


class ScopeReach(Reply):
    """A scope, and how far into its rows a profile gets by it."""

    scope: ScopeCode  # type: ignore[valid-type]
    meaning: str
    before: list[str] = Field(
        description="`everyone`, `district`, `school`, `owner`, or a relation such as `own_class`; empty: nothing."
    )
    after: list[str]


class RoleHolder(Reply):
    """Somebody who holds a role today, or will, where, and who gave it."""

    staff: StaffReference
    school: SchoolReference | None
    starts_on: Day
    ends_on: Day | None
    granted_by: GrantSource


class ProfilePreview(Reply):
    """What a role on another profile would open and close to whoever holds it. Nothing is changed."""

    code: str
    profile_before: ProfileCode
    profile_after: ProfileCode
    holders: int = Field(description="People who hold it today or will; their tokens end when it is changed.")
    held_by: list[RoleHolder] = Field(
        description="Who they are, by name; the first 100, and somebody once for each place and source."
    )
    covers: int = Field(description="People who hold it today as a cover of one of them.")
    claim_rules: int = Field(
        description="Claim rules that bring it. While one does, or the roster may, it comes not to reach far (`role_is_brought`)."
    )
    roster_brings: bool = Field(description="May the roster bring it?")
    opens: list[ScopeReach]
    closes: list[ScopeReach]
    waits_for_second: bool = Field(description="It comes to reach far, so a second person must confirm the change.")
