"""openapi-python-client's client reads a list to its end. `pages.py ORIGIN TOKEN` prints the source ids of all students."""

import json
import sys

from assessment_client import AuthenticatedClient
from assessment_client.api.roster import list_students
from assessment_client.models import StudentPage
from assessment_client.types import UNSET, Unset


def read(origin: str, token: str) -> list[str]:
    """Page after page, of the size it is given."""
    client = AuthenticatedClient(base_url=origin, token=token)
    found: list[str] = []
    cursor: str | Unset | None = UNSET
    while cursor is not None:
        page = list_students.sync(client=client, cursor=cursor)
        assert isinstance(page, StudentPage), page
        found += [student.source_id for student in page.items]
        cursor = page.next_cursor
    return found


if __name__ == "__main__":
    print(json.dumps(read(*sys.argv[1:])))
