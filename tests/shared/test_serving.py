"""What a process takes for itself when it starts, and the code it ends with."""

import asyncio
import resource

import pytest

from shared.cli import serve

MOST, ENDLESS = serve.MOST_FILES, resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "taken"),
    [
        (256, ENDLESS, (MOST, ENDLESS)),
        (256, MOST + 1, (MOST, MOST + 1)),
        (256, 4_096, (4_096, 4_096)),
        (4_096, 4_096, None),
        (MOST, ENDLESS, None),
        (MOST + 1, ENDLESS, None),
        (ENDLESS, ENDLESS, None),
    ],
)
def test_as_many_files_are_opened_as_the_machine_allows_and_no_limit_is_lowered(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, taken: tuple[int, int] | None
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: limits.append(limit))
    serve._allow_many_files()
    assert limits == ([taken] if taken else [])


async def test_a_half_that_was_told_to_end_ends_well_and_one_that_failed_does_not() -> None:
    async def ends(code: int | None) -> int:
        if code is None:
            raise RuntimeError("a child's name")
        return code

    told = asyncio.create_task(asyncio.Event().wait())
    told.cancel()
    tasks = [told, *(asyncio.create_task(ends(code)) for code in (0, 3, None))]
    await asyncio.wait(tasks)
    assert [serve._code_of(task) for task in tasks] == [0, 0, 3, 1]
