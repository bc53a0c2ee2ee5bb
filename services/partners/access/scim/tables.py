"""What a district's identity provider said over SCIM, and about whom."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class ScimUserRow(DistrictOwned, Stamped, Base):
    """A staff member (`id` is theirs) as SCIM knows them; `document` is the whole User as it reads back.

    `user_name_key` is the user name as names are compared: without case, composed.
    """

    __tablename__ = "scim_users"
    keeping = of(Whose.PERSON, "id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "id"], ["staff.district_id", "staff.id"], name="fk_scim_users_staff"),
        UniqueConstraint("district_id", "user_name_key", name="uq_scim_users_user_name"),
        Index("ix_scim_users_external_id", "district_id", "external_id"),
    )

    user_name: Mapped[str]
    user_name_key: Mapped[str]
    external_id: Mapped[str | None]
    document: Mapped[dict[str, Any]]


class ScimGroupRow(DistrictOwned, Stamped, Base):
    """A group of the identity provider. Its name is a fact for claim rules, so a district has it once."""

    __tablename__ = "scim_groups"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "display_name_key", name="uq_scim_groups_display_name"),
        Index("ix_scim_groups_external_id", "district_id", "external_id"),
    )

    display_name: Mapped[str]
    display_name_key: Mapped[str]
    external_id: Mapped[str | None]


class ScimGroupMemberRow(DistrictOwned, Base):
    """A User of a group; `display` as the provider calls them."""

    __tablename__ = "scim_group_members"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "group_id"],
            ["scim_groups.district_id", "scim_groups.id"],
            name="fk_scim_group_members_group",
        ),
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["scim_users.district_id", "scim_users.id"], name="fk_scim_group_members_user"
        ),
        UniqueConstraint("district_id", "group_id", "staff_id", name="uq_scim_group_members_member"),
        Index("ix_scim_group_members_staff", "district_id", "staff_id"),
    )

    group_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    display: Mapped[str | None]
