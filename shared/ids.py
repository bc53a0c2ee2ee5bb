"""Identifiers: UUIDv7 for what we make, UUIDv5 for what a student information system already named."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

NAMESPACE = UUID("6f1e2a52-7d0c-5a7f-9a5e-0c1b7a2d4e61")


def new_id() -> UUID:
    """A time-ordered UUIDv7, made before the insert so that events can carry it."""
    return uuid7()


def id_from_source(district_id: UUID, source: str, kind: str, source_id: str) -> UUID:
    """The id every service computes for the same thing of a SIS, without asking.

    `source` names the system ("oneroster"), `kind` the thing ("school", "person"), `source_id` is the SIS's own
    text, kept to the letter: "007" and "7" are two people.
    """
    return uuid5(NAMESPACE, f"{district_id}/{source}/{kind}/{source_id}")
