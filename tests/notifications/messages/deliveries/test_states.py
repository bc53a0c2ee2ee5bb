"""What the sender and an operator make of a delivery in every state."""

from collections.abc import Awaitable, Callable

from shared.testing.calls import Service
from tests.notifications.factories import DUE, District
from tests.notifications.messages.deliveries.factories import put_in
from tests.states.notifications import DELIVERIES

Send = Callable[[], Awaitable[None]]


async def test_a_delivery_makes_the_moves_of_its_state_and_no_other(
    district: District, notifications: Service, send: Send
) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    [email] = await district.deliveries(ana)
    async with notifications.machine(district.id) as caller:
        for state, row in DELIVERIES.items():
            await put_in(notifications, email["id"], state)
            reply = await caller.post(f"/v1/deliveries/{email['id']}/retry")
            if row["retry"].startswith("!"):
                assert (reply.status_code, f"!{reply.json()['code']}") == (409, row["retry"]), state
            else:
                assert (reply.status_code, reply.json()["state"]) == (202, row["retry"]), state
                read = await caller.get(f"/v1/deliveries/{email['id']}")
                assert read.json() == reply.json()
                assert read.headers["etag"].partition("-")[0] == reply.headers["etag"].partition("-")[0]
            await put_in(notifications, email["id"], state)
            await send()
            assert (await caller.get(f"/v1/deliveries/{email['id']}")).json()["state"] == row["send"], state
