"""Refusals of instruments."""

from shared.errors import Refusal


class InstrumentVersionTaken(Refusal):
    status, code, title = 409, "instrument_version_taken", "The district has this version of the instrument already"
    constraints = ("uq_instruments_code_edition",)


class InstrumentContradictory(Refusal):
    status, code, title = 422, "instrument_contradictory", "The instrument contradicts itself"


class InstrumentPublished(Refusal):
    status, code, title = 409, "instrument_published", "A published instrument cannot be changed"
