"""Refusals of subjects."""

from shared.errors import Refusal


class SubjectUnfit(Refusal):
    status, code, title = 422, "subject_unfit", "This cannot be the subject of the administration"
