"""Refusals of values of goals."""

from shared.errors import Refusal


class ValueAhead(Refusal):
    status, code, title = 422, "value_ahead", "A value is of a day that has come"


class TooManyValues(Refusal):
    status, code, title = 409, "too_many_values", "The goal has as many values as one can have"
