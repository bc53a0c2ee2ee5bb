"""Bodies of which nothing is required: an empty one says the same as `{}`."""

from typing import Any

from fastapi import Body
from pydantic import BaseModel


def may_be_empty(model: type[BaseModel]) -> Any:
    """Marks the body of a route that can do without: `body: Annotated[Reason, may_be_empty(Reason)]`."""
    return Body(default_factory=model)
