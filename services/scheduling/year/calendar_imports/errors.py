"""Refusals of calendar imports."""

from shared.errors import Refusal


class CalendarFileFaulty(Refusal):
    status, code, title = 422, "calendar_file_faulty", "Some lines of the file cannot be taken"


class NothingToImport(Refusal):
    status, code, title = 422, "nothing_to_import", "The file says nothing of any school day"
