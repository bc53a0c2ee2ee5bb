"""One row of each OneRoster file: its cells checked and turned into what is staged. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.assessment.roster.roster_imports.cells import (
    LONGEST_ID,
    RowFault,
    Spared,
    day,
    days,
    email,
    flag,
    grades,
    language,
    last_grade,
    named,
    optional,
    required,
    texts,
    word,
)
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.rules import (
    CLASS_TYPES,
    ENROLLMENT_ROLES,
    ORG_TYPES,
    ROLES,
    SESSION_TYPES,
    SEXES,
    kind_of_role,
)
from services.assessment.roster.roster_imports.words import plain, spelt

Record = tuple[Any, ...]
Parse = Callable[[Ids, tuple[str, ...]], Record]


@dataclass(frozen=True)
class Form:
    """What one file must and may have, the kind of its ids, and how a row that is not deleted is read."""

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    id_kind: str
    staged: tuple[str, ...]
    parse: Parse
    #: Which cell names the person a faulty row must protect from being taken for absent.
    protects: int | None = None
    #: Are its optional columns for those who have them, so that nothing is said of one that is not there?
    quiet: bool = False
    #: What a row says besides: the sourcedId and the rest of further records.
    further: Callable[[Ids, tuple[str, ...]], list[tuple[str, Record]]] | None = None


#: Columns of demographics beyond birth and sex, with the staged ones they fill.
RACES = {
    **{"americanIndianOrAlaskaNative": "american_indian_or_alaska_native", "asian": "asian"},
    **{"blackOrAfricanAmerican": "black_or_african_american", "white": "white"},
    "nativeHawaiianOrOtherPacificIslander": "native_hawaiian_or_other_pacific_islander",
    **{"demographicRaceTwoOrMoreRaces": "two_or_more_races", "hispanicOrLatinoEthnicity": "hispanic_or_latino"},
}
LANGUAGES = {"metadata.homeLanguage": "home_language", "metadata.preferredLanguage": "preferred_language"}
#: The staged column that each optional one fills.
FILLS = {
    **RACES,
    **LANGUAGES,
    **{
        "enabledUser": "enabled",
        "agentSourcedIds": "agents",
        "identifier": "identifier",
        "parentSourcedId": "parent_id",
    },
    **{"primaryOrgSourcedId": "org_id", "primary": "is_primary", "beginDate": "begins_on", "endDate": "ends_on"},
    **{"schoolYear": "school_year", "courseCode": "course_code", "classCode": "class_code", "classType": "class_type"},
    **{"middleName": "middle_name", "preferredGivenName": "preferred_given_name"},
    **{"preferredMiddleName": "preferred_middle_name", "preferredFamilyName": "preferred_family_name"},
    **{"grades": "grades", "subjects": "subjects", "email": "email", "sms": "sms", "phone": "phone"},
}
OF_USERS = {"identifier": "local_id", "grades": "grade"}
#: Cells of columns that a file has to have, and that a row can do without.
SPARED = {"courseSourcedId": "course_id", "termSourcedIds": "session_ids", "birthDate": "birth_date", "sex": "sex"}


def _reference(id_of: Callable[[str], Any], column: str, text: str) -> Any:
    """The id of what a cell names, if it names anything."""
    return id_of(named(column, text)) if text and text != "NULL" else None


def _org(ids: Ids, cells: tuple[str, ...]) -> Record:
    name, type_, identifier, parent = cells
    type_ = word("type", type_, ORG_TYPES, 40)
    if type_ not in ORG_TYPES.values() and type_[:4] != "ext:":
        raise RowFault("type", "type_unknown", "Write one of the org types of OneRoster 1.2.")
    spared = Spared()
    return spared.row(
        required("name", name),
        type_,
        spared.read(optional, "identifier", identifier, 60),
        spared.read(_reference, ids.school, "parentSourcedId", parent),
    )


def _session(ids: Ids, cells: tuple[str, ...]) -> Record:
    title, type_, start, end, parent, year = cells
    first, last = day("startDate", required("startDate", start)), day("endDate", required("endDate", end))
    assert first is not None
    assert last is not None
    if last < first:
        raise RowFault("endDate", "dates_out_of_order", "The last day lies before the first.")
    spared = Spared()
    return spared.row(
        required("title", title),
        word("type", type_, SESSION_TYPES, 60),
        first,
        last,
        spared.read(_reference, ids.session, "parentSourcedId", parent.strip()),
        spared.read(optional, "schoolYear", year, 10),
    )


def _course(ids: Ids, cells: tuple[str, ...]) -> Record:
    title, code = cells
    spared = Spared()
    return spared.row(required("title", title), spared.read(optional, "courseCode", code))


def _class(ids: Ids, cells: tuple[str, ...]) -> Record:
    title, course, school, terms, grade, code, type_, subjects = cells
    spared = Spared()
    return spared.row(
        required("title", title),
        spared.read(optional, "classCode", code),
        spared.read(optional, "classType", spelt(type_, CLASS_TYPES), 60),
        spared.read(grades, grade, nothing=[]),
        spared.read(texts, "subjects", subjects, nothing=[]),
        spared.read(_reference, ids.course, "courseSourcedId", course),
        ids.school(named("schoolSourcedId", school)),
        [ids.session(term) for term in spared.read(texts, "termSourcedIds", terms, nothing=[])],
    )


def _user(ids: Ids, cells: tuple[str, ...]) -> Record:
    given, family, middle, preferred, preferred_middle, preferred_family, *rest = cells
    identifier, mail, sms, phone, agents, grade, org, enabled = rest
    spared = Spared()
    read = spared.read
    # Most of these cells are blank in most rows: those are not looked at twice.
    return spared.row(
        required("givenName", given),
        required("familyName", family),
        read(optional, "middleName", middle) if middle else None,
        read(optional, "preferredGivenName", preferred) if preferred else None,
        read(optional, "preferredMiddleName", preferred_middle) if preferred_middle else None,
        read(optional, "preferredFamilyName", preferred_family) if preferred_family else None,
        read(optional, "identifier", identifier, LONGEST_ID) if identifier else None,
        read(last_grade, grade) if grade else None,
        read(email, mail) if mail else None,
        read(optional, "phone", phone, 60) if phone else None,
        read(optional, "sms", sms, 60) if sms else None,
        read(_reference, ids.school, "primaryOrgSourcedId", org) if org else None,
        [ids.person(agent) for agent in read(texts, "agentSourcedIds", agents, nothing=[])] if agents else [],
        read(flag, "enabledUser", enabled) if enabled else None,
    )


def _kind(text: str) -> tuple[str, str]:
    role = word("role", text, ROLES, 65)
    kind = kind_of_role(role)
    if kind is None:
        raise RowFault("role", "role_unknown", "Write a role of OneRoster 1.2, or one of your own as ext:word.")
    return role, kind


def _role(ids: Ids, cells: tuple[str, ...]) -> Record:
    user, type_, role, org, begin, end = cells
    role, kind = _kind(role)
    spared = Spared()
    span = days(spared, begin, end)
    person_id = ids.person(named("userSourcedId", user))
    return spared.row(person_id, kind, role, plain(type_) == "primary", ids.school(named("orgSourcedId", org)), *span)


def _roles_of_user(ids: Ids, cells: tuple[str, ...]) -> Record:
    user, role, orgs = cells
    role, kind = _kind(role)
    places = texts("orgSourcedIds", orgs)
    if not places:
        raise RowFault("orgSourcedIds", "value_missing", "This column needs a value.")
    return ids.person(user), kind, role, True, ids.school(places[0]), None, None


def _further_roles_of_user(ids: Ids, cells: tuple[str, ...]) -> list[tuple[str, Record]]:
    """The same role at each further organisation: the first keeps the id of the user's role."""
    user, _, orgs = cells
    person_id, kind, role, _, first, *span = _roles_of_user(ids, cells)
    others = [org for org in dict.fromkeys(texts("orgSourcedIds", orgs)) if ids.school(org) != first]
    return [(f"{user}@{org}", (person_id, kind, role, False, ids.school(org), *span)) for org in others]


