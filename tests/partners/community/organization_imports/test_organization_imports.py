"""A list of organisations is taken as people have it, each line by itself, and never overwrites what was said."""

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest

from services.partners.community.organization_imports.sheets import CSV, MOST_LINES, XLSX
from services.partners.community.organizations.service import MOST_SITES
from shared.testing.calls import Service, assert_refused
from tests.partners.community.organization_imports.workbooks import workbook
from tests.partners.community.organizations.factories import CLINIC, Town, town

LIST = """Our partners 2026,,,,,,
,,,,,,
Agency Name,Type,Services,Languages spoken,ZIP,Contact person,E-mail,Favourite colour
Riverside Family Clinic,Clinic,"Health, counseling",English; Spanish,48502,Dana Ruiz,dana@riverside.example,blue
Reading Friends,Nonprofit,tutoring,en,,"Cho, Ann",,
,Church,,,,,,
Old Mill,Mill,flour,Klingon,,Sam,not an address,
"""


async def taken(place: Town, sent: bytes | str, kind: str = CSV, **asked: str) -> Any:
    """What came of a list."""
    content = sent.encode() if isinstance(sent, str) else sent
    headers = {"Content-Type": kind}
    return await place.machine.post("/v1/organization-imports", params=asked, content=content, headers=headers)


