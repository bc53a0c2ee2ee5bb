"""The district's course catalogue: one homeroom course per elementary grade, six courses per later grade."""

from dataclasses import dataclass

from deploy.local.sample.schools import DISTRICT_ID, GRADES, YEAR_ID, Row

# Two-digit SCED subject areas.
_SUBJECT_CODES = {
    "Non-Subject-Specific": "23",
    "English Language Arts": "01",
    "Mathematics": "02",
    "Life and Physical Sciences": "03",
    "Social Sciences and History": "04",
    "Fine and Performing Arts": "05",
    "Physical Education": "08",
    "World Languages": "24",
}
_CORE = (
    "English Language Arts",
    "Mathematics",
    "Life and Physical Sciences",
    "Social Sciences and History",
)
_MIDDLE = (*_CORE, "Fine and Performing Arts", "Physical Education")
_HIGH = (*_CORE, "World Languages", "Fine and Performing Arts")
_HIGH_TITLES = {
    "09": ("English 9", "Algebra I", "Biology", "World Geography", "Spanish I", "Art Foundations"),
    "10": ("English 10", "Geometry", "Chemistry", "World History", "Spanish II", "Theater Arts"),
    "11": ("English 11", "Algebra II", "Physics", "United States History", "Spanish III", "Choir"),
    "12": ("English 12", "Precalculus", "Environmental Science", "Government", "Spanish IV", "Studio Art"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the catalogue, taught in one grade."""

    code: str
    title: str
    grade: str
    subject: str

    @property
    def source_id(self) -> str:
        """The OneRoster sourcedId."""
        return f"course-{self.code}"

    @property
    def subject_code(self) -> str:
        """The two-digit SCED subject area."""
        return _SUBJECT_CODES[self.subject]


def build_courses() -> dict[str, list[Course]]:
    """The courses of each grade: one up to grade 05, six from grade 06."""
    return {grade: _courses_of(grade) for grade in GRADES}


def _courses_of(grade: str) -> list[Course]:
    if grade in GRADES[:6]:
        name = "Kindergarten" if grade == "KG" else f"Grade {int(grade)}"
        return [Course(f"HR{grade}", f"{name} Homeroom", grade, "Non-Subject-Specific")]
    subjects = _HIGH if grade in _HIGH_TITLES else _MIDDLE
    titles = _HIGH_TITLES.get(grade) or tuple(f"{subject} {int(grade)}" for subject in _MIDDLE)
    return [
        Course(f"{_SUBJECT_CODES[subject]}{grade}", title, grade, subject)
        for subject, title in zip(subjects, titles, strict=True)
    ]


def course_rows(courses: dict[str, list[Course]]) -> list[Row]:
    """Rows of courses.csv; the district owns every course."""
    return [
        (
            course.source_id,
            "",
            "",
            YEAR_ID,
            course.title,
            course.code,
            course.grade,
            DISTRICT_ID,
            course.subject,
            course.subject_code,
        )
        for of_grade in courses.values()
        for course in of_grade
    ]
