"""Wire models of previews."""

from typing import Annotated, Literal

from pydantic import Field

from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.publication.preview_figures.schemas import PreviewLimits
from services.scheduling.references import PlanReference
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import Day, Fault, Reply

Months = Annotated[dict[str, int], Field(description="Tasks of this plan by month, such as 2026-12.")]


class PreviewTotals(Reply):
    """The plan's totals."""

    schools: int
    tasks: int
    district_tasks: int = Field(description="Those of them that the district itself owes, at no school.")
    people: int
    unowned: int = Field(
        description="Tasks nobody would own; what waits in a pool for one of several is not among them."
    )


class PreviewSchool(Reply):
    """One school: what this plan brings, and what other published plans have there."""

    school: SchoolReference
    tasks: int
    unowned: int
    first_due_on: Day
    last_due_on: Day
    other_tasks: int = Field(description="Live and coming tasks of other plans in the months this plan has tasks here.")
    other_plans: int = Field(description="The plans those are of.")
    plans: int = Field(description="Published plans with live or coming tasks here in any month, and this one.")


class PreviewPerson(Reply):
    """One person: what this plan brings, and what other published plans have for them in the same months."""

    staff: StaffReference
    tasks: int
    months: Months
    other_tasks: int
    other_plans: int


class PreviewMonth(Reply):
    """A month in which the plan has tasks."""

    tasks: int
    people: int
    other_tasks: int = Field(description="Of other published plans, at any school.")
    most_per_person: int = Field(description="The most tasks one person has, of this and other plans.")
    people_over_limit: int


class PreviewActivity(Reply):
    """One activity."""

    pointer: str
    code: str
    title: str
    owner_role: str
    owned_by: OwnedBy
    schools: int = Field(description="The schools it is for; 1 for the district itself.")
    is_of_district: bool = Field(
        description="It is the district's own; what is counted as a school is the district then."
    )
    people: int = Field(description="Of what each holder of the role does: how many there are; else 0.")
    tasks: int
    first_due_on: Day | None
    last_due_on: Day | None
    day_type: str | None = Field(description="The type of days it repeats on, if it does.")
    schools_with_days: int = Field(description="The schools at which something of it is still to come.")
    schools_with_several_holders: int = Field(
        description="Of what one holder does: the schools where several hold the role; it goes to the longest in it."
    )
    places_named_elsewhere: int = Field(
        description="Of what a named person does: the places where they hold no role; there it goes to who holds the owner's."
    )


class PreviewRole(Reply):
    """A role that some schools need and nobody holds, there or for the district."""

    role: str
    schools: list[SchoolReference] = Field(description="Up to 2,000.")
    school_count: int
    is_of_district: bool = Field(description="Nobody holds it for the district itself, which needs it too.")
    tasks: int = Field(description="Those without an owner; what each holder does is made for nobody.")


class PreviewNonSchoolDay(Reply):
    """An activity that is due on a day without school."""

    pointer: str
    code: str
    day: Day
    schools: int


class PreviewWarning(Reply):
    """A warning that the approver must confirm."""

    code: Literal[
        "no_school",
        "nobody_holds_role",
        "several_holders",
        "named_elsewhere",
        "no_such_days",
        "non_school_day",
        "heavy_month",
        "heavy_week",
        "many_initiatives",
        "owner_may_not",
        "share_for_percent",
        "due_outside_years",
        "no_day_off",
    ]
    pointer: str | None = Field(
        description="Into the plan's content; for `heavy_month` into this preview; null where it is not a single place."
    )
    words: str
    count: int = Field(description="How many schools, or for `heavy_month` people, it is about.")


class PublicationPreview(Reply):
    """What publishing this content today would bring to schools and people, to the end of the school year.

    Every occurrence of a repetition counts, those beyond the days tasks are made for too. For a revision: what the plan will
    still ask for once it is published, without what is done.
    """

    plan: PlanReference
    content_hash: str
    as_of: Day
    totals: PreviewTotals
    schools: list[PreviewSchool] = Field(description="Up to 2,000; those with most tasks first.")
    people: list[PreviewPerson] = Field(description="Up to 2,000; those with most tasks first.")
    months: dict[str, PreviewMonth] = Field(description="By month, such as 2026-12.")
    activities: list[PreviewActivity]
    activities_without_schools: list[str] = Field(description="Codes.")
    roles_nobody_holds: list[PreviewRole]
    dates_on_non_school_days: list[PreviewNonSchoolDay]
    not_ready: list[Fault] = Field(
        description="What prevents publishing. An activity whose due date never occurs is not counted above."
    )
    limits: PreviewLimits
    warnings: list[PreviewWarning]
    warnings_hash: str = Field(
        description="Approve with this as `seen_warnings`. It names which warnings there are, whatever their counts."
    )
