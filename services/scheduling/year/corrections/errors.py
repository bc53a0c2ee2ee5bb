"""Refusals of calendars."""

from shared.errors import Refusal


class DayOutsideYears(Refusal):
    status, code, title = 422, "day_outside_school_years", "The day is in no school year"


class YearWithoutSchoolDays(Refusal):
    status, code, title = 422, "year_without_school_days", "That would leave a school year without any school day"


class DayRepeated(Refusal):
    status, code, title = 422, "day_repeated", "The same day of the same school is listed twice"


class NoSuchDayType(Refusal):
    status, code, title = 422, "no_such_day_type", "There is no such day type in this district"
