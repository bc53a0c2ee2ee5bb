"""How a source is named."""

from typing import Annotated

from pydantic import Field, StringConstraints

SourceCode = Annotated[
    str,
    StringConstraints(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$"),
    Field(description="As in `PUT /v1/students/{source}/{source_id}`.", examples=["sis"]),
]
