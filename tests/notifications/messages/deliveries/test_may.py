"""What a delivery says its caller may do is what they can do."""

from services.notifications.messages.deliveries.tables import State
from services.notifications.messages.deliveries.transitions import TRANSITIONS
from shared.ids import new_id
from shared.testing.calls import Service
from tests.notifications.factories import DUE, District
from tests.notifications.messages.deliveries.factories import put_in
from tests.states.may import Held, hold, listed


async def test_what_may_be_done_to_a_delivery_is_what_can_be_done(district: District, notifications: Service) -> None:
    ana, held = await district.person(), Held()
    await district.publish([(ana, DUE)])
    callers = {
        **{
            role: notifications.person(district.id, new_id(), (role, None))
            for role in ("district_coordinator", "data_manager", "executive_leader")
        },
        "whose it is": notifications.person(district.id, ana, ("teacher", new_id())),
        "system": notifications.machine(district.id),
        "reading system": notifications.machine(district.id, "deliveries:read"),
    }
    for delivery in await district.deliveries(ana):
        for state in State if delivery["channel"] == "email" else [State(delivery["state"])]:
            await put_in(notifications, delivery["id"], state)
            url = f"/v1/deliveries/{delivery['id']}"
            tries = {"retry": lambda caller, url=url: caller.post(f"{url}/retry")}
            about = f"{delivery['channel']} {state}"
            await hold(callers, listed("/v1/deliveries", delivery["id"]), tries, held, about)
    assert held.one_sided({move.name for move in TRANSITIONS}) == set()