def _demographics(ids: Ids, cells: tuple[str, ...]) -> Record:
    birth, sex, *rest = cells
    spared = Spared()
    flags = [spared.read(flag, name, cell) if cell else None for name, cell in zip(RACES, rest, strict=False)]
    spoken = [
        spared.read(language, name, cell) if cell else None
        for name, cell in zip(LANGUAGES, rest[len(RACES) :], strict=True)
    ]
    return spared.row(
        spared.read(day, "birthDate", birth), spared.read(optional, "sex", spelt(sex, SEXES), 40), *flags, *spoken
    )


def _enrollment(ids: Ids, cells: tuple[str, ...]) -> Record:
    class_, school, user, role, primary, begin, end = cells
    spared = Spared()
    first, last = days(spared, begin, end)
    role = optional("role", spelt(role, ENROLLMENT_ROLES), 65) or ""
    if role not in ENROLLMENT_ROLES.values() and role[:4] != "ext:":
        raise RowFault("role", "role_unknown", "Write student, teacher, aide, administrator, proctor or ext:word.")
    return spared.row(
        ids.class_(named("classSourcedId", class_)),
        ids.person(named("userSourcedId", user)),
        ids.school(named("schoolSourcedId", school)),
        role,
        spared.read(flag, "primary", primary) or False,
        first,
        last,
    )


