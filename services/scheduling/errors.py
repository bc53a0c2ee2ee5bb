"""This service's refusals."""

from shared.web.errors import Refusal


class CodeRepeated(Refusal):
    status, code, title = 422, "code_repeated", "Two parts of the plan have the same code"


class NoSuchSchool(Refusal):
    status, code, title = 422, "no_such_school", "There is no such school in this district"


class NotProvable(Refusal):
    status, code, title = 422, "not_provable", "No event of this type can prove a task"


class ConditionNeverMatches(Refusal):
    status, code, title = 422, "condition_never_matches", "No event could ever meet these conditions"


class PlanFileFaulty(Refusal):
    status, code, title = 422, "plan_file_faulty", "The file cannot be taken as it is"


class SchoolYearMissing(Refusal):
    status, code, title = 422, "school_year_missing", "The district has no such school year"


class PlanNotEditable(Refusal):
    status, code, title = 409, "plan_not_editable", "Only a draft or a returned plan can be changed"


class WrongState(Refusal):
    status, code, title = 409, "wrong_state", "That cannot be done in the state it is in"


class PlanIncomplete(Refusal):
    status, code, title = 422, "plan_incomplete", "The plan is not ready for that"


class RevisionUnderWay(Refusal):
    status, code, title = 409, "revision_under_way", "A revision of this plan is under way already"


class RevisionOutdated(Refusal):
    status, code, title = 409, "revision_outdated", "The plan is not the one this revision was made from"


class DayBegun(Refusal):
    status, code, title = 409, "day_begun", "Today's work has been done already"


class HashDiffers(Refusal):
    status, code, title = 409, "content_hash_differs", "The plan is not the one you read"


class WarningsUnseen(Refusal):
    status, code, title = 409, "warnings_unseen", "The preview warns of something the approver has not seen"


class OwnWork(Refusal):
    status, code, title = 403, "own_work", "Nobody approves a plan they wrote"


class PersonNeeded(Refusal):
    status, code, title = 403, "person_needed", "Only a person can do this, not a machine client"


class EvidenceNeeded(Refusal):
    status, code, title = 409, "evidence_needed", "This task is done only with a note, a link or a file"


class ProofNeeded(Refusal):
    status, code, title = 409, "proof_needed", "This task closes itself when its event comes; nobody closes it by hand"


class DueDateWeakened(Refusal):
    status, code, title = 422, "due_date_weakened", "A school's own date cannot lie after the district's"


class NotAtSchool(Refusal):
    status, code, title = 422, "not_at_school", "This person holds no role at the school today"


class FileRepeated(Refusal):
    status, code, title = 409, "file_repeated", "The task has this very file already"


class TooManyFiles(Refusal):
    status, code, title = 409, "too_many_files", "The task can take no more files"


class CannotSeeTask(Refusal):
    status, code, title = 422, "cannot_see_task", "Somebody is named who may not see the task"


class EditTooLate(Refusal):
    status, code, title = 409, "edit_too_late", "The comment can no longer be changed"


class TooManyComments(Refusal):
    status, code, title = 409, "too_many_comments", "The task can take no more comments"


class RowRepeated(Refusal):
    status, code, title = 409, "row_repeated", "An earlier row of this call is about the same thing"


class TooManyWatchers(Refusal):
    status, code, title = 409, "too_many_watchers", "No more people can watch this task"


class DaysOutOfOrder(Refusal):
    status, code, title = 422, "days_out_of_order", "The last day does not lie after the first"


class SchoolYearTooLong(Refusal):
    status, code, title = 422, "school_year_too_long", "A school year is no longer than two calendar years"


class SchoolYearsOverlap(Refusal):
    status, code, title = 422, "school_years_overlap", "Two school years would share days"


class NothingReplaced(Refusal):
    status, code, title = 422, "no_year_replaced", "A school's own year takes the place of one of the district's"


class DayOutsideYears(Refusal):
    status, code, title = 422, "day_outside_school_years", "The day lies in no school year"


class YearWithoutSchoolDays(Refusal):
    status, code, title = 422, "year_without_school_days", "That would leave a school year without any school day"


class DayRepeated(Refusal):
    status, code, title = 422, "day_repeated", "The same day of the same school is listed twice"


