"""Whom a chapter falls to: always the same people in the same district."""

from collections import Counter

from deploy.local.story import Story


def successor(story: Story, school_id: str | None = None) -> str:
    """Somebody who is nothing but a teacher and has no part in the story yet, at this school if there is one."""
    held = Counter(entry["staff"]["id"] for entry in story.roles)
    teaches = {entry["staff"]["id"]: entry["school"] for entry in story.roles if entry["role"] == "teacher"}

    def rank(id_: str) -> tuple[bool, bool, tuple[str, str]]:
        elsewhere = school_id is not None and (teaches.get(id_) or {}).get("id") != school_id
        return not (id_ in teaches and held[id_] == 1), elsewhere, story.order(id_)

    found: str = min(story.staff.keys() - story.callers.keys(), key=rank)
    return found
