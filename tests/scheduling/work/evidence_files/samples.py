"""Small files of every kind that is kept, and of kinds that are not."""

import io
import zipfile

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def archive(parts: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name) if name == "mimetype" else name, content)
    return out.getvalue()


def ooxml(main: str = "wordprocessingml.document", **parts: bytes) -> bytes:
    """An Office Open XML document."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/d.xml" ContentType="{OOXML}{main}.main+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "d.xml": b"<d/>", **parts})


def odf(kind: str = "text", **parts: bytes) -> bytes:
    """An OpenDocument file."""
    return archive({"mimetype": f"{ODF}{kind}".encode(), "content.xml": b"<d/>", **parts})


GOOD = {
    "minutes.pdf": (b"%PDF-1.7\n1 0 obj\n", "application/pdf"),
    "Board photo.PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20, "image/png"),
    "a.jpg": (b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00" + b"\x00" * 20, "image/jpeg"),
    "a.jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20, "image/jpeg"),
    "a.webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x00" * 20, "image/webp"),
    "a.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 20, "image/heic"),
    "b.heic": (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + b"\x00" * 20, "image/heic"),
    "a.docx": (ooxml(), OOXML + "wordprocessingml.document"),
    "a.xlsx": (ooxml("spreadsheetml.sheet"), OOXML + "spreadsheetml.sheet"),
    "a.pptx": (ooxml("presentationml.presentation"), OOXML + "presentationml.presentation"),
    "a.odt": (odf(), ODF + "text"),
    "a.ods": (odf("spreadsheet"), ODF + "spreadsheet"),
    "a.csv": ("\ufeffname;points\nMüller;3\n".encode(), "text/csv"),
    "BMI.csv": (b"BMI,MZ\n1,2\n", "text/csv"),
    "MZ.csv": (b"MZ,x\n1,2\n", "text/csv"),
    "Größe.txt": (b"Wir trafen uns.\n", "text/plain"),
    "a.ics": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "text/calendar"),
}
BAD = [
    ("minutes.pdf", EXE, "file_is_program"),
    ("minutes.txt", b"#!/bin/sh\nrm -rf ~\n", "file_is_program"),
    ("tool.exe", EXE, "file_is_program"),
    ("minutes.pdf.exe", EXE, "file_is_program"),
    ("minutes.pdf.js", b"alert(1)", "file_is_program"),
    ("a.png", b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "file_is_program"),
    ("page.html", b"<html></html>", "file_is_markup"),
    ("page.txt", b"  \n<!DOCTYPE html><script>alert(1)</script>", "file_is_markup"),
    ("page.csv", b"\xef\xbb\xbf<html>", "file_is_markup"),
    ("note.txt", b"<!-- x --><svg>", "file_is_markup"),
    ("drawing.svg", SVG, "file_is_markup"),
    ("drawing.png", SVG, "file_is_markup"),
    ("plan.docm", ooxml(), "file_has_macros"),
    ("plan.docx", ooxml("wordprocessingml.document", **{"word/vbaProject.bin": b"x"}), "file_has_macros"),
    ("plan.xlsx", ooxml("spreadsheetml.sheet", **{"xl/macrosheets/sheet1.xml": b"x"}), "file_has_macros"),
    ("plan.odt", odf("text", **{"Basic/Standard/Module1.xml": b"x"}), "file_has_macros"),
    (
        "plan.docx",
        archive(
            {"[Content_Types].xml": b"<Types ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"}
        ),
        "file_has_macros",
    ),
    ("photo.png", GOOD["a.jpg"][0], "file_name_differs"),
    ("plan.docx", ooxml("spreadsheetml.sheet"), "file_name_differs"),
    ("plan.pdf", b"Only words.", "file_name_differs"),
    ("plan.pdf", ooxml(), "file_name_differs"),
    ("minutes.txt", GOOD["minutes.pdf"][0], "file_name_differs"),
    ("term.ics", b"Only words.", "file_name_differs"),
    ("plan.zip", archive({"a": b"b"}), "file_type_refused"),
    ("plan.docx", archive({"a": b"b"}), "file_type_refused"),
    ("plan.docx", ooxml("wordprocessingml.template"), "file_type_refused"),
    ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60, "file_type_refused"),
    ("film.mp4", b"\x00\x00\x00\x18ftypisom" + b"\x00" * 20, "file_type_refused"),
    ("words.txt", b"a\x00b\x01c", "file_type_refused"),
    ("words.csv", "größe".encode("cp1252"), "file_not_utf8"),
    ("cut.txt", "größe".encode()[:3], "file_not_utf8"),
    ("plan.docx", ooxml()[:-8], "file_damaged"),
    ("plan.docx", b"PK\x03\x04" + b"\x00" * 60, "file_damaged"),
    ("plan.docx", b"PK\x03\x04", "file_damaged"),
    ("plan.docx", archive({"[Content_Types].xml": b" " * 1_000_000}), "file_damaged"),
    ("plan.docx", archive({"[Content_Types].xml": b"x"}, packed=zipfile.ZIP_BZIP2), "file_damaged"),
    ("plan.docx", archive({f"part-{n:060}": b"" for n in range(15_000)}), "file_damaged"),
    ("minutes.pdf", b"", "file_empty"),
]
