"""Wire models of words for people."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.schemas import Reply


class TextsWish(BaseModel):
    """In which language."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["en", "es"] | None = Field(default=None, description="Else by `Accept-Language`.")


class CodeText(Reply):
    """A refusal in words."""

    title: str
    advice: str = Field(description="What whoever is refused can do.")


class Texts(Reply):
    """What codes, enums, fields and scopes of this service's contract are called in one language."""

    language: str
    codes: dict[str, CodeText] = Field(description="By `code` of a problem.")
    enums: dict[str, dict[str, str]] = Field(description="By the enum's name in the contract and the value.")
    fields: dict[str, str] = Field(description="By the field's name.")
    scopes: dict[str, str] = Field(description="By scope: what it opens.")