def told(reply: Any) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Line by line: what came of it, and what of it could not be taken."""
    assert reply.status_code == 200, reply.text
    return [
        (line["line"], line["outcome"], [(one["column"], one["code"]) for one in line["faults"]])
        for line in reply.json()["lines"]
    ]


async def test_a_list_is_taken_with_its_title_its_words_and_its_faults(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    reply = await taken(place, LIST)
    assert told(reply) == [
        (4, "added", []),
        (5, "added", []),
        (6, "refused", [("name", "name_missing")]),
        (
            7,
            "added",
            [
                *(("kind", "not_understood"), ("domains", "not_understood"), ("languages", "not_understood")),
                *(("contact", "contact_unnamed"), ("email", "not_an_address")),
            ],
        ),
    ]
    assert reply.json()["unknown_columns"] == ["Favourite colour"]
    found = (await place.machine.get("/v1/organizations")).json()["items"]
    clinic = next(one for one in found if one["kind"] == "health")
    assert (clinic["domains"], clinic["languages"]) == (["health", "mental_health"], ["en", "es"])
    assert [(site["name"], site["postal_code"]) for site in clinic["sites"]] == [("Riverside Family Clinic", "48502")]
    assert (clinic["introduced_by"], clinic["status"]) == ("import", "lead")
    contacts = (await place.machine.get("/v1/organization-contacts")).json()["items"]
    names = {(one["given_name"], one["family_name"], one["writing_consent"]) for one in contacts}
    assert names == {("Dana", "Ruiz", "not_asked"), ("Ann", "Cho", "not_asked")}


async def test_the_same_list_again_changes_nothing(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await taken(place, LIST)
    before = (await place.machine.get("/v1/organizations")).json()["items"]
    again = await taken(place, LIST)
    assert [outcome for _, outcome, _ in told(again)] == ["known", "known", "refused", "known"]
    assert (await place.machine.get("/v1/organizations")).json()["items"] == before
    assert len((await place.machine.get("/v1/organization-contacts")).json()["items"]) == 2


async def test_what_nobody_said_is_filled_in_and_what_was_said_stays(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    made = await place.add(description="A clinic of ours.", domains=["health"])
    sent = (
        "Name,Notes,Website,EIN,Services,Address,Zip\n"
        "Riverside Family Clinic Inc,Other,riverside.example,12-3456789,dental,1 A St,48502\n"
    )
    assert told(await taken(place, sent)) == [(2, "filled", [])]
    read = await place.read(made)
    assert (read["name"], read["description"], read["domains"]) == (made["name"], "A clinic of ours.", ["health"])
    assert (read["website"], read["identifiers"]) == (
        "https://riverside.example",
        [{"scheme": "ein", "value": "123456789"}],
    )
    assert [site["street"] for site in read["sites"]] == ["1 A St"]
    by_number = "Name,EIN\nA new name,123456789\n"
    assert told(await taken(place, by_number)) == [(2, "known", [])]


@pytest.mark.parametrize(
    "sent",
    [
        "Name,EIN\nBoys Club,111111111\nBoys Club,222222222\n",
        "Name,City\nBoys Club,Flint\nBoys Club,Detroit\n",
        "Name\n北京 Clinic\n上海 Clinic\n",
    ],
)
async def test_two_of_one_name_stay_two_where_something_tells_them_apart(
    partners: Service, district_id: UUID, sent: str
) -> None:
    place = await town(partners, district_id)
    assert [outcome for _, outcome, _ in told(await taken(place, sent))] == ["added", "added"]
    assert [outcome for _, outcome, _ in told(await taken(place, sent))] == ["known", "known"]


async def test_a_name_that_several_have_is_added_and_proposed(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await place.add()
    await place.add()
    assert told(await taken(place, f"Name\n{CLINIC['name']}\n")) == [(2, "added", [])]
    assert len(await place.matches()) == 3


async def test_more_than_there_is_room_for_is_told_and_breaks_nothing(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    many = ";".join(f"{a}{b}" for a in "abcdefgh" for b in "abcdefghij")
    assert told(await taken(place, f'Name,Languages\nOld Mill,"{many}"\n')) == [
        (2, "added", [("languages", "too_long")])
    ]
    lines = "".join(f"Old Mill,{n} A St,Flint,48502\n" for n in range(MOST_SITES + 20))
    assert (await taken(place, f"Name,Street,City,Zip\n{lines}")).status_code == 200
    (mill,) = (await place.machine.get("/v1/organizations")).json()["items"]
    assert (len(mill["languages"]), len(mill["sites"])) == (50, MOST_SITES)


async def test_the_same_list_after_a_merge_adds_nobody_again(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    await taken(place, "Name,Contact\nOld Mill,Ann Cho\n")
    (mill,) = (await place.machine.get("/v1/organizations")).json()["items"]
    await place.merge(await place.add(), mill)
    assert told(await taken(place, "Name,Contact\nOld Mill,Ann Cho\n")) == [(2, "known", [])]
    assert len((await place.machine.get("/v1/organization-contacts")).json()["items"]) == 1


async def test_two_lines_of_one_organisation_make_one(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    sent = "Partner;First name;Last name\nYMCA;Ann;Cho\nYMCA;Bo;Diaz\n"
    assert [outcome for _, outcome, _ in told(await taken(place, sent))] == ["added", "filled"]
    assert await place.named() == ["YMCA"]


async def test_what_would_come_of_it_is_said_first(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    tried = await taken(place, LIST, validate_only="true")
    assert (tried.json()["validate_only"], tried.json()["added_count"]) == (True, 3)
    assert await place.named() == []
    done = await taken(place, LIST)
    assert told(done) == told(tried)


async def test_a_workbook_says_the_same(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    rows: list[list[str | float]] = [
        ["Partners"],
        ["Nombre", "Código postal", "Teléfono"],
        ["Clínica Río", 48502.0, "810-555-0100"],
    ]
    assert told(await taken(place, workbook(rows), XLSX)) == [(3, "added", [("contact", "contact_unnamed")])]
    (made,) = (await place.machine.get("/v1/organizations")).json()["items"]
    assert (made["name"], made["sites"][0]["postal_code"]) == ("Clínica Río", "48502")


async def test_a_sheet_that_says_it_is_vast_costs_what_is_in_it(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    assert told(await taken(place, workbook([["Name"], ["Old Mill"]], last="XFD1048576"), XLSX)) == [(2, "added", [])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
async def test_any_spreadsheets_letters_are_read(partners: Service, district_id: UUID, encoding: str) -> None:
    place = await town(partners, district_id)
    await taken(place, "Nombre\nClínica Ñandú\n".encode(encoding))
    assert await place.named() == ["Clínica Ñandú"]


def bomb() -> bytes:
    """A small file that is very large unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", CSV),
        (b"City,Zip\nFlint,48502\n" * 12, CSV),
        (b'Name\n"Riverside\n', CSV),
        (b"Name,Agency\na,b\n", CSV),
        (b"Name\n" + b"a\n" * (MOST_LINES + 1), CSV),
        (b"Name\na\n", XLSX),
        (bomb(), XLSX),
        (workbook([]), XLSX),
        (workbook([["Name"], ["x" * 40_000]]), XLSX),
    ],
)
async def test_what_is_no_list_is_refused_whole(partners: Service, district_id: UUID, sent: bytes, kind: str) -> None:
    place = await town(partners, district_id)
    assert_refused(await taken(place, sent, kind), 422, "sheet_unreadable")
    assert await place.named() == []


async def test_another_type_and_too_much_are_refused(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    assert_refused(await taken(place, "{}", "application/json"), 415, "unsupported_media_type")
    assert_refused(await taken(place, b"x" * 2_000_001), 413, "body_too_large")
    assert_refused(
        await place.person("teacher", place.oak).post(
            "/v1/organization-imports", content=b"Name\na\n", headers={"Content-Type": CSV}
        ),
        403,
        "not_permitted",
    )


async def test_no_cell_becomes_a_formula_or_more_than_a_name_may_be(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    reply = await taken(place, f'Name,Phone\n\'=cmd(),1\n{"x" * 300},\n"a\x01b",\n')
    assert told(reply)[1:] == [(3, "refused", [("name", "too_long")]), (4, "refused", [("name", "not_understood")])]
    assert await place.named() == ["=cmd()"]
