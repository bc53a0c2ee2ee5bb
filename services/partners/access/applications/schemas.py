"""Wire models of registered front ends."""

from collections.abc import Callable
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.partners.access.applications.rules import LONGEST, MOST_ABSOLUTE, MOST_IDLE, wrong_address, wrong_origin
from services.partners.access.applications.tables import ApplicationKind
from services.partners.references import ClientReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.front_ends.pages import FrontEndPage
from shared.schemas import ABSENT, MAY_DO, Body, Moment, Patch, Reply, ShortText, Truth, Whole


def _checked(wrong: Callable[[str], str | None]) -> AfterValidator:
    def check(value: str) -> str:
        if (why := wrong(value)) is not None:
            raise ValueError(why)
        return value

    return AfterValidator(check)


Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), _checked(wrong_address)]
Origin = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), _checked(wrong_origin)]
Scope = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z-]+:[a-z]+$")]

RedirectUris = Annotated[
    list[Address],
    Field(
        min_length=1,
        max_length=10,
        description="Where people come back to: compared letter by letter. https, or http on a loopback address.",
    ),
]
PostLogoutUris = Annotated[
    list[Address], Field(max_length=10, description="Where people may be sent after signing out.")
]
Origins = Annotated[
    list[Origin],
    Field(
        max_length=10, description="Origins of its pages, for CORS and the session cookie: https://plans.example.org."
    ),
]
Scopes = Annotated[
    list[Scope],
    Field(min_length=1, max_length=200, description="The most it may ask for; a person's roles narrow it further."),
]
Idle = Annotated[
    Whole, Field(ge=5, le=MOST_IDLE, description="Minutes without a refresh after which a session has ended.")
]
Absolute = Annotated[
    Whole, Field(ge=5, le=MOST_ABSOLUTE, description="Minutes after which a session ends whatever happens.")
]


Addresses = Annotated[
    dict[FrontEndPage, Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]],
    Field(
        description="Where its pages are, at one of its origins or redirect URIs: mails and `about.link` lead there. "
        "`{id}` and, of a revision, `{number}` stand for what is led to; `default` is for pages without an address of "
        "their own, `{path}` standing for the API's path without /v1.",
        examples=[{"task": "https://plans.example.org/tasks/{id}", "default": "https://plans.example.org/{path}"}],
    ),
]
IsDefault = Annotated[
    Truth, Field(description="Whoever has signed in to none is led here; a district has one such front end at most.")
]

ApplicationAct = Literal["change", "delete"]


class Application(Reply):
    """A registered front end. `oauth_client_id` is its `client_id` at /oauth/authorize and /oauth/token."""

    id: UUID
    name: str
    kind: ApplicationKind
    client: ClientReference | None
    oauth_client_id: UUID
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str | None
    origins: list[str]
    scopes: list[str]
    idle_minutes: int
    absolute_minutes: int
    may_use_cookie: bool
    addresses: dict[FrontEndPage, str]
    is_default: bool
    removed_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[ApplicationAct] = MAY_DO


class ApplicationCreate(Body):
    """A front end to register."""

    name: ShortText
    kind: ApplicationKind = ApplicationKind.PUBLIC
    client_id: UUID | None = Field(default=None, description="A confidential front end's machine client.")
    redirect_uris: RedirectUris
    post_logout_redirect_uris: PostLogoutUris = []
    backchannel_logout_uri: Address | None = Field(
        default=None, description="Notified of every session that ends (OpenID Connect Back-Channel Logout 1.0)."
    )
    origins: Origins = []
    scopes: Scopes
    idle_minutes: Idle = 120
    absolute_minutes: Absolute = 720
    may_use_cookie: Truth = Field(default=False, description="Partners holds its sessions in a cookie.")
    addresses: Addresses = {}
    is_default: IsDefault = False


class ApplicationUpdate(Patch):
    """A merge patch; lists are replaced whole. The kind of front end cannot be changed."""

    name: ShortText = ABSENT
    redirect_uris: RedirectUris = ABSENT
    post_logout_redirect_uris: PostLogoutUris = ABSENT
    backchannel_logout_uri: Address | None = ABSENT
    origins: Origins = ABSENT
    scopes: Scopes = ABSENT
    idle_minutes: Idle = ABSENT
    absolute_minutes: Absolute = ABSENT
    may_use_cookie: Truth = ABSENT
    addresses: Addresses = ABSENT
    is_default: IsDefault = ABSENT


class ApplicationList(Paging):
    """Filters of the list of front ends."""

    kind: Several[ApplicationKind] | None = None
