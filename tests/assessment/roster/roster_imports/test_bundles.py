"""Bundles that are refused as a whole, each by name, before anything is stored."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports.bundle import inspect
from services.assessment.roster.roster_imports.errors import BundleTooManyFiles
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import manifest, pack, post, text, zipped
from tests.assessment.roster.roster_imports.factories import USUAL

USERS = text([bundles.user("1", "A", "B", "s1")])
LISTED = manifest({"users": "bulk"})


def encrypted() -> bytes:
    """A zip whose entry says it is encrypted."""
    content = bytearray(zipped({"manifest.csv": LISTED, "users.csv": USERS}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


def twice() -> bytes:
    """A zip with a name in it twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manifest.csv", LISTED)
        archive.writestr("users.csv", USERS)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("users.csv", USERS)
    return out.getvalue()


def bomb() -> bytes:
    """A file that unpacks to a thousand times its size."""
    return zipped({"manifest.csv": LISTED, "users.csv": b"a" * (32 << 20)})


def cut() -> bytes:
    """A zip whose data are damaged."""
    content = bytearray(pack(bundles.files()))
    content[len(content) // 3] ^= 0xFF
    return bytes(content)


def crowd(number: int, *, said: int | None = None, wide: bool = False) -> bytes:
    """The end of a zip of very many files; `said` is the number it gives of them, `wide` makes it zip64."""
    said = number if said is None else said
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", *bytes(4), *bytes(4), 0, 0, 0, 5, *bytes(4), 0, 0) + b"a.csv"
    directory = entry * number
    if not wide:
        return directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, said, said, len(directory), 0, 0)
    whole = directory + struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, said, said, len(directory), 0)
    whole += struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    return whole + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("bundle_not_a_zip", lambda: b""),
    "text": ("bundle_not_a_zip", lambda: b"sourcedId,name\r\n1,A\r\n"),
    "half a zip": ("bundle_not_a_zip", lambda: pack(bundles.files())[:500]),
    "damaged": ("bundle_not_a_zip", cut),
    "encrypted": ("bundle_encrypted", encrypted),
    "in two folders": ("bundle_path_refused", lambda: zipped({"x/manifest.csv": LISTED, "y/users.csv": USERS})),
    "half in a folder": ("bundle_path_refused", lambda: zipped({"manifest.csv": LISTED, "y/users.csv": USERS})),
    "in a folder of a folder": (
        "bundle_path_refused",
        lambda: zipped({"x/manifest.csv": LISTED, "x/y/users.csv": USERS}),
    ),
    "on a drive": ("bundle_path_refused", lambda: zipped({"C:\\manifest.csv": LISTED, "C:\\users.csv": USERS})),
    "absolute": ("bundle_path_refused", lambda: zipped({"manifest.csv": LISTED, "/users.csv": USERS})),
    "climbing": ("bundle_path_refused", lambda: zipped({"manifest.csv": LISTED, "../users.csv": USERS})),
    "backslash": ("bundle_path_refused", lambda: zipped({"manifest.csv": LISTED, "..\\users.csv": USERS})),
    "twice": ("bundle_path_refused", twice),
    "twice but for case": (
        "bundle_path_refused",
        lambda: zipped({"manifest.csv": LISTED, "users.csv": USERS, "USERS.CSV": USERS}),
    ),
    "without .csv": ("bundle_path_refused", lambda: zipped({"manifest.csv": LISTED, "users": USERS})),
    "manifest without .csv": ("bundle_path_refused", lambda: zipped({"manifest": LISTED, "users.csv": USERS})),
    "no manifest": ("bundle_without_manifest", lambda: zipped({"users.csv": USERS})),
    "odd manifest": ("bundle_without_manifest", lambda: zipped({"manifest.csv": "a;b", "users.csv": USERS})),
    "version 2": (
        "bundle_version_unsupported",
        lambda: zipped({"manifest.csv": manifest({"users": "bulk"}, "2.0"), "users.csv": USERS}),
    ),
    "lacks a file": ("bundle_files_disagree", lambda: zipped({"manifest.csv": manifest({"orgs": "bulk"})})),
    "file not listed": (
        "bundle_files_disagree",
        lambda: zipped({"manifest.csv": LISTED, "users.csv": USERS, "orgs.csv": USERS}),
    ),
    "nothing listed": ("bundle_files_disagree", lambda: zipped({"manifest.csv": manifest({})})),
    "odd mode": (
        "bundle_files_disagree",
        lambda: zipped({"manifest.csv": manifest({"users": "sometimes"}), "users.csv": USERS}),
    ),
    "mixed modes": (
        "bundle_mode_disagrees",
        lambda: zipped(
            {"manifest.csv": manifest({"users": "bulk", "orgs": "delta"}), "users.csv": USERS, "orgs.csv": USERS}
        ),
    ),
    "bomb": ("bundle_packed_too_tight", bomb),
    "many files": (
        "bundle_too_many_files",
        lambda: zipped({"manifest.csv": LISTED, **{f"{n}.csv": "x" for n in range(40)}}),
    ),
    "a Mac's": (
        "bundle_not_utf8",
        lambda: zipped({"manifest.csv": LISTED, "users.csv": (USERS + "Zoë").encode("mac_roman")}),
    ),
    "utf-16": ("bundle_not_utf8", lambda: zipped({"manifest.csv": LISTED, "users.csv": USERS.encode("utf-16-le")})),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_bundle_is_refused_by_name(assessment: Service, district_id: UUID, kind: str) -> None:
    code, make = BAD[kind]
    reply = await post(assessment.machine(district_id), make())
    assert_refused(reply, 422, code)
    assert not await assessment.sql("select from roster_imports where district_id = $1", district_id)
    assert not await assessment.published(district_id)


