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
    """What codes, enums, acts, choices, fields and scopes of this service's contract are called in one language."""

    language: str
    codes: dict[str, CodeText] = Field(description="By `code` of a problem.")
    enums: dict[str, dict[str, str]] = Field(description="By the enum's name in the contract and the value.")
    acts: dict[str, str] = Field(description="By a name in `may`: what a button says.")
    choices: dict[str, str] = Field(description="By a value that a field may have and no enum of the contract names.")
    fields: dict[str, str] = Field(description="By the field's name.")
    scopes: dict[str, str] = Field(description="By scope: what it opens.")