class NoSuchDayType(Refusal):
    status, code, title = 422, "no_such_day_type", "There is no such day type in this district"


class DayTypeTaken(Refusal):
    status, code, title = 409, "day_type_taken", "Another day type has this code"


class DayTypeIsStandard(Refusal):
    status, code, title = 409, "day_type_is_standard", "The standard day types never change"


class NoSuchSchoolYear(Refusal):
    status, code, title = 422, "no_such_school_year", "There is no such school year"


class TermOutsideYear(Refusal):
    status, code, title = 422, "term_outside_school_year", "A term lies within its school year"


class TermsOverlap(Refusal):
    status, code, title = 422, "terms_overlap", "Two terms of the same kind would share days"


class TermCodeTaken(Refusal):
    status, code, title = 409, "term_code_taken", "Another term of the school year has this code"


class TermOfRoster(Refusal):
    status, code, title = 409, "term_of_roster", "The roster brings this term"


class OnePartOnly(Refusal):
    status, code, title = 422, "one_part_only", "A series is of one goal, strategy, activity or school, or of all"


class TaskBlocked(Refusal):
    status, code, title = 409, "task_blocked", "A barrier blocks this task"


class NoSuchTask(Refusal):
    status, code, title = 422, "no_such_task", "There is no such task"


class TooManyOnBarrier(Refusal):
    status, code, title = 422, "too_many_on_barrier", "A barrier holds no more than that"


class ContactNeeded(Refusal):
    status, code, title = 422, "contact_needed", "An answer from outside needs somebody to ask"


class NotTheRaiser(Refusal):
    status, code, title = 403, "not_the_raiser", "Only who raised a barrier says whether it is gone"


class ReasonNeeded(Refusal):
    status, code, title = 422, "reason_needed", "This needs a reason"


class FeedUnknown(Refusal):
    status, code, title = 404, "feed_unknown", "There is no feed at this address, or none any more"


class TooManyFeeds(Refusal):
    status, code, title = 409, "too_many_feeds", "Nobody has more feeds than that"


class RevokedAlready(Refusal):
    status, code, title = 409, "revoked_already", "It was revoked before"


class TooManyGuesses(Refusal):
    status, code, title = 429, "too_many_guesses", "Too many addresses were asked for that lead nowhere"


class CalendarFileFaulty(Refusal):
    status, code, title = 422, "calendar_file_faulty", "Some lines of the file cannot be taken"


class NothingToImport(Refusal):
    status, code, title = 422, "nothing_to_import", "The file says nothing of any school day"


class TooManyNotes(Refusal):
    status, code, title = 409, "too_many_notes", "The handover can take no more notes"


class NotToYourself(Refusal):
    status, code, title = 403, "not_to_yourself", "Nobody makes themselves somebody's cover"


class NotTheirsToLend(Refusal):
    status, code, title = 403, "not_theirs_to_lend", "Nobody lends a role that is not theirs"


class DelegationToSelf(Refusal):
    status, code, title = 422, "delegation_to_self", "Nobody stands in for themselves"


class DayPassed(Refusal):
    status, code, title = 422, "day_passed", "That day has passed"


class DelegationTooLong(Refusal):
    status, code, title = 422, "delegation_too_long", "An absence is no longer than a year"


class DelegateElsewhere(Refusal):
    status, code, title = 422, "delegate_elsewhere", "The delegate holds no role where they are to act"


class DelegationsOverlap(Refusal):
    status, code, title = 409, "delegations_overlap", "Somebody stands in for this person on some of these days already"


class DelegationCircle(Refusal):
    status, code, title = 409, "delegation_circle", "Somebody would stand in for themselves by way of others"


#: The refusal a breach of a constraint is.
CONFLICTS: dict[str, type[Refusal]] = {
    "uq_plan_revisions_under_way": RevisionUnderWay,
    "uq_plan_revisions_number": RevisionUnderWay,
    "uq_goals_code": CodeRepeated,
    "uq_strategies_code": CodeRepeated,
    "uq_activities_code": CodeRepeated,
    "ck_tasks_target_before_due": DueDateWeakened,
    "ck_school_years_days_in_order": DaysOutOfOrder,
    "uq_day_types_code": DayTypeTaken,
}
