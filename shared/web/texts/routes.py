"""HTTP of words for people, so that each front end need not translate what it shows."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query, Response

from shared.auth.scopes import SCOPES, what_it_opens
from shared.context.context import Context
from shared.errors import refusals
from shared.texts.catalogue import acts, advice_of, choices, enums_of, fields, kinds, title_of
from shared.texts.languages import reader
from shared.web.requires import ANY_SCOPE, requires
from shared.web.texts.schemas import CodeText, Texts, TextsWish

router = APIRouter(prefix="/v1/texts", tags=["texts"])


@router.get("", response_model=Texts, responses=refusals())
async def read_texts(ctx: Annotated[Context, requires(ANY_SCOPE)], wish: Annotated[TextsWish, Query()]) -> Response:
    """Read what codes, enums, fields and scopes are called; with the ETag one asks only whether that is still so."""
    return ctx.document(_texts(ctx.settings.service, wish.language or reader()))


@cache
def _texts(service: str, language: str) -> str:
    ours = ("shared.", f"services.{service}.")
    codes = {kind.code: kind for kind in kinds() if kind.__module__.startswith(ours)}
    return Texts(
        language=language,
        codes={
            code: CodeText(title=title_of(kind, language), advice=advice_of(kind, language))
            for code, kind in sorted(codes.items())
        },
        enums=enums_of(service, language),
        acts={name: said[language] for name, said in acts().items()},
        choices={value: said[language] for value, said in choices().items()},
        fields={name: said[language] for name, said in fields().items()},
        scopes={scope: what_it_opens(scope, language) for scope in sorted(SCOPES)},
    ).model_dump_json()
