"""What can be said about a page to print."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PrintWish(BaseModel):
    """In which language."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["en", "es"] | None = Field(default=None, description="Else by `Accept-Language`.")


class DayPrintWish(PrintWish):
    """What goes on the paper besides."""

    own_notes: bool = Field(default=False, description="Notes for oneself too: paper is read by others.")
