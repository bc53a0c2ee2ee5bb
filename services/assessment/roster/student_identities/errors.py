"""Refusals of aliases, merges and splits."""

from shared.errors import Refusal


class AliasTaken(Refusal):
    status, code, title = 409, "alias_taken", "This source id is known as another student's"


class StudentHasRow(Refusal):
    status, code, title = 409, "student_has_row", "There is a student of this source id: merge the two"


class OneStudent(Refusal):
    status, code, title = 422, "one_student", "A merge is of two students"


class NotMerged(Refusal):
    status, code, title = 409, "not_merged", "These two are not merged"


class SourceIdOfSomebodyElse(Refusal):
    status, code, title = 409, "source_id_of_somebody_else", "This source id is that of a guardian or a staff member"


class NoSuchOther(Refusal):
    status, code, title = 422, "no_such_student_to_merge", "There is no such student to merge"
