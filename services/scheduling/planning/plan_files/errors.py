"""Refusals of plan files."""

from shared.errors import Refusal


class PlanFileFaulty(Refusal):
    status, code, title = 422, "plan_file_faulty", "The file cannot be taken as it is"
