"""What just is a bundle, and what just is none."""

import io
import zipfile
from pathlib import Path

import pytest

from services.assessment.roster.roster_imports.bundle import MOST_MANIFEST_BYTES, Bundle, inspect
from services.assessment.roster.roster_imports.errors import (
    BundleNotAZip,
    BundleNotUtf8,
    BundlePathRefused,
    BundleTooManyFiles,
    BundleVersionUnsupported,
    BundleWithoutManifest,
)
from shared.errors import Refusal
from tests.assessment.bundles import manifest, zipped
from tests.assessment.roster.roster_imports.factories import USUAL

ROWS = "sourcedId,givenName\r\n1,Ana\r\n"
LISTED = manifest({"users": "bulk"})


def looked_at(folder: Path, content: bytes) -> Bundle:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    return inspect(path, None, USUAL)


def of_users(users: str | bytes = ROWS, listed: str = LISTED) -> bytes:
    return zipped({"manifest.csv": listed, "users.csv": users})


def packed_with(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("manifest.csv", LISTED)
        archive.writestr("users.csv", ROWS)
    return out.getvalue()


def many(files: int) -> bytes:
    names = [f"x{n}" for n in range(files - 1)]
    return zipped({"manifest.csv": manifest(dict.fromkeys(names, "bulk")), **{f"{name}.csv": ROWS for name in names}})


def padded(size: int) -> str:
    return (LISTED + ("x" * 999 + "\n") * (size // 1000 + 1))[:size]


@pytest.mark.parametrize(
    ("fits", "over", "refusal"),
    [
        (many(USUAL.files), many(USUAL.files + 1), BundleTooManyFiles),
        (packed_with(zipfile.ZIP_STORED), packed_with(zipfile.ZIP_BZIP2), BundleNotAZip),
        (of_users(ROWS + "É"), of_users((ROWS + "É").encode()[:-1]), BundleNotUtf8),
        (of_users(ROWS + " "), of_users(ROWS + "\0"), BundleNotUtf8),
        (
            of_users(listed=padded(MOST_MANIFEST_BYTES)),
            of_users(listed=padded(MOST_MANIFEST_BYTES + 1)),
            BundleWithoutManifest,
        ),
        (
            of_users(listed=f"\ufeff{LISTED}"),
            of_users(listed=LISTED.replace("value", "Wert", 1)),
            BundleWithoutManifest,
        ),
        (
            of_users(listed=LISTED.replace("manifest.version,1.0\r\n", "")),
            of_users(listed=LISTED.replace("manifest.version,1.0", "manifest.version,2.0")),
            BundleVersionUnsupported,
        ),
        (
            zipped({"MANIFEST.csv": LISTED, "Users.CSV": ROWS}),
            zipped({"manifest.csv": LISTED, "users.csv": ROWS, ".": ""}),
            BundlePathRefused,
        ),
    ],
    ids=["files", "packing", "a cut character", "a NUL", "a long manifest", "a header", "a version", "names"],
)
def test_what_just_fits_is_taken_and_what_just_does_not_is_refused(
    tmp_path: Path, fits: bytes, over: bytes, refusal: type[Refusal]
) -> None:
    assert looked_at(tmp_path, fits).mode == "bulk"
    with pytest.raises(refusal):
        looked_at(tmp_path, over)


@pytest.mark.parametrize(("users", "rows"), [(ROWS, 1), (ROWS + "2,Ben", 2), (ROWS + "2,Ben\n", 2), ("", 0)])
def test_rows_are_counted_without_the_header_and_with_an_unended_last_line(
    tmp_path: Path, users: str, rows: int
) -> None:
    assert looked_at(tmp_path, of_users(users)).lines == {"users": rows}


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2.0", "1.2.1"])
def test_a_bundle_says_which_version_it_is(tmp_path: Path, version: str) -> None:
    found = looked_at(tmp_path, of_users(listed=manifest({"users": "delta"}, version)))
    assert (found.mode, found.version) == ("delta", version)
