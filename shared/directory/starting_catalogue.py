"""The roles every district starts with. A district renames, retires and adds to them; what it says is its catalogue.

Until a service has heard of a role, it is what it is here.
"""

from typing import Literal, NamedTuple

from shared.auth import profiles

Place = Literal["district", "school", "either"]


class StartingRole(NamedTuple):
    """A role: its code, the profile it stands on, where it is held, and its names."""

    code: str
    profile: str
    place: Place
    en: str
    es: str

    @property
    def given_by(self) -> tuple[str, ...]:
        """Who may give it besides the district's stewards: a school's principal those of the school but their own."""
        at_school = self.profile in profiles.SCHOOL and self.place != "district" and self.profile != profiles.PRINCIPAL
        return (profiles.PRINCIPAL,) if at_school else ()


STARTING = (
    StartingRole(
        profiles.DISTRICT_COORDINATOR,
        profiles.DISTRICT_COORDINATOR,
        "either",
        "District coordinator",
        "Responsable de coordinación del distrito",
    ),
    StartingRole(
        profiles.EXECUTIVE_LEADER,
        profiles.EXECUTIVE_LEADER,
        "either",
        "Executive leader",
        "Líder ejecutivo del distrito",
    ),
    StartingRole(
        profiles.DISTRICT_TEAM_MEMBER,
        profiles.DISTRICT_TEAM_MEMBER,
        "either",
        "District team member",
        "Integrante del equipo del distrito",
    ),
    StartingRole(profiles.DATA_MANAGER, profiles.DATA_MANAGER, "either", "Data manager", "Responsable de datos"),
    StartingRole(profiles.PRINCIPAL, profiles.PRINCIPAL, "school", "Principal", "Responsable de la dirección"),
    StartingRole(
        profiles.SCHOOL_ADMINISTRATOR,
        profiles.SCHOOL_ADMINISTRATOR,
        "school",
        "School administrator",
        "Responsable de la administración escolar",
    ),
    StartingRole(
        profiles.SCHOOL_COORDINATOR,
        profiles.SCHOOL_COORDINATOR,
        "either",
        "School coordinator",
        "Responsable de coordinación escolar",
    ),
    StartingRole(profiles.COUNSELOR, profiles.COUNSELOR, "either", "Counselor", "Responsable de consejería"),
    StartingRole(profiles.TEACHER, profiles.TEACHER, "either", "Teacher", "Docente"),
    StartingRole(profiles.MENTOR, profiles.MENTOR, "either", "Mentor", "Mentor"),
    StartingRole(
        "community_school_coordinator",
        profiles.SCHOOL_COORDINATOR,
        "school",
        "Community school coordinator",
        "Responsable de coordinación de la escuela comunitaria",
    ),
    StartingRole(
        "site_coordinator",
        profiles.SCHOOL_COORDINATOR,
        "school",
        "Site coordinator",
        "Responsable de coordinación del plantel",
    ),
    StartingRole(
        "district_captain",
        profiles.DISTRICT_TEAM_MEMBER,
        "district",
        "District captain",
        "Responsable de mentoría del distrito",
    ),
    StartingRole(
        "microsociety_coordinator",
        profiles.SCHOOL_COORDINATOR,
        "school",
        "MicroSociety coordinator",
        "Responsable de coordinación de MicroSociety",
    ),
    StartingRole("coach", profiles.SCHOOL_STAFF, "either", "Coach", "Responsable de acompañamiento docente"),
    StartingRole("social_worker", profiles.COUNSELOR, "either", "Social worker", "Responsable de trabajo social"),
    StartingRole("nurse", profiles.COUNSELOR, "either", "Nurse", "Responsable de enfermería"),
    StartingRole(
        "assistant_principal",
        profiles.SCHOOL_ADMINISTRATOR,
        "school",
        "Assistant principal",
        "Responsable de la subdirección",
    ),
    StartingRole("success_mentor", profiles.MENTOR, "school", "Success mentor", "Mentor de éxito escolar"),
    StartingRole(
        "volunteer_coordinator",
        profiles.SCHOOL_STAFF,
        "either",
        "Volunteer coordinator",
        "Responsable de coordinación del voluntariado",
    ),
    StartingRole(
        "executive_assistant",
        profiles.DISTRICT_STAFF,
        "district",
        "Executive assistant",
        "Asistente ejecutivo",
    ),
)
#: By a role's code.
STARTING_PROFILES = {role.code: role.profile for role in STARTING}


def starting_profile(code: str) -> str:
    """The profile a role starts on; of one nobody has told of its own name, which opens nothing unless it is a profile's."""
    return STARTING_PROFILES.get(code, code)
