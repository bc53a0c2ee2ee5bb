"""A bundle that is huge, or made to harm, is refused by name, early and cheaply; what just fits is read."""

import io
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports.bounds import RATIO_FROM_BYTES, Bounds
from services.assessment.roster.roster_imports.bundle import inspect
from services.assessment.roster.roster_imports.errors import (
    BundleCellTooLarge,
    BundlePackedTooTight,
    BundleTooLargeUnpacked,
    BundleTooManyCells,
    BundleTooManyRows,
)
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.reading import Chunk, Reader
from services.assessment.roster.roster_imports.rows import FORMS
from shared import clock
from shared.errors import Refusal
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, manifest, pack, post, run, zipped
from tests.assessment.roster.roster_imports.factories import USUAL

HEAD = "sourcedId,title,courseCode\r\n"
ROW = "c1,Reading,R1\r\n"


def looked_at(folder: Path, courses: str | bytes, most: Bounds) -> None:
    path = folder / "bundle.zip"
    path.write_bytes(zipped({"manifest.csv": manifest({"courses": "bulk"}), "courses.csv": courses}))
    inspect(path, None, most)


def read(courses: str, most: Bounds) -> list[Chunk]:
    return [
        *Reader(
            io.StringIO(courses, newline=""), FORMS["courses"], Ids(new_id()), most, delta=False, sent_at=clock.now()
        ).chunks()
    ]


@pytest.mark.parametrize(
    ("fits", "over", "most", "refusal"),
    [
        (HEAD + ROW * 3, HEAD + ROW * 4, replace(USUAL, rows=3), BundleTooManyRows),
        (HEAD + "x" * 700, HEAD + "x" * 701, replace(USUAL, unpacked_bytes=700 + len(HEAD)), BundleTooLargeUnpacked),
        ("c" * RATIO_FROM_BYTES, "c" * (RATIO_FROM_BYTES + 1), USUAL, BundlePackedTooTight),
    ],
    ids=["rows", "bytes", "ratio"],
)
def test_a_zip_at_a_bound_and_over_it(
    tmp_path: Path, fits: str, over: str, most: Bounds, refusal: type[Refusal]
) -> None:
    looked_at(tmp_path, fits, most)
    with pytest.raises(refusal):
        looked_at(tmp_path, over, most)


@pytest.mark.parametrize(
    ("fits", "over", "most", "refusal"),
    [
        (HEAD + "c1,Reading,R1,x\r\n", HEAD + "c1,Reading,R1,x,y\r\n", replace(USUAL, cells=4), BundleTooManyCells),
        (HEAD[:-2] + ",x\r\n", HEAD[:-2] + ",x,y\r\n", replace(USUAL, cells=4), BundleTooManyCells),
        (HEAD + f"c1,{'x' * 1000},R1\r\n", HEAD + f"c1,{'x' * 1001},R1\r\n", replace(USUAL, cell_bytes=1000), None),
        (
            HEAD + f'c1,"{"x" * 999}\n",R1\r\n',
            HEAD + f'c1,"{"x" * 1000}\n",R1\r\n',
            replace(USUAL, cell_bytes=1000),
            None,
        ),
    ],
    ids=["cells", "columns", "a cell", "a cell of two lines"],
)
def test_a_row_at_a_bound_and_over_it(fits: str, over: str, most: Bounds, refusal: type[Refusal] | None) -> None:
    read(fits, most)
    with pytest.raises(refusal or BundleCellTooLarge):
        read(over, most)


class Endless(io.TextIOBase):
    """A file that never ends; `taken` says how much of it was read."""

    def __init__(self, first: str, piece: str) -> None:
        self.piece, self.taken, self._first = piece, 0, [HEAD, first]

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        while self._first:
            if line := self._first.pop(0):
                return line
        assert size is not None
        assert size > 0
        wanted = self.piece if "\n" in self.piece else self.piece * (size // len(self.piece) + 1)
        self.taken += len(wanted[:size])
        return wanted[:size]


@pytest.mark.parametrize(
    ("first", "piece"),
    [("", "x"), ('c1,"\n', "x\n"), ('c1,"\n', 'a","\n'), ("", "x,")],
    ids=["a line", "a quote", "cells of two lines", "cells"],
)
def test_what_never_ends_is_not_read_to_its_end(first: str, piece: str) -> None:
    stream = Endless(first, piece)
    with pytest.raises((BundleCellTooLarge, BundleTooManyCells)):
        Reader(stream, FORMS["courses"], Ids(new_id()), USUAL, delta=False, sent_at=clock.now()).take()
    assert stream.taken < 10 * USUAL.row_signs


@pytest.fixture
def gigabytes(tmp_path: Path) -> bytes:
    """A zip of a few megabytes that says, truthfully, that it unpacks to gigabytes."""
    path = tmp_path / "huge.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", manifest({"courses": "bulk"}))
        with archive.open("courses.csv", "w") as stream:
            for _ in range(64):
                stream.write(ROW.encode() * 75_000)
    content = bytearray(path.read_bytes())
    # Its directory says so: nobody has to unpack what it says of itself.
    at = content.rfind(b"courses.csv") - 46
    content[at + 24 : at + 28] = (3 << 30).to_bytes(4, "little")
    return bytes(content)


async def test_a_small_zip_of_gigabytes_is_refused_at_once(
    assessment: Service, district_id: UUID, gigabytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = 0

    def counted(*args: Any) -> Any:
        nonlocal unpacked
        unpacked += 1
        raise AssertionError

    monkeypatch.setattr("services.assessment.roster.roster_imports.bundle._hear", counted)
    tracemalloc.start()
    try:
        reply = await post(assessment.machine(district_id), gigabytes)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert_refused(reply, 422, "bundle_packed_too_tight")
    assert (unpacked, peak < 32 << 20) == (0, True)


async def test_a_zip_that_lies_about_its_size_is_refused_while_it_unpacks(
    assessment: Service, district_id: UUID
) -> None:
    content = bytearray(zipped({"manifest.csv": manifest({"users": "bulk"}), "users.csv": b"a" * (32 << 20)}))
    at = content.rfind(b"users.csv") - 46
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    reply = await post(assessment.machine(district_id), bytes(content))
    assert reply.status_code == 422
    assert reply.json()["code"] in ("bundle_packed_too_tight", "bundle_not_a_zip")


@pytest.mark.parametrize(
    ("courses", "code"),
    [
        (HEAD + f"c1,{'x' * (USUAL.cell_bytes + 1)},R1\r\n", "bundle_cell_too_large"),
        (HEAD + ROW + 'c2,"Writing,R2\r\n' + ROW * 60_000, "bundle_cell_too_large"),
        (HEAD + "c1,Reading" + "," * USUAL.cells + "\r\n", "bundle_too_many_cells"),
    ],
    ids=["a cell", "a quote that is never closed", "cells"],
)
async def test_a_row_that_is_too_large_ends_the_job_and_changes_nothing(
    assessment: Service, district_id: UUID, courses: str, code: str
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = await items(assessment, district_id, "/v1/classes")
    job = await run(assessment, district_id, pack({**bundles.files(), "courses": courses}))
    assert (job["state"], job["refusal"]["code"]) == ("failed", code)
    assert await items(assessment, district_id, "/v1/classes") == before


def test_bounds_are_those_of_the_installation() -> None:
    assert Bounds.of(Settings.model_construct(service="assessment", database_url="", max_roster_rows=7)) == replace(
        USUAL, rows=7
    )
