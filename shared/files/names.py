"""What a file may be called, and how a download says it."""

import re
import unicodedata
from urllib.parse import quote

from shared.errors import fault
from shared.files.errors import FileNameRefused
from shared.texts.words import Words

LONGEST_NAME = 200
#: Control characters, invisible ones (those that turn the writing direction among them), unassigned, private, line ends.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def checked_name(name: str) -> str:
    """The name, composed (NFC). Raises `FileNameRefused` for a path, for what cannot be seen, for what has no ending."""
    name = unicodedata.normalize("NFC", name)
    if not name or len(name) > LONGEST_NAME:
        raise _refused(Words(f"1 to {LONGEST_NAME} characters", es=f"de 1 a {LONGEST_NAME} caracteres"))
    if "/" in name or "\\" in name or name.startswith("."):
        raise _refused(
            Words(
                "a name, not a path, and not beginning with a dot",
                es="un nombre, no una ruta, y que no comience con un punto",
            )
        )
    if any(unicodedata.category(sign) in HIDDEN or sign == "\ufffd" for sign in name):
        raise _refused(Words("it has characters that cannot be seen", es="tiene caracteres que no se ven"))
    if name != name.strip() or not extension(name):
        raise _refused(
            Words(
                "it ends with what the file is, such as .pdf, and has no space around it",
                es="termina con lo que es el archivo, por ejemplo .pdf, y no tiene espacios alrededor",
            )
        )
    return name


def extension(name: str) -> str:
    """What stands after the last dot, in small letters; empty if there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def disposition(name: str) -> str:
    """A Content-Disposition that downloads and never shows (RFC 6266): the name for all browsers, and for old ones in ASCII."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _refused(why: str) -> FileNameRefused:
    return FileNameRefused(Words("Send another name.", es="Envíe otro nombre."), errors=[fault("?name", why)])
