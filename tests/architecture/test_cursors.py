"""A cursor stands in addresses, which logs and histories keep: none holds the name of a person."""

from importlib import import_module
from pathlib import Path

import pytest

from shared.context.lists import Listing
from shared.testing.servers import SERVICES

ROOT = Path(__file__).parents[2]
LISTINGS = [
    listing
    for service in SERVICES
    for path in sorted((ROOT / "services" / service).rglob("repository.py"))
    for listing in vars(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))).values()
    if isinstance(listing, Listing)
]
OF_PEOPLE = ("family_name", "given_name", "middle_name", "preferred", "email", "phone", "birth_date")


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_no_cursor_holds_what_names_a_person(listing: Listing) -> None:
    held = [column for syncing in (False, True) for column, _ in listing.held(None, syncing=syncing)]
    assert not [column for column in held if any(word in column for word in OF_PEOPLE)]


def test_the_lists_of_people_are_among_them() -> None:
    assert len(LISTINGS) >= 40
    assert {"students", "guardians", "staff"} <= {listing.name for listing in LISTINGS if listing.by_row}
