"""Office documents are zip archives: which one is it, and does it carry macros? Only the table of contents is read."""

import struct
import zipfile
import zlib
from pathlib import Path

from shared.files.errors import FileDamaged, FileHasMacros
from shared.texts.words import Words

END = struct.Struct("<4s4H2LH")
END_SIGN, ZIP64_SIGN = b"PK\x05\x06", b"PK\x06\x07"
#: A document has some hundred parts; a table of contents larger than this is there to hurt whoever reads it.
LARGEST_DIRECTORY = 1_000_000
LARGEST_TYPES = 500_000
TYPES = "[Content_Types].xml"
MAIN = {
    f"application/vnd.openxmlformats-officedocument.{kind}.main+xml": f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}


def media_type_of(path: Path) -> str | None:
    """The media type an archive says it is of, or None when it is no office document.

    Raises `FileHasMacros`, and `FileDamaged` for what is broken, locked with a password or made to exhaust its reader.
    """
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()]
            _refuse_macros(names)
            if names[:1] == ["mimetype"]:
                return _part(archive, "mimetype", 200).decode("ascii").strip()
            if TYPES not in names:
                return None
            types = _part(archive, TYPES, LARGEST_TYPES).decode()
    except (zipfile.BadZipFile, UnicodeDecodeError, zlib.error, EOFError, KeyError, NotImplementedError, struct.error):
        raise FileDamaged(
            Words("The document's archive is broken.", es="El archivo interno del documento está dañado.")
        ) from None
    if "macro" in types.lower():
        raise FileHasMacros(
            Words("Save it without macros and send it again.", es="Guárdelo sin macros y envíelo de nuevo.")
        )
    return next((media_type for main, media_type in MAIN.items() if f'"{main}"' in types), None)


def _check_directory(path: Path) -> None:
    """The end record must be the last thing in the file, and the table it speaks of small."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - END.size - 20))
        tail = stream.read()
    if len(tail) < END.size or tail[-END.size :][:4] != END_SIGN or tail.startswith(ZIP64_SIGN):
        raise FileDamaged(
            Words("The document's archive has no proper end.", es="El archivo interno del documento no termina bien.")
        )
    directory = END.unpack(tail[-END.size :])[5]
    if directory > LARGEST_DIRECTORY:
        raise FileDamaged(
            Words(
                "The document has more parts than a document has.",
                es="El documento tiene más partes de las que tiene un documento.",
            )
        )


def _refuse_macros(names: list[str]) -> None:
    for name in names:
        part = name.lower()
        if part.endswith("vbaproject.bin") or part.startswith(("basic/", "scripts/")) or "/macrosheets/" in part:
            raise FileHasMacros(
                Words("Save it without macros and send it again.", es="Guárdelo sin macros y envíelo de nuevo.")
            )


def _part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part's bytes, unpacked no further than `most`."""
    info = archive.getinfo(name)
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileDamaged(
            Words(
                "The document is locked or packed in an unusual way.",
                es="El documento está protegido o comprimido de una forma poco común.",
            )
        )
    with archive.open(info) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise FileDamaged(
            Words(
                "The document's own description is far too long.",
                es="La descripción propia del documento es demasiado larga.",
            )
        )
    return found
