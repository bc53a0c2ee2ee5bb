"""What we keep of SCIM's Users and Groups (RFC 7643), and what the service says about itself.

Only what is declared here is taken: everything else is refused by name, so nothing is dropped silently.
"""

from typing import Annotated, Any, ClassVar, cast

from pydantic import BeforeValidator, Field
from scim2_models import (
    Address,
    CaseExact,
    ComplexAttribute,
    Email,
    Extension,
    Mutability,
    Name,
    PhoneNumber,
    Reference,
    Required,
    Resource,
    ResourceType,
    Role,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension
from scim2_models.urn import URN

MOST_RESULTS = 200
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def _truth(value: Any) -> Any:
    """Entra ID sends "True" and "False"; numbers and other words are no truth."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value is None or isinstance(value, bool):
        return value
    raise ValueError("true or false")


class Membership(ComplexAttribute):
    """A group the User is in. Groups are changed at the group."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[AnyExtension]):
    """A staff member."""

    __schema__ = URN(USER)

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """What the person signs in with at the identity provider; unique in the district, whatever the case."""
    name: Name | None = None
    """The person's name. People no roster lists are called by it everywhere."""
    Name: ClassVar[type[ComplexAttribute]] = Name
    display_name: str | None = None
    """How the identity provider shows the person."""
    nick_name: str | None = None
    """What the person likes to be called."""
    title: str | None = None
    """The job's title."""
    user_type: str | None = None
    """The kind of employment."""
    preferred_language: str | None = None
    """The language we write to the person in, such as en-US."""
    locale: str | None = None
    """The person's locale."""
    timezone: str | None = None
    """The person's time zone."""
    active: Annotated[bool | None, BeforeValidator(_truth)] = None
    """May the person get in? What the roster or an administrator says is not undone by it."""
    emails: list[Email] | None = None
    """E-mail addresses."""
    Emails: ClassVar[type[ComplexAttribute]] = Email
    phone_numbers: list[PhoneNumber] | None = None
    """Phone numbers."""
    PhoneNumbers: ClassVar[type[ComplexAttribute]] = PhoneNumber
    addresses: list[Address] | None = None
    """Postal addresses."""
    Addresses: ClassVar[type[ComplexAttribute]] = Address
    groups: Annotated[list[Membership] | None, Mutability.read_only] = None
    """The groups the User is in."""
    Groups: ClassVar[type[ComplexAttribute]] = Membership
    roles: list[Role] | None = None
    """Roles in the identity provider's words. They are kept; no role of ours comes of them."""
    Roles: ClassVar[type[ComplexAttribute]] = Role


class Manager(ComplexAttribute):
    """Whom the person answers to."""

    value: Annotated[str | None, CaseExact.true] = None
    ref: Reference["User"] | None = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display_name: str | None = None


class EnterpriseUser(Extension):
    """What employers know of people."""

    __schema__ = URN(ENTERPRISE)

    employee_number: str | None = None
    """The number in the personnel system; a new User is the staff member whose roster id this is."""
    cost_center: str | None = None
    """The cost center."""
    organization: str | None = None
    """The organization."""
    division: str | None = None
    """The division."""
    department: str | None = None
    """The department."""
    manager: Manager | None = None
    """Whom the person answers to."""
    Manager: ClassVar[type[ComplexAttribute]] = Manager


class Member(ComplexAttribute):
    """A User of the group."""

    value: Annotated[str | None, Mutability.immutable, Required.true, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])
    display: str | None = None


class Group(Resource[Any]):
    """A group of Users. Its name is a fact for the district's claim rules."""

    __schema__ = URN(GROUP)

    display_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    """The group's name; unique in the district, whatever the case."""
    members: list[Member] | None = None
    """The Users in it."""
    Members: ClassVar[type[ComplexAttribute]] = Member


StaffUser: type[Any] = User[EnterpriseUser]

#: What of the dialects of identity providers we take: Entra ID removes by value, and adds to elements that are not there yet.
POLICY = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply, unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create
)
OFFERED = {
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": MOST_RESULTS},
    "changePassword": {"supported": False},
    "sort": {"supported": True},
    "etag": {"supported": True},
    "pagination": {"cursor": False, "index": True, "defaultPaginationMethod": "index", "maxPageSize": MOST_RESULTS},
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "OAuth bearer token",
            "description": "An access token with scim:write, or the secret of a client that holds scim:write and nothing else.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": True,
        }
    ],
}
PROVIDER = ScimProvider(
    [cast(type[Any], User), EnterpriseUser, Group, ServiceProviderConfig, ResourceType, Schema],
    [ResourceType.from_resource(StaffUser), ResourceType.from_resource(Group)],
    ServiceProviderConfig.model_validate(OFFERED),
    POLICY,
)
