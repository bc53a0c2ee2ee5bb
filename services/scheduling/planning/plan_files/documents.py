"""A file that was read: its data, where each part of it stands, and what was wrong with its writing."""

from dataclasses import dataclass, field
from typing import Any

from shared.errors import fault
from shared.texts.words import Words

MOST_BYTES = 2_000_000
DEEPEST = 20
#: How files of Excel begin, new and old, and texts in UTF-16.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Place:
    """Where something stands in the file; `column` is the name of a spreadsheet's column."""

    line: int
    column: str | None = None


@dataclass
class Document:
    """What a file says.

    `places` is keyed by JSON pointer; what has no place of its own stands where the thing it is part of stands.
    `unstated` are pointers whose absence a fault already explains; `written` are the very signs of unquoted words
    that were taken for something else than text.
    """

    data: Any = None
    places: dict[str, Place] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    unstated: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)

    def place_of(self, pointer: str) -> Place:
        """Where a pointer stands, or the nearest thing around it."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, Place(1))

    def take_as_text(self, pointer: str) -> bool:
        """Where text is wanted, an unquoted 0101 or 12 is meant as text; returns whether there was one."""
        if pointer not in self.written:
            return False
        parent = self.data
        *path, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
        for part in path:
            parent = parent[int(part) if isinstance(parent, list) else part]
        parent[int(last) if isinstance(parent, list) else last] = self.written.pop(pointer)
        return True

    def refuse(self, pointer: str, detail: str, code: str, place: Place | None = None) -> None:
        """Remember a fault."""
        place = place or self.place_of(pointer)
        # A key may hold half of a surrogate pair, which no reply can carry.
        pointer = pointer.encode("utf-8", "backslashreplace").decode()
        self.faults.append({**fault(pointer, detail, code), "line": place.line, "column": place.column})


class Unreadable(ValueError):
    """The file cannot be read any further than this line."""

    def __init__(self, line: int, detail: Words, code: str) -> None:
        super().__init__(code)
        self.line, self.detail, self.code = line, detail, code


def below(pointer: str, part: str | int) -> str:
    """The pointer of a part."""
    return f"{pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"


def text_of(body: bytes, charset: str) -> str:
    """The file's text. Raises `Unreadable` when it is not in the encoding it is declared to be in, or a workbook."""
    if body.startswith(WORKBOOKS):
        raise Unreadable(
            1,
            Words(
                "this is a workbook; save the sheet as CSV UTF-8 and send that",
                es="es un libro de cálculo; guarde la hoja como CSV UTF-8 y envíela",
            ),
            "workbook",
        )
    if charset == "utf-16" or body.startswith(UTF16_MARKS):
        try:
            return body.decode("utf-16" if body.startswith(UTF16_MARKS) else "utf-16-le")
        except UnicodeDecodeError:
            raise Unreadable(
                1, Words("it is declared as UTF-16 and is not", es="se declara como UTF-16 y no lo es"), "not_utf16"
            ) from None
    if charset == "windows-1252":
        try:
            return body.decode("cp1252")
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                line,
                Words("a byte that Windows-1252 does not know", es="un byte que Windows-1252 no conoce"),
                "not_windows_1252",
            ) from None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = Words(
            "save the file as UTF-8 (in Excel: CSV UTF-8), or declare charset=windows-1252 if it is that",
            es="guarde el archivo como UTF-8 (en Excel: CSV UTF-8), o declare charset=windows-1252 si lo es",
        )
        raise Unreadable(body.count(b"\n", 0, error.start) + 1, words, "not_utf8") from None
