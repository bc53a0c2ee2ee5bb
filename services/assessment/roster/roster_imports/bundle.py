"""The zip of a OneRoster CSV bundle: everything that can be refused about it before a row is looked at."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.assessment.roster.roster_imports.bounds import Bounds
from services.assessment.roster.roster_imports.encodings import Listener, NotText, text_in
from services.assessment.roster.roster_imports.errors import (
    BundleEncrypted,
    BundleFilesDisagree,
    BundleModeDisagrees,
    BundleNotAZip,
    BundleNotUtf8,
    BundlePathRefused,
    BundleVersionUnsupported,
    BundleWithoutManifest,
)
from services.assessment.roster.roster_imports.words import clean, plain
from shared.texts.words import Words

VERSIONS = ("1.2", "1.2.0", "1.2.1", "1.1")
MOST_DIRECTORY_BYTES = 64 << 10
# The records a zip ends with, the second one (and its locator before the first) only in zip64, a comment after them.
END, END_64, LOCATOR_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), 20
LONGEST_END = END_64.size + LOCATOR_64 + END.size + (1 << 16)
MOST_MANIFEST_BYTES = 1 << 20
BLOCK = 1 << 20
JUNK = {".ds_store", "thumbs.db", "desktop.ini"}
#: The files an import reads, in the order it needs them, by the name the manifest gives them.
FILES = ("orgs", "academicSessions", "courses", "classes", "users", "roles", "demographics", "enrollments")


@dataclass(frozen=True)
class Bundle:
    """An accepted bundle: its mode, its version, the data lines of each file an import reads (about), and what it passes over."""

    mode: str
    version: str
    lines: dict[str, int]
    passed_over: list[str]
    #: How each of them is written, and in how many of its lines signs look spoilt.
    encodings: dict[str, str]
    spoilt: dict[str, int]


def inspect(path: Path, mode: str | None, bounds: Bounds) -> Bundle:
    """Read the whole zip once, keeping nothing. Raises the bundle's refusals; `mode` is what the caller asked for."""
    try:
        _check_directory(path, bounds)
        with zipfile.ZipFile(path) as archive:
            bounds.check_files(len(archive.infolist()))
            found = _entries(archive)
            entries = found.files
            properties = _manifest(archive, entries)
            # What it says itself is enough to refuse it by; what it does not say is found while unpacking.
            bounds.check_unpacked(sum(entry.file_size for entry in entries.values()))
            for entry in entries.values():
                bounds.check_ratio(entry, entry.file_size)
            version = properties.get("oneroster.version", "")
            if version not in VERSIONS or properties.get("manifest.version", "1.0") != "1.0":
                raise BundleVersionUnsupported(
                    Words(
                        f"Send OneRoster {' or '.join(VERSIONS[::3])}, manifest version 1.0.",
                        es=f"Envíe OneRoster {' o '.join(VERSIONS[::3])}, con la versión 1.0 del manifiesto.",
                    )
                )
            listed = _listed(properties, entries)
            said = _mode(listed, mode)
            unread = [entries[name].filename for name in entries if name not in listed]
            total, heard, encodings = 0, {}, {}
            for name in listed:
                size, heard[name], encodings[name] = _hear(archive, entries[name], bounds, total)
                total += size
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise BundleNotAZip(
            Words(
                "Send the zip as it was written, with store or deflate.",
                es="Envíe el zip tal como se creó, con store o deflate.",
            )
        ) from None
    known = {name.lower(): name for name in FILES}
    read = {known[name]: heard[name] for name in listed if name in known}
    return Bundle(
        said,
        version,
        {file: max(one.lines - 1, 0) for file, one in read.items()},
        [_few([name]) for name in (*found.passed_over, *unread)],
        {file: encodings[file.lower()] for file in read},
        {file: one.spoilt for file, one in read.items()},
    )


def text_of(archive: zipfile.ZipFile, name: str, encoding: str) -> io.TextIOWrapper:
    """One file of an accepted bundle as text, a byte order mark removed, line ends untouched for the CSV reader."""
    entry = _entries(archive).files[name.lower()]
    return io.TextIOWrapper(archive.open(entry), encoding=encoding, newline="")


