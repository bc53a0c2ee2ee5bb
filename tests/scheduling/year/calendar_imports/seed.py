"""Calendars as files."""

UPLOADS = {"import_calendar": ("text/csv", b"x")}
TO_MENTORS = {
    "import_calendar": "refused for something else first; `test_schools_do_not_import_calendars` sees the door shut"
}
