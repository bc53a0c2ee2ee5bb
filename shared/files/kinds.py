"""What a file is, by its bytes: one of the kinds that are kept, or a named refusal. Nothing is unpacked, shown or run."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import puremagic

from shared.files import office
from shared.files.errors import (
    FileEmpty,
    FileHasMacros,
    FileIsMarkup,
    FileIsProgram,
    FileNameDiffers,
    FileNotUtf8,
    FileTypeRefused,
)
from shared.files.names import extension
from shared.texts.words import Words

HEAD = 64_000
BLOCK = 1_000_000


@dataclass(frozen=True)
class Kind:
    """A kind of file that is kept: its media type, the endings its name may have, what its magic number is called."""

    media_type: str
    extensions: tuple[str, ...]
    magic: tuple[str, ...] = ()


def _endings(words: str) -> frozenset[str]:
    return frozenset(words.split())


OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
CSV = Kind("text/csv", ("csv",))
PLAIN = Kind("text/plain", ("txt",))
CALENDAR = Kind("text/calendar", ("ics",))
TEXTS = (CSV, PLAIN, CALENDAR)
HEIC = Kind("image/heic", ("heic", "heif"), ("image/heic", "image/heif"))
BINARIES = (
    Kind("application/pdf", ("pdf",), ("application/pdf",)),
    Kind("image/png", ("png",), ("image/png",)),
    Kind("image/jpeg", ("jpg", "jpeg"), ("image/jpeg",)),
    Kind("image/webp", ("webp",), ("image/webp",)),
    HEIC,
)
OFFICES = (
    Kind(OFFICE + "wordprocessingml.document", ("docx",)),
    Kind(OFFICE + "spreadsheetml.sheet", ("xlsx",)),
    Kind(OFFICE + "presentationml.presentation", ("pptx",)),
    Kind(ODF + "text", ("odt",)),
    Kind(ODF + "spreadsheet", ("ods",)),
)
KINDS = (*BINARIES, *OFFICES, *TEXTS)
KEPT = ", ".join(ending for kind in KINDS for ending in kind.extensions)

PROGRAM_ENDINGS = _endings(
    "exe dll com scr msi bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta sh bash py pl rb jar class apk app dmg pkg deb rpm "
    "lnk reg cpl pif gadget scf so dylib bin run appimage"
)
MARKUP_ENDINGS = _endings("html htm xhtml xht shtml svg svgz xml xsl xslt mht mhtml")
MACRO_ENDINGS = _endings("docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam sldm")

PROGRAMS = (
    *(b"\x7fELF", b"#!", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    *(b"\xca\xfe\xba\xbe", b"\0asm", b"dex\n", b"L\0\0\0\x01\x14\x02\0"),
)
MARKUP = re.compile(
    rb"<(!--|(\?xml|!doctype|!entity|html|head|body|svg|script|iframe|meta|style|link)\b)", re.IGNORECASE
)
BOM = codecs.BOM_UTF8
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def recognise(path: Path, name: str) -> Kind:
    """The kind of a file, by its bytes, which must be what `name` says. Raises the refusals of `shared.files.errors`."""
    wanted = _by_name(name)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    found = _by_bytes(path, head, wanted)
    if found is not wanted:
        raise FileNameDiffers(
            Words(
                f"It is {found.media_type}; its name says {wanted.media_type}.",
                es=f"Es {found.media_type}; su nombre dice {wanted.media_type}.",
            )
        )
    return found


def _by_name(name: str) -> Kind:
    ending = extension(name)
    for endings, refusal in (
        (PROGRAM_ENDINGS, FileIsProgram),
        (MARKUP_ENDINGS, FileIsMarkup),
        (MACRO_ENDINGS, FileHasMacros),
    ):
        if ending in endings:
            raise refusal(Words(f"Send one of: {KEPT}.", es=f"Envíe uno de estos: {KEPT}."))
    found = next((kind for kind in KINDS if ending in kind.extensions), None)
    if found is None:
        raise FileTypeRefused(Words(f"Send one of: {KEPT}.", es=f"Envíe uno de estos: {KEPT}."))
    return found


def _by_bytes(path: Path, head: bytes, wanted: Kind) -> Kind:
    if not head:
        raise FileEmpty(Words("Send its bytes as the body.", es="Envíe sus bytes como cuerpo."))
    start = head.removeprefix(BOM).lstrip()
    if start.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\0" in head):
        raise FileIsProgram(Words(f"Send one of: {KEPT}.", es=f"Envíe uno de estos: {KEPT}."))
    if MARKUP.match(start):
        raise FileIsMarkup(Words(f"Send one of: {KEPT}.", es=f"Envíe uno de estos: {KEPT}."))
    if head.startswith(b"PK\x03\x04"):
        media_type = office.media_type_of(path)
        return _kept(next((kind for kind in OFFICES if kind.media_type == media_type), None))
    if (found := _by_magic(head)) is not None:
        return found
    if wanted not in TEXTS:
        raise FileNameDiffers(Words(f"It is no {wanted.media_type}.", es=f"No es {wanted.media_type}."))
    _read_as_text(path)
    if wanted is CALENDAR and not start.upper().startswith(b"BEGIN:VCALENDAR"):
        raise FileNameDiffers(
            Words("A calendar begins with BEGIN:VCALENDAR.", es="Un calendario comienza con BEGIN:VCALENDAR.")
        )
    return wanted


def _by_magic(head: bytes) -> Kind | None:
    # The general brand of the format, with HEIC among those the picture is compatible with.
    if head[4:12] == b"ftypmif1" and b"heic" in head[12:64]:
        return HEIC
    try:
        mimes = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return None
    return next((kind for kind in BINARIES if mimes & set(kind.magic)), None)


def _kept(kind: Kind | None) -> Kind:
    if kind is None:
        raise FileTypeRefused(
            Words(f"Send one of: {KEPT}; no archive.", es=f"Envíe uno de estos: {KEPT}; ningún archivo comprimido.")
        )
    return kind


def _read_as_text(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while block := stream.read(BLOCK):
                if CONTROLS.search(decoder.decode(block)):
                    raise FileTypeRefused(
                        Words(f"It is no text. Send one of: {KEPT}.", es=f"No es texto. Envíe uno de estos: {KEPT}.")
                    )
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise FileNotUtf8(
                Words(
                    "Save it as UTF-8 (in a spreadsheet: CSV UTF-8) and send it again.",
                    es="Guárdelo como UTF-8 (en una hoja de cálculo: CSV UTF-8) y envíelo de nuevo.",
                )
            ) from None
