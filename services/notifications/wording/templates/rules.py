"""Choosing a language, saying dates and numbers: pure functions."""

from collections.abc import Collection, Mapping, Sequence

from shared.saying import FALLBACK

#: A task that no plan asks for; a school the directory has not told of yet; the district itself.
GIVEN = {"en": "A task from a colleague", "es": "Una tarea de parte de un colega"}
SOME_SCHOOL = {"en": "a school not yet in the directory", "es": "una escuela que aún no está en el directorio"}
DISTRICT = {"en": "the district", "es": "el distrito"}
AND = {"en": " and ", "es": " y "}


def language_for(person: str | None, district: str | None, available: Collection[str]) -> str:
    """The person's language, its base language, the district's, its base language, English: the first there is."""
    for wanted in (person, district):
        for language in (wanted, (wanted or "").partition("-")[0]):
            if language in available:
                return str(language)
    return FALLBACK


def say_given(language: str) -> str:
    """What a task is called whose words stand at the task alone."""
    return GIVEN[_written(language, GIVEN)]


def say_place(language: str, *, is_school: bool) -> str:
    """Where a task is owed whose school has no name here: one not heard of yet, or the district itself."""
    words = SOME_SCHOOL if is_school else DISTRICT
    return words[_written(language, words)]


def _written(language: str, words: Mapping[str, str]) -> str:
    spoken = language if language in words else language.partition("-")[0]
    return spoken if spoken in words else FALLBACK


def say_names(names: Sequence[str], language: str) -> str:
    """People as a sentence names them: Ana; Ana and Ben; Ana, Ben and Cora."""
    joined = AND["es" if language.partition("-")[0] == "es" else FALLBACK]
    return joined.join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def say_count(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 task; 1,200 tasks. Both languages group digits by commas in the United States."""
    return f"{number:,} {one if number == 1 else many}"
