"""Refusals of administrations."""

from shared.errors import Refusal


class InstrumentNotPublished(Refusal):
    status, code, title = 409, "instrument_not_published", "Only a published instrument can be administered"


class NoSuchInstrument(Refusal):
    status, code, title = 422, "no_such_instrument", "There is no such instrument in this district"
    constraints = ("fk_administrations_instrument",)


class AdministrationExists(Refusal):
    status, code, title = 409, "administration_exists", "The subject has this instrument in this window already"
    constraints = ("uq_administrations_once",)


class DayOutsideYear(Refusal):
    status, code, title = 422, "day_outside_year", "The day it was done does not lie in the school year it is of"


class YearAhead(Refusal):
    status, code, title = 409, "year_ahead", "The school year it is of has not begun"


class AdministrationNotOpen(Refusal):
    status, code, title = 409, "administration_not_open", "The administration is closed"


class AdministrationNotScored(Refusal):
    status, code, title = 409, "administration_not_scored", "Only a scored administration can be corrected"


class WithdrawnAlready(Refusal):
    status, code, title = 409, "withdrawn_already", "The administration has been withdrawn already"


class ScoredAlready(Refusal):
    status, code, title = 409, "scored_already", "The administration has been scored already"


class AnswersUnfit(Refusal):
    status, code, title = 422, "answers_unfit", "Some answers do not fit the instrument"


class ItemsUnanswered(Refusal):
    status, code, title = 409, "items_unanswered", "Items without an answer cannot be scored"


class NothingCorrected(Refusal):
    status, code, title = 422, "nothing_corrected", "The correction leaves every answer as it was"
