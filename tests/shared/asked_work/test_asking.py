"""What a service asks, says again, says otherwise and settles, and what it hears of it."""

from uuid import UUID

import pytest

from services.partners.asking.asked_work.service import ASKING
from shared.asked_work.events import Wish
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.factories import set_up
from tests.states.partners import ASKED_WORK

WISH = Wish(
    role="principal",
    school_days=3,
    text_code="caseloads.orphaned",
    text_values={"count": 1, "school": str(UUID(int=9))},
    link="/v1/here",
)


class Asked:
    """A thing something is asked for."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.district_id, self.id = partners, district_id, new_id()

    async def row(self) -> tuple[str, int]:
        """Its state, and the version of the wish."""
        query = "select state, wish_version from asked_works where origin_id = $1"
        (row,) = await self.partners.sql(query, self.id)
        return row["state"], row["wish_version"]

    async def do(self, what: str) -> None:
        """One of the moves."""
        if what in ("take", "refuse"):
            await self._hear(what)
            return
        async with work_for(self.partners.app.state.db, self.partners.settings, self.district_id) as ctx:
            if what == "settle":
                await ASKING.settle(ctx, "thing", self.id)
            else:
                changes = {"school_days": 9} if what == "change" else {}
                await ASKING.ask(ctx, "thing", self.id, WISH.model_copy(update=changes))

    async def _hear(self, what: str) -> None:
        _, version = await self.row()
        answer = {
            **{"owed_work_id": new_id(), "service": "partners", "origin_type": "thing", "origin_id": self.id},
            "wish_version": version,
        }
        said = {"due_on": "2026-12-04", "task_count": 1} if what == "take" else {"reason": "unknown_role"}
        type_ = "scheduling.work.taken.v1" if what == "take" else "scheduling.work.refused.v1"
        await self.partners.receive(self.district_id, (type_, {**answer, **said}))


@pytest.mark.parametrize("state", ASKED_WORK)
async def test_it_goes_from_state_to_state(partners: Service, district_id: UUID, state: str) -> None:
    await set_up(partners, district_id)
    way = {"asked": [], "taken": ["take"], "refused": ["refuse"], "settled": ["settle"]}
    found = {}
    for move in ASKED_WORK[state]:
        asked = Asked(partners, district_id)
        for step in ("ask", *way[state], move):
            await asked.do(step)
        found[move] = (await asked.row())[0]
    assert found == ASKED_WORK[state]


async def test_said_again_it_says_nothing_and_each_change_is_a_version(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    asked = Asked(partners, district_id)
    for move in ("ask", "ask", "change", "change", "settle", "settle", "ask"):
        await asked.do(move)
    told = await partners.published(district_id, "partners.work.%")
    assert [(event["type"].split(".")[2], event["data"]["version"]) for event in told] == [
        *(("owed", 1), ("owed", 2)),
        *(("settled", 3), ("owed", 4)),
    ]


async def test_nothing_is_settled_that_nobody_asked_for(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    await Asked(partners, district_id).do("settle")
    assert await partners.published(district_id, "partners.work.%") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": None},
        {"person_id": UUID(int=1)},
        {"role": None, "person_id": UUID(int=1), "owned_by": "any"},
        {"due_on": "2026-12-04"},
        {"school_days": None},
        {"text_code": "no.such.text"},
        {"text_values": {"count": "three", "school": str(UUID(int=9))}},
    ],
)
def test_a_wish_that_says_too_little_or_two_things_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Wish.model_validate({**WISH.model_dump(), **wrong})
