"""Refusals of calendar imports."""

from shared.errors import Refusal


class CalendarFileFaulty(Refusal):
    status, code, title = 422, "calendar_file_faulty", "The calendar file has errors"


class NothingToImport(Refusal):
    status, code, title = 422, "nothing_to_import", "The file contains no day to import"
