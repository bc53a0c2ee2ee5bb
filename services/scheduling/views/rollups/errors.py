"""Refusals of rollups."""

from shared.errors import Refusal


class OnePartOnly(Refusal):
    status, code, title = 422, "one_part_only", "A series covers one goal, strategy, activity or school, or all of them"
