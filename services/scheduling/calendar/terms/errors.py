"""Refusals of terms."""

from shared.errors import Refusal


class NoSuchSchoolYear(Refusal):
    status, code, title = 422, "no_such_school_year", "There is no such school year"


class TermOutsideYear(Refusal):
    status, code, title = 422, "term_outside_school_year", "The term does not lie within its school year"


class TermsOverlap(Refusal):
    status, code, title = 422, "terms_overlap", "Two terms of the same kind would share days"


class TermCodeTaken(Refusal):
    status, code, title = 409, "term_code_taken", "Another term of the school year has this code"


class TermOfRoster(Refusal):
    status, code, title = 409, "term_of_roster", "The roster owns this term"
