"""How files are written: UTF-8, UTF-16 that says so, Windows-1252 where that is certain; what is not is refused by name."""

import codecs
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.roster.roster_imports.encodings import Listener, NotText
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, run, text

NAME = "Zoë O’Brien-Muñoz García"


def named(name: str = NAME) -> dict[str, Any]:
    """The sample with a child of that name."""
    found: dict[str, Any] = bundles.files()
    next(row for row in found["users"] if row["sourcedId"] == "000003")["givenName"] = name
    return found


def written(encoding: str, mark: bytes = b"", name: str = NAME) -> bytes:
    """The sample, every file of it in one encoding, the manifest too."""
    entries = {file: mark + text(rows).encode(encoding) for file, rows in named(name).items()}
    return pack(entries)


async def given_name(assessment: Service, district_id: UUID) -> str:
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000003")
    return str(child["given_name"])


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
async def test_unicode_is_read_as_it_says(assessment: Service, district_id: UUID, encoding: str, mark: bytes) -> None:
    job = await run(assessment, district_id, written(encoding, mark))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert await given_name(assessment, district_id) == NAME
    assert job["progress"]["rows_total"] == job["files"]["users"]["read"] + sum(
        counts["read"] for file, counts in job["files"].items() if file != "users"
    )


async def test_windows_is_read_and_told(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, written("cp1252"))
    (told,) = await faults(assessment, district_id, job)
    assert (told["file"], told["row"], told["code"], told["severity"]) == (
        "users", None, "encoding_not_utf8", "attribute",
    )  # fmt: skip
    assert await given_name(assessment, district_id) == NAME


@pytest.mark.parametrize("encoding", ["mac_roman", "cp437", "utf-16-le", "utf-32"])
async def test_what_is_not_certain_is_refused(assessment: Service, district_id: UUID, encoding: str) -> None:
    reply = await bundles.post(assessment.machine(district_id), written(encoding, name="Zoë Muñoz García"))
    assert_refused(reply, 422, "bundle_not_utf8")
    assert ".csv" in reply.json()["detail"]


@pytest.mark.parametrize("name", ["Zoë".encode().decode("cp1252"), "Garc\ufffda", "Mu\u00c3\u00b1oz"])
async def test_what_was_spoilt_before_it_came_is_told(assessment: Service, district_id: UUID, name: str) -> None:
    job = await run(assessment, district_id, written("utf-8", name=name))
    (told,) = await faults(assessment, district_id, job)
    assert (told["file"], told["row"], told["code"]) == ("users", None, "text_spoilt")
    assert ": 1." in told["detail"]
    assert name not in str(told)


def heard(content: bytes, size: int) -> tuple[str, int]:
    listener = Listener()
    for start in range(0, len(content), size):
        listener.hear(content[start : start + size])
    return listener.end(), listener.lines


@given(
    st.text(alphabet="aZ ,\nëñÜß’œŠ", max_size=40), st.integers(1, 7), st.sampled_from(["utf-8", "utf-16", "cp1252"])
)
def test_where_blocks_end_changes_nothing(content: str, size: int, encoding: str) -> None:
    whole = content.encode(encoding)
    try:
        said: Any = heard(whole, len(whole) or 1)
    except NotText as found:
        said = found.why
    try:
        again: Any = heard(whole, max(size, 4))
    except NotText as found:
        again = found.why
    assert again == said


@pytest.mark.parametrize("name", ["Zoë", "Muñoz", "François", "Jürgen", "O’Ñez", "Œuvre Ünal", "Renée", "Ñ", "ÀÉ"])
def test_names_of_windows_are_known(name: str) -> None:
    assert heard(f"a,{name},b\n".encode("cp1252"), 99)[0] == "cp1252"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("García", "mac_roman"),
        ("Muñoz", "mac_roman"),
        ("José Niño", "cp437"),
        ("Małgorzata", "iso-8859-2"),
        ("’x", "cp1252"),
    ],
)
def test_names_of_others_are_not_taken_for_them(name: str, encoding: str) -> None:
    with pytest.raises(NotText):
        heard(f"a,{name},b\n".encode(encoding), 99)


@pytest.mark.parametrize("bad", [b"\xff", b"\xe9", b"\xc3"])
@pytest.mark.parametrize("name", ["Muñoz", "José", "Müller"])
def test_one_bad_byte_makes_no_other_encoding_of_a_file(name: str, bad: bytes) -> None:
    with pytest.raises(NotText):
        heard(f"a,{name},b\n".encode() + b"x," + bad + b"y\n", 9)


def test_a_file_that_breaks_off_within_a_sign_is_told() -> None:
    with pytest.raises(NotText):
        heard("a,b\nx,É".encode()[:-1], 9)
