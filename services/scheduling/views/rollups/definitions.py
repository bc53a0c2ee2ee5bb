"""What every figure of a roll-up means. A number leaves this service with its definition and its as-of, in every form."""

#: Which definitions these are: another number when a figure comes to mean something else. Results are kept with it.
VERSION = 2

COUNTS: dict[str, dict[str, str]] = {
    "tasks": {"title": "Tasks", "definition": "All tasks but the withdrawn.", "unit": "tasks"},
    "open": {"title": "Open", "definition": "Tasks nobody has started.", "unit": "tasks"},
    "in_progress": {"title": "In progress", "definition": "Tasks somebody has started.", "unit": "tasks"},
    "blocked": {
        "title": "Blocked",
        "definition": "Tasks that wait for somebody else because of a barrier; they count as neither overdue nor on time.",
        "unit": "tasks",
    },
    "done": {
        "title": "Done",
        "definition": "Tasks closed by a person or by the event that proves them.",
        "unit": "tasks",
    },
    "withdrawn": {
        "title": "Withdrawn",
        "definition": "Tasks taken back; they stand beside and are in no other figure.",
        "unit": "tasks",
    },
    "overdue": {
        "title": "Overdue",
        "definition": "Tasks open or in progress whose due date lies before today.",
        "unit": "tasks",
    },
    "unowned": {
        "title": "Without owner",
        "definition": "Tasks open, in progress or blocked that nobody owns, those that wait in a pool too.",
        "unit": "tasks",
    },
    "on_time": {"title": "Done on time", "definition": "Tasks done on or before the due date.", "unit": "tasks"},
    "proved": {
        "title": "Proved",
        "definition": "Done tasks that are done because an event proves them.",
        "unit": "tasks",
    },
    "said": {
        "title": "Said to be done",
        "definition": "Done tasks that are done by somebody's word: a person's, or a system's that is none of ours.",
        "unit": "tasks",
    },
    "on_time_of": {
        "title": "Done or overdue",
        "definition": "The tasks of which on time or not can be said: done plus overdue.",
        "unit": "tasks",
    },
    "done_share": {"title": "Share done", "definition": "Done divided by tasks; empty without tasks.", "unit": "share"},
    "on_time_share": {
        "title": "On-time share",
        "definition": "Done on time divided by done plus overdue; empty when nothing is done or overdue.",
        "unit": "share",
    },
    "oldest_barrier_on": {
        "title": "Blocked since",
        "definition": "The day since which the longest blocked task has been blocked; empty when nothing is blocked.",
        "unit": "day",
    },
}

GOALS: dict[str, dict[str, str]] = {
    "value": {
        "title": "Value",
        "definition": "What was measured of the goal: written by hand with its source, or of an instrument's scores in a window.",
        "unit": "the goal's",
    },
    "due": {
        "title": "Due",
        "definition": "The benchmark, or the target, whose day has come last.",
        "unit": "the goal's",
    },
}

SERIES: dict[str, dict[str, str]] = {
    "scope": {
        "title": "Tasks in scope",
        "definition": "Tasks made until the end of the day and not withdrawn by then, as it was on that day.",
        "unit": "tasks",
    },
    "done": {
        "title": "Done",
        "definition": "Tasks done by the end of the day, as it was on that day.",
        "unit": "tasks",
    },
    "planned": {
        "title": "Due so far",
        "definition": "Tasks in scope now whose present due date lies on or before the day.",
        "unit": "tasks",
    },
    "forecast": {
        "title": "Forecast",
        "definition": (
            "The day the last task is done if every coming school day brings as many as the last 20 school days did on "
            "average; its range takes the best and the weakest five of those days. Nothing is said on less than 10 school "
            "days or 10 tasks done, nor beyond the school year."
        ),
        "unit": "day",
    },
}
