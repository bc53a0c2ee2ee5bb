"""Why a file is not taken, or not given."""

from shared.errors import Refusal


class FileNameRefused(Refusal):
    status, code, title = 422, "file_name_refused", "A file cannot be called that"


class FileEmpty(Refusal):
    status, code, title = 422, "file_empty", "There is nothing in the file"


class FileTypeRefused(Refusal):
    status, code, title = 422, "file_type_refused", "Files of this kind are not kept"


class FileNameDiffers(Refusal):
    status, code, title = 422, "file_name_differs", "The file is not what its name says"


class FileIsProgram(Refusal):
    status, code, title = 422, "file_is_program", "Programs and scripts are not kept"


class FileIsMarkup(Refusal):
    status, code, title = 422, "file_is_markup", "Web pages and SVG pictures can run script and are not kept"


class FileHasMacros(Refusal):
    status, code, title = 422, "file_has_macros", "Documents with macros are not kept"


class FileDamaged(Refusal):
    status, code, title = 422, "file_damaged", "The file cannot be read"


class FileNotUtf8(Refusal):
    status, code, title = 422, "file_not_utf8", "The text is not UTF-8"


class FileInfected(Refusal):
    status, code, title = 422, "file_infected", "The virus scanner found something in the file"


class ScanFailed(Refusal):
    status, code, title = 503, "scan_failed", "The virus scanner could not say whether the file is clean"


class FilesUnavailable(Refusal):
    status, code, title = 503, "files_unavailable", "The place where files are kept does not answer"


#: What handing in a file may be refused with, besides its size.
REFUSALS: tuple[type[Refusal], ...] = (
    *(FileNameRefused, FileEmpty, FileTypeRefused, FileNameDiffers, FileIsProgram, FileIsMarkup, FileHasMacros),
    *(FileDamaged, FileNotUtf8, FileInfected, ScanFailed, FilesUnavailable),
)
