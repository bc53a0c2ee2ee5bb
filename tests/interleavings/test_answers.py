"""Whoever answers by a link waits for who is using or ending the same, and decides on what they leave."""

from uuid import UUID

import pytest

from services.notifications.occasions.answers import service
from services.notifications.occasions.escalations import repository
from services.notifications.occasions.escalations.answering import PURPOSE
from shared.answers import links
from shared.context.work import work_for
from shared.errors import WrongState
from shared.testing.calls import Service
from tests.interleavings.holding import another
from tests.notifications.factories import MORNING
from tests.notifications.occasions.escalations.factories import Staffed


async def climbed(notifications: Service, district_id: UUID) -> Staffed:
    """A district whose principal was told of one task."""
    place = Staffed(notifications, district_id)
    await place.staff()
    await place.morning(place.late(3))
    return place


async def test_a_link_is_used_by_one_alone(notifications: Service, district_id: UUID) -> None:
    place = await climbed(notifications, district_id)
    used = """update answer_links set ended_at = now(), ended_as = 'used'
      where district_id = $1 and purpose = $2 returning id"""
    async with another(notifications, used, place.id, PURPOSE) as other:
        [link] = await other.does("select id from answer_links where district_id = $1", place.id)
        async with work_for(notifications.app.state.db, notifications.settings, place.id) as ctx:
            wait, begun = await other.holds_up(links.find_live(ctx, link["id"], lock=True))
            assert wait.is_at("shared/answers/links.py::find_live")
            await other.commit()
            assert await begun is None


async def test_what_is_acknowledged_meanwhile_is_not_acknowledged_again(
    notifications: Service, district_id: UUID
) -> None:
    place = await climbed(notifications, district_id)
    done = "update escalations set acknowledged_at = now() where district_id = $1 returning id"
    work = work_for(notifications.app.state.db, notifications.settings, place.id)
    async with another(notifications, done, place.id) as other, work as ctx:
        wait, begun = await other.holds_up(repository.lock_unseen(ctx, place.pia, MORNING))
        assert wait.is_at("services/notifications/occasions/escalations/repository.py::lock_unseen")
        await other.commit()
        assert await begun == []


async def test_a_link_that_is_used_meanwhile_is_not_taken_back(notifications: Service, district_id: UUID) -> None:
    place = await climbed(notifications, district_id)
    used = """update answer_links set ended_at = now(), ended_as = 'used'
      where district_id = $1 and purpose = $2 returning id"""
    async with another(notifications, used, place.id, PURPOSE) as other:
        [link] = await other.does("select id from answer_links where district_id = $1", place.id)
        async with work_for(notifications.app.state.db, notifications.settings, place.id) as ctx:
            wait, begun = await other.holds_up(service.revoke(ctx, link["id"]))
            assert wait.is_at("services/notifications/occasions/answers/service.py::revoke")
            await other.commit()
            with pytest.raises(WrongState):
                await begun