_NAMES = ("given_name", "family_name", "middle_name", "preferred_given_name", "preferred_middle_name")
_PREFERRED = ("preferredGivenName", "preferredMiddleName", "preferredFamilyName")
_SPAN = ("begins_on", "ends_on")

FORMS = {
    form.file: form
    for form in (
        Form(
            "orgs",
            ("name", "type"),
            ("identifier", "parentSourcedId"),
            "school",
            ("name", "type", "identifier", "parent_id"),
            _org,
        ),
        Form(
            "academicSessions",
            ("title", "type", "startDate", "endDate"),
            ("parentSourcedId", "schoolYear"),
            "session",
            ("title", "type", "starts_on", "ends_on", "parent_id", "school_year"),
            _session,
        ),
        Form(
            "courses",
            ("title",),
            ("courseCode",),
            "course",
            ("title", "course_code"),
            _course,
        ),
        Form(
            "classes",
            ("title", "courseSourcedId", "schoolSourcedId", "termSourcedIds"),
            ("grades", "classCode", "classType", "subjects"),
            "class_",
            (
                *("title", "class_code", "class_type", "grades"),
                *("subjects", "course_id", "school_id", "session_ids"),
            ),
            _class,
        ),
        Form(
            "users",
            ("givenName", "familyName"),
            (
                *("middleName", *_PREFERRED, "identifier", "email", "sms", "phone"),
                *("agentSourcedIds", "grades", "primaryOrgSourcedId", "enabledUser"),
            ),
            "person",
            (
                *_NAMES,
                "preferred_family_name",
                "local_id",
                "grade",
                "email",
                "phone",
                "sms",
                "org_id",
                "agents",
                "enabled",
            ),
            _user,
        ),
        Form(
            "roles",
            ("userSourcedId", "roleType", "role", "orgSourcedId"),
            ("beginDate", "endDate"),
            "role",
            ("person_id", "kind", "role", "is_primary", "org_id", *_SPAN),
            _role,
            protects=0,
        ),
        Form(
            "demographics",
            ("birthDate", "sex"),
            (*RACES, *LANGUAGES),
            "person",
            ("birth_date", "sex", *RACES.values(), *LANGUAGES.values()),
            _demographics,
            quiet=True,
        ),
        Form(
            "enrollments",
            ("classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
            ("primary", "beginDate", "endDate"),
            "enrollment",
            ("class_id", "person_id", "school_id", "role", "is_primary", *_SPAN),
            _enrollment,
        ),
    )
}

#: OneRoster 1.1 has no roles.csv: each user's one role stands in users.csv.
ROLES_OF_USERS = Form(
    "roles",
    ("sourcedId", "role", "orgSourcedIds"),
    (),
    "role",
    FORMS["roles"].staged,
    _roles_of_user,
    protects=0,
    further=_further_roles_of_user,
)
