"""How the plan stands at the end: the roll-up, the burn-up, and both as pictures."""

from deploy.local.story import Story

PICTURES = {
    "roll-up-by-school.svg": {"figure": "state_by_group", "by": "school"},
    "burn-up.svg": {"figure": "burn_up"},
}


def play(story: Story) -> None:
    """The numbers and the pictures that go into a memo as they are."""
    story.show_roll_up()
    executive = story.people["executive_leader"]
    url = f"/v1/plans/{story.plan['id']}/roll-up"
    series = executive.get("scheduling", f"{url}/series", every="week")
    past = [point for point in series["points"] if point["scope"] is not None]
    story.report.asked(
        "GET /v1/plans/{id}/roll-up/series?every=week", f"{past[-1]['done']} of {past[-1]['scope']} tasks are done"
    )
    story.report.line(series["forecast"]["said"])
    pictures = {}
    for name, ask in PICTURES.items():
        drawn = executive.call("scheduling", "GET", f"{url}/chart.svg", params=ask)
        pictures[name] = story.keep(name, drawn.text)
    story.outcome["series"], story.outcome["pictures"] = series, pictures
