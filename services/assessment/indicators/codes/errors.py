"""Refusals of words of incidents, marks and courses."""

from shared.errors import Refusal


class IndicatorCodeKnown(Refusal):
    status, code, title = 409, "indicator_code_known", "The district has this word already"
    constraints = ("uq_indicator_codes_folded",)


class MeaningOfAnother(Refusal):
    status, code, title = 422, "indicator_meaning_of_another", "No word of this kind means that"
