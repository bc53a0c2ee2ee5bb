"""Refusals of calendars."""

from shared.errors import Refusal


class DayOutsideYears(Refusal):
    status, code, title = 422, "day_outside_school_years", "The day is in no school year"


class YearWithoutSchoolDays(Refusal):
    status, code, title = 422, "year_without_school_days", "That would leave a school year without any school day"


class NotWithinPolicy(Refusal):
    status, code, title = 422, "not_within_policy", "The district does not let its schools say that of a day"


class DayOfDistrict(Refusal):
    status, code, title = 422, "day_of_district", "What the day is at this school is the district's to say"


class TooManyDays(Refusal):
    status, code, title = 422, "too_many_days", "These are too many days for one call"


class DayRepeated(Refusal):
    status, code, title = 422, "day_repeated", "The same day of the same school is listed twice"
