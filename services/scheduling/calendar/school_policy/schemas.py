"""Wire models of the policy of schools' own days."""

from typing import Annotated

from pydantic import Field

from shared.schemas import Body, Code, Reply, Truth, Whole

Codes = Annotated[list[Code], Field(max_length=100)]


class SchoolPolicy(Reply):
    """What the people of a school may say of its days, on days the district's calendar leaves plain school days."""

    own_day_types: int = Field(description="How many day types of its own a school may have.")
    own_days: int = Field(description="How many days of a school year a school may say something of.")
    may_close: bool = Field(description="May they say that no school is held? Else that is the district's alone.")
    district_day_types: list[str] = Field(description="Day types that only the district gives to days.")


class SchoolPolicySet(Body):
    """The district's policy, from now on; what schools have said before stays."""

    own_day_types: Annotated[Whole, Field(ge=0, le=50)]
    own_days: Annotated[Whole, Field(ge=0, le=366)]
    may_close: Truth
    district_day_types: Codes = []
