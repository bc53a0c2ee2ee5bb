"""Refusals of plans."""

from shared.errors import Refusal


class CodeRepeated(Refusal):
    status, code, title = 422, "code_repeated", "Two parts of the plan have the same code"
    constraints = ("uq_activities_code", "uq_goals_code", "uq_strategies_code")


class NotProvable(Refusal):
    status, code, title = 422, "not_provable", "No event of this type can prove a task"


class ConditionNeverMatches(Refusal):
    status, code, title = 422, "condition_never_matches", "No event could ever meet these conditions"


class SchoolYearUnclear(Refusal):
    status, code, title = 422, "school_year_unclear", "Which school year is meant cannot be told"


class YearOutsidePlan(Refusal):
    status, code, title = 422, "year_outside_plan", "The plan's years do not go together"


class OutsideSchool(Refusal):
    status, code, title = 422, "outside_school", "A school's own plan is for that school and its people"


class NothingToServe(Refusal):
    status, code, title = 422, "nothing_to_serve", "The district has no such goal to serve"


class SchoolStays(Refusal):
    status, code, title = 409, "school_stays", "A plan stays whose it is"


class PlanNotEditable(Refusal):
    status, code, title = 409, "plan_not_editable", "Only a draft or a returned plan can be changed"


class PlanIncomplete(Refusal):
    status, code, title = 422, "plan_incomplete", "The plan is not complete"


class WarningsUnseen(Refusal):
    status, code, title = 409, "warnings_unseen", "The preview has warnings that the approver has not confirmed"


class NoSuchTeam(Refusal):
    status, code, title = 422, "no_such_team", "There is no such team in this district"
