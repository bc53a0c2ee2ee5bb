"""Reading lists to their end."""

from typing import Any

import httpx


def roster(number: int) -> list[str]:
    """The source ids of so many students of a small district."""
    return [f"{place:06d}" for place in range(number)]


async def pages(caller: httpx.AsyncClient, path: str, **query: str) -> list[dict[str, Any]]:
    """All rows of a list, page after page, by what each says comes next."""
    rows: list[dict[str, Any]] = []
    while True:
        page = (await caller.get(path, params=query)).json()
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        query["cursor"] = page["next_cursor"]


class Reader:
    """Students five by five; between two pages there is time for anything."""

    def __init__(self, caller: httpx.AsyncClient, query: dict[str, str]) -> None:
        self._caller, self._query = caller, {"limit": "5", **query}
        self.ids: list[str] = []
        #: What was last read of each.
        self.last: dict[str, dict[str, Any]] = {}

    async def more(self) -> bool:
        """Read a page. Is there another?"""
        page = (await self._caller.get("/v1/students", params=self._query)).json()
        self.ids += [row["source_id"] for row in page["items"]]
        self.last |= {row["source_id"]: row for row in page["items"]}
        if page["next_cursor"]:
            self._query["cursor"] = page["next_cursor"]
        return page["next_cursor"] is not None
