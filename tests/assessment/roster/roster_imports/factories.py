"""Bundles from which something is missing."""

Files = dict[str, list[dict[str, str]]]


def less(found: Files, number: int, school: str) -> Files:
    """Without the first students of a school."""
    mine = [row["sourcedId"] for row in found["users"] if row["primaryOrgSourcedId"] == school and row["grades"]]
    gone = set(mine[:number])
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] not in gone]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] not in gone]
    return found
