"""Filters, order and pages: what PostgreSQL finds is what the filter says of each resource by itself."""

from typing import Any
from uuid import UUID

import pytest
from scim2_models import SearchRequest

from services.partners.access.scim.schemas import StaffUser
from shared.testing.calls import Service, assert_refused
from tests.partners.access.scim.provider import ENTERPRISE, provider_of

PEOPLE: list[dict[str, Any]] = [
    {
        **{"userName": "ann@x.org", "title": "Principal", "active": True, "externalId": "A1"},
        "name": {"givenName": "Ann", "familyName": "Ñandú"},
        "emails": [{"value": "ann@x.org", "type": "work", "primary": True}, {"value": "a@home.org", "type": "home"}],
        ENTERPRISE: {"employeeNumber": "10", "department": "Oak"},
    },
    {
        **{"userName": "Bob@x.org", "title": "teacher", "active": False, "externalId": "a1"},
        "emails": [{"value": "bob@x.org", "type": "home"}],
    },
    {"userName": "cy_%", "displayName": "100% 'quoted' \"x\" \\", "roles": [{"value": "lead", "primary": True}]},
]
FILTERS = [
    'userName eq "ANN@x.org"',
    'userName ne "ann@x.org"',
    'userName co "@X"',
    'userName sw "b"',
    'userName ew ".ORG"',
    'userName co "_%"',
    'externalId eq "A1"',
    'externalId eq "a1"',
    'externalId ne "a1"',
    'externalId co "A"',
    "title pr",
    "not (title pr)",
    'title gt "principal"',
    'title ge "principal"',
    'title lt "teacher"',
    'title le "teacher"',
    "active eq true",
    "active eq false",
    "active ne true",
    'active eq "True"',
    "externalId eq null",
    "externalId ne null",
    'name.familyName eq "ÑANDÚ"',
    "name pr",
    "name.givenName pr",
    "emails pr",
    "emails.type pr",
    'emails co "home"',
    'emails.value ew "@x.org"',
    'emails.type eq "HOME"',
    'emails.type ne "home"',
    'emails[type eq "work" and value co "x.org"]',
    'emails[type eq "home" and value co "x.org"]',
    'emails[not (type eq "home")]',
    'emails[primary eq true or value sw "bob"]',
    "emails[type pr]",
    'roles[primary eq "True"].value eq "lead"',
    f'{ENTERPRISE}:department eq "oak"',
    f"{ENTERPRISE}:department pr",
    f'not ({ENTERPRISE}:employeeNumber eq "10")',
    'title pr and active eq true or userName sw "cy"',
    'title pr and (active eq true or userName sw "cy")',
    'displayName eq "100% \'quoted\' \\"x\\" \\\\"',
    'meta.created gt "2020-01-01T00:00:00Z"',
    'meta.lastModified lt "2020-01-01T00:00:00Z"',
    'meta.resourceType eq "User"',
    f'schemas eq "{ENTERPRISE}"',
    f'schemas co "{ENTERPRISE[:-4]}"',
    'id eq "nobody"',
    "groups pr",
]


async def test_the_database_finds_what_the_filter_means(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    users = [await provider.user(**person) for person in PEOPLE]
    form: Any = SearchRequest[StaffUser]  # type: ignore[valid-type]
    models = [StaffUser.model_validate(user) for user in users]
    for wanted in FILTERS:
        try:
            meant = form.model_validate({"filter": wanted}).filter
        except ValueError:
            assert_refused(await provider.send("GET", "/Users", query=f"filter={wanted}"), 400, "invalid")
            continue
        assert meant is not None
        expected = [model.id for model in models if meant.match(model)]
        assert [user["id"] for user in await provider.found("/Users", filter=wanted)] == expected, wanted
    assert [u["id"] for u in await provider.found("/Users", filter=f'id eq "{users[1]["id"]}"')] == [users[1]["id"]]


async def test_groups_are_found_by_name_and_member(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    ann, bob = [await provider.user(f"{name}@x.org") for name in ("ann", "bob")]
    oak, elm = await provider.group("Oak", ann["id"], bob["id"]), await provider.group("Elm", bob["id"])
    for wanted, expected in {
        'displayName eq "OAK"': [oak],
        f'members eq "{ann["id"]}"': [oak],
        f'members[value eq "{bob["id"]}"]': [oak, elm],
        f'not (members.value eq "{ann["id"]}")': [elm],
        f'id eq "{elm["id"]}" and members.value eq "{ann["id"]}"': [],
    }.items():
        found = await provider.found("/Groups", filter=wanted)
        assert [group["id"] for group in found] == [group["id"] for group in expected], wanted
    users = await provider.found("/Users", filter=f'groups.value eq "{oak["id"]}" and groups.display co "oa"')
    assert [user["id"] for user in users] == [ann["id"], bob["id"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sortBy=userName", ["ann@x.org", "Bob@x.org", "cy_%"]),
        ("sortBy=userName&sortOrder=descending", ["cy_%", "Bob@x.org", "ann@x.org"]),
        ("sortBy=title", ["ann@x.org", "Bob@x.org", "cy_%"]),
        ("sortBy=title&sortOrder=descending", ["cy_%", "Bob@x.org", "ann@x.org"]),
        ("sortBy=emails", ["ann@x.org", "Bob@x.org", "cy_%"]),
        (f"sortBy={ENTERPRISE}:department", ["ann@x.org", "Bob@x.org", "cy_%"]),
        ("sortBy=meta.created&sortOrder=descending", ["cy_%", "Bob@x.org", "ann@x.org"]),
        ("startIndex=2&count=1", ["Bob@x.org"]),
        ("startIndex=0&count=2", ["ann@x.org", "Bob@x.org"]),
        ("startIndex=9", []),
        ("count=0", []),
        ("count=-3", []),
    ],
)
async def test_order_and_pages(partners: Service, district_id: UUID, query: str, expected: list[str]) -> None:
    provider = await provider_of(partners, district_id)
    for person in PEOPLE:
        await provider.user(**person)
    page = (await provider.send("GET", "/Users", query=query)).json()
    assert [user["userName"] for user in page["Resources"]] == expected
    assert (page["totalResults"], page["itemsPerPage"]) == (3, len(expected))


async def test_one_search_goes_over_users_and_groups(partners: Service, district_id: UUID) -> None:
    provider = await provider_of(partners, district_id)
    for name in ("ann", "bob"):
        await provider.user(f"{name}@x.org", displayName=name)
    await provider.group("Ann's")
    for body, expected in (
        ({}, (3, ["User", "User", "Group"])),
        ({"startIndex": 2, "count": 2}, (3, ["User", "Group"])),
        ({"startIndex": 3}, (3, ["Group"])),
        ({"filter": 'displayName sw "ann"'}, (2, ["User", "Group"])),
        ({"filter": 'userName pr or displayName eq "x"'}, (2, ["User", "User"])),
        ({"filter": "not (userName pr)"}, (1, ["Group"])),
    ):
        page = (await provider.send("POST", "/.search", body)).json()
        kinds = [resource["meta"]["resourceType"] for resource in page["Resources"]]
        assert (page["totalResults"], kinds) == expected, body
    only = (await provider.send("POST", "/Groups/.search", {"attributes": ["displayName"]})).json()["Resources"]
    assert [sorted(resource) for resource in only] == [["displayName", "id", "schemas"]]