@pytest.mark.parametrize("end", [b"", b"A remark"])
@pytest.mark.parametrize("kind", ["plain", "said to be few", "zip64", "zip64 said to be few"])
def test_very_many_files_are_refused_before_they_are_looked_at(tmp_path: Path, kind: str, end: bytes) -> None:
    few = 2 if "few" in kind else None
    content = crowd(20_000, said=few if few or "64" in kind else 20_000, wide="64" in kind)
    path = tmp_path / "bundle.zip"
    path.write_bytes(content[:-2] + struct.pack("<H", len(end)) + end)
    with zipfile.ZipFile(path) as archive:
        assert len(archive.infolist()) == 20_000
    tracemalloc.start()
    try:
        with pytest.raises(BundleTooManyFiles):
            inspect(path, None, USUAL)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_bundle_with_a_remark_is_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack(bundles.files()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"Written at night"
    assert inspect(path, None, USUAL).mode == "bulk"


async def test_the_mode_asked_for_has_to_be_the_manifests(assessment: Service, district_id: UUID) -> None:
    reply = await post(assessment.machine(district_id), pack(bundles.files()), mode="delta")
    assert_refused(reply, 422, "bundle_mode_disagrees")


async def test_another_content_type_is_refused(assessment: Service, district_id: UUID) -> None:
    reply = await assessment.machine(district_id).post(
        "/v1/roster-imports", content=pack(bundles.files()), headers={"Content-Type": "application/json"}
    )
    assert_refused(reply, 415, "unsupported_media_type")


async def test_the_same_key_and_bundle_make_one_job(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    headers = {"Content-Type": "application/zip", "Idempotency-Key": "night-1"}
    content = pack(bundles.files())
    first = await caller.post("/v1/roster-imports", content=content, headers=headers)
    again = await caller.post("/v1/roster-imports", content=content, headers=headers)
    other = await caller.post("/v1/roster-imports", content=pack(bundles.files(3)), headers=headers)
    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["code"] == "idempotency_key_reused"


async def test_a_job_and_its_bundle_wait_together(assessment: Service, district_id: UUID) -> None:
    content = pack(bundles.files())
    job = (await post(assessment.machine(district_id), content)).json()
    assert (job["state"], job["bytes"], job["mode"], job["refusal"]) == ("queued", len(content), "bulk", None)
    kept = await assessment.sql("select content from roster_import_parts where district_id = $1", district_id)
    assert b"".join(row["content"] for row in kept) == content
    (event,) = await assessment.published(district_id)
    assert (event["type"], event["data"]) == ("assessment.roster_import.requested.v1", {"import_id": job["id"]})


async def test_a_teacher_imports_nothing(assessment: Service, district_id: UUID) -> None:
    teacher = assessment.person(district_id, UUID(int=7), ("teacher", None))
    assert (await post(teacher, pack(bundles.files()))).json()["code"] == "not_permitted"
    assert (await teacher.get("/v1/roster-imports")).json()["code"] == "not_permitted"


FOUND = {"manifest.csv": LISTED, "users.csv": USERS}
ZIPS: dict[str, tuple[dict[str, str], list[str]]] = {
    "of a Mac": (
        FOUND | {"__MACOSX/._users.csv": "x", ".DS_Store": "x", "__MACOSX/": ""},
        ["__MACOSX/._users.csv", ".DS_Store"],
    ),
    "of Windows": (FOUND | {"Thumbs.db": "x", "desktop.ini": "x"}, ["Thumbs.db", "desktop.ini"]),
    "in one folder": ({"night/": ""} | {f"night/{name}": text for name, text in FOUND.items()}, []),
    "in one folder, by Windows": ({f"night\\{name}": text for name, text in FOUND.items()}, []),
    "in one folder, of a Mac": (
        {f"night/{name}": text for name, text in FOUND.items()} | {"__MACOSX/night/._users.csv": "x"},
        ["__MACOSX/night/._users.csv"],
    ),
    "with more files": (
        FOUND | {"attendance.csv": "\x00 no text", "lineItems.csv": "x"},
        ["attendance.csv", "lineItems.csv"],
    ),
}


@pytest.mark.parametrize("kind", ZIPS)
async def test_zips_are_taken_as_they_come(assessment: Service, district_id: UUID, kind: str) -> None:
    entries, passed_over = ZIPS[kind]
    job = await bundles.run(assessment, district_id, zipped(entries))
    assert (job["passed_over"], job["files"]["users"]["read"]) == (passed_over, 1)


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ({"manifest.csv": LISTED, "y/users.csv": USERS}, "y/users.csv"),
        ({"manifest.csv": LISTED, "users.csv": USERS, "notes.txt": "x"}, "notes.txt"),
        ({"manifest.csv": LISTED, "users.csv": USERS, "orgs.csv": USERS}, "orgs"),
        ({"manifest.csv": manifest({"users": "sometimes"}), "users.csv": USERS}, "users"),
    ],
)
async def test_a_refusal_names_the_file(
    assessment: Service, district_id: UUID, entries: dict[str, str], named: str
) -> None:
    reply = await post(assessment.machine(district_id), zipped(entries))
    assert (reply.status_code, named in reply.text) == (422, True)


async def test_a_zip_may_be_called_as_windows_does(assessment: Service, district_id: UUID) -> None:
    reply = await assessment.machine(district_id).post(
        "/v1/roster-imports", content=pack(bundles.files()), headers={"Content-Type": "application/x-zip-compressed"}
    )
    assert reply.status_code == 202
