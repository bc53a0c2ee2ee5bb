"""Refusals of plan files."""

from shared.errors import Refusal


class PlanFileFaulty(Refusal):
    status, code, title = 422, "plan_file_faulty", "The plan file has errors"
