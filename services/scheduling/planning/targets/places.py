"""Places where something is owed: a school, or the district itself (no school's id), which SQL joins by a key of its own."""

from uuid import UUID

#: The key of the district itself; no school has it.
DISTRICT_ITSELF = UUID(int=0)


def place_in_sql(school_id: str) -> str:
    """SQL of a place's key: the school's id, or that of the district itself where there is none. Joins by it can hash."""
    return f"coalesce({school_id}, '{DISTRICT_ITSELF}')"