def _check_directory(path: Path, bounds: Bounds) -> None:
    """Refuse a zip of many files by what its end says, before zipfile makes an object of each of them.

    By the directory's size as well, because that is what zipfile goes by, and the number need not agree with it.
    """
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - LONGEST_END))
        tail = stream.read()
    bare = len(tail) - END.size
    at = bare if tail[bare : bare + 4] == b"PK\5\6" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\5\6")
    if at < 0:
        return
    *_, number, size, _, _ = END.unpack_from(tail, at)
    record = at - LOCATOR_64 - END_64.size
    if record >= 0 and tail[at - LOCATOR_64 :].startswith(b"PK\6\7") and tail[record:].startswith(b"PK\6\6"):
        *_, number, size, _ = END_64.unpack_from(tail, record)
    bounds.check_files(bounds.files + 1 if size > MOST_DIRECTORY_BYTES else number)


@dataclass(frozen=True)
class Entries:
    """The files of a zip by their names, and what is passed over: what archivers of Macs and Windows leave behind."""

    files: dict[str, zipfile.ZipInfo]
    passed_over: list[str]


def _entries(archive: zipfile.ZipFile) -> Entries:
    paths = [(entry, _path(entry)) for entry in archive.infolist()]
    junk = [entry.filename for entry, path in paths if path and _is_junk(path)]
    kept = [(entry, path) for entry, path in paths if path and not _is_junk(path)]
    tops = {path[0] for _, path in kept if len(path) > 1}
    # One folder around everything is how people pack one.
    inner = 1 if len(tops) == 1 and all(len(path) > 1 for _, path in kept) else 0
    found: dict[str, zipfile.ZipInfo] = {}
    for entry, path in kept:
        if len(path) != inner + 1:
            raise BundlePathRefused(
                Words(
                    f"{_few([entry.filename])}: put all files into one folder or none.",
                    es=f"{_few([entry.filename])}: ponga todos los archivos en una sola carpeta o en ninguna.",
                )
            )
        name = path[-1].lower()
        if not name.endswith(".csv"):
            raise BundlePathRefused(
                Words(
                    f"{_few([entry.filename])}: every file of the bundle has a name that ends in .csv.",
                    es=f"{_few([entry.filename])}: todos los archivos del "
                    "paquete tienen un nombre que termina en .csv.",
                )
            )
        key = name.removesuffix(".csv")
        if key in found:
            raise BundlePathRefused(
                Words(
                    f"{_few([entry.filename])} stands in the zip twice.",
                    es=f"{_few([entry.filename])} aparece dos veces en el zip.",
                )
            )
        if entry.flag_bits & 0x1:
            raise BundleEncrypted(
                Words(
                    "Send it without a password; the connection is what protects it.",
                    es="Envíelo sin contraseña; lo protege la conexión.",
                )
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BundleNotAZip(
                Words(
                    f"{_few([entry.filename])}: pack it with store or deflate.",
                    es=f"{_few([entry.filename])}: comprímalo con store o deflate.",
                )
            )
        found[key] = entry
    return Entries(found, junk)


def _path(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """The folders and the name of an entry, also as Windows writes them; nothing for a folder itself."""
    name, raw = entry.filename, entry.orig_filename
    # zipfile cuts names at a NUL and turns backslashes round on Windows only: the raw name is what counts.
    path = raw.replace("\\", "/")
    parts = path.removesuffix("/").split("/")
    if raw.replace("\\", "/") != name.replace("\\", "/") or any(part in ("", ".", "..") for part in parts):
        raise BundlePathRefused(
            Words(
                f"{_few([name])} is no path of a file within the zip.",
                es=f"{_few([name])} no es una ruta de un archivo dentro del zip.",
            )
        )
    if any(sign in path for sign in ":\x00"):
        raise BundlePathRefused(
            Words(
                f"{_few([name])} is no path of a file within the zip.",
                es=f"{_few([name])} no es una ruta de un archivo dentro del zip.",
            )
        )
    return () if path.endswith("/") else tuple(parts)


def _is_junk(path: tuple[str, ...]) -> bool:
    return path[0] == "__MACOSX" or path[-1].startswith("._") or path[-1].lower() in JUNK


def _manifest(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    entry = entries.pop("manifest", None)
    if entry is None:
        raise BundleWithoutManifest(
            Words("Add manifest.csv (OneRoster CSV binding).", es="Añada manifest.csv (OneRoster CSV binding).")
        )
    with archive.open(entry) as stream:
        content = stream.read(MOST_MANIFEST_BYTES + 1)
    try:
        rows = list(csv.reader(io.StringIO(text_in(content)[0], newline=""), strict=True))
    except (NotText, csv.Error):
        rows = []
    head = [plain(cell) for cell in rows[0]] if rows else []
    if len(content) > MOST_MANIFEST_BYTES or head[:2] != ["propertyname", "value"]:
        raise BundleWithoutManifest(
            Words(
                "manifest.csv has the columns propertyName and value.",
                es="manifest.csv tiene las columnas propertyName y value.",
            )
        )
    return {plain(row[0]): clean(row[1]) for row in rows[1:] if len(row) >= 2}


def _listed(properties: dict[str, str], entries: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    listed = {}
    for name, said in properties.items():
        if name.startswith("file."):
            value = plain(said)
            if value not in ("bulk", "delta", "absent"):
                raise BundleFilesDisagree(
                    Words(
                        f"{_few([name])} of the manifest: write bulk, delta or absent.",
                        es=f"{_few([name])} del manifiesto: escriba bulk, delta o absent.",
                    )
                )
            if value != "absent":
                listed[name.removeprefix("file.")] = value
    if lacking := sorted(listed.keys() - entries.keys()):
        raise BundleFilesDisagree(
            Words(
                f"The manifest lists {_few(lacking)}, the zip does not hold them.",
                es=f"El manifiesto enumera {_few(lacking)}, y el zip no los contiene.",
            )
        )
    if unlisted := sorted(entries.keys() & {name.lower() for name in FILES} - listed.keys()):
        raise BundleFilesDisagree(
            Words(
                f"The zip holds {_few(unlisted)}, the manifest does not list them as bulk or delta.",
                es=f"El zip contiene {_few(unlisted)}, y el manifiesto no los enumera como bulk ni delta.",
            )
        )
    if not listed:
        raise BundleFilesDisagree(Words("The manifest lists no file.", es="El manifiesto no enumera ningún archivo."))
    return listed


def _mode(listed: dict[str, str], asked: str | None) -> str:
    modes = set(listed.values())
    if len(modes) > 1:
        raise BundleModeDisagrees(
            Words(
                "Send bulk files and delta files in bundles of their own.",
                es="Envíe los archivos bulk y los delta en paquetes separados.",
            )
        )
    (mode,) = modes
    if asked is not None and mode != asked:
        raise BundleModeDisagrees(
            Words(
                f"The manifest says {mode}, the call says {asked}.",
                es=f"El manifiesto dice {mode}, la llamada dice {asked}.",
            )
        )
    return mode


def _hear(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, bounds: Bounds, before: int) -> tuple[int, Listener, str]:
    """Bytes of a file, its lines and how it is written, found while unpacking; also proves its checksum and that it is text.

    `before`: the bytes of the files before it.
    """
    size, listener = 0, Listener()
    try:
        with archive.open(entry) as stream:
            for block in iter(lambda: stream.read(BLOCK), b""):
                size += len(block)
                bounds.check_unpacked(before + size)
                bounds.check_ratio(entry, size)
                listener.hear(block)
                bounds.check_lines(_few([entry.filename]), listener.lines)
        return size, listener, listener.end()
    except NotText as found:
        raise BundleNotUtf8(
            Words(f"{_few([entry.filename])} {found.why}.", es=f"{_few([entry.filename])} {found.why.es}.")
        ) from None


def _few(names: list[str]) -> str:
    return ", ".join("".join(sign if sign.isprintable() else "?" for sign in name[:60]) for name in names[:5])


def blocks(path: Path) -> Iterator[bytes]:
    """The file in the pieces it is stored in."""
    with path.open("rb") as stream:
        yield from iter(lambda: stream.read(BLOCK), b"")
