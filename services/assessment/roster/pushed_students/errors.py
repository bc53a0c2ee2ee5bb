"""Refusals of students that are pushed one by one."""

from shared.errors import Refusal


class SomebodyElses(Refusal):
    status, code, title = 409, "source_id_ambiguous", "This source id is that of a guardian or a staff member"


class RowOutdated(Refusal):
    status, code, title = 409, "row_outdated", "A later version of this student has been taken before"


class ListedOtherwise(Refusal):
    status, code, title = 409, "listed_otherwise", "The student is listed by another of their source ids"
