"""Charts of the roll-up as SVG: one picture with title, as-of and definition in it, so that it stands alone in a memo.

Colours are Okabe and Ito's, told apart by every kind of eyesight; printed in black and white, bars differ by their pattern and
lines by their dashes and marks. Letters are text. The same figures give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import wrap
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, datestr2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from services.scheduling.views.rollups.pictures import as_svg

matplotlib.rcParams.update(
    {
        "svg.hashsalt": "throughline",
        "svg.fonttype": "none",
        "text.parse_math": False,  # a title may cost $5 and $6
        "font.size": 9,
        "hatch.linewidth": 0.8,
        "font.family": ["DejaVu Sans"],
    }
)

INK, QUIET, LINE = "#1b1b1b", "#5c5c5c", "#d9d9d9"
BLUE, PALE, ORANGE, VERMILION = "#0072b2", "#cde8f8", "#e69f00", "#d55e00"
WIDTH = 8.0
MOST_BARS = 60
LABEL = 46
UNITS = {"percent": "%", "count": "", "score": ""}
GROUPS = {
    **{"goal": "goal", "strategy": "strategy", "activity": "activity", "school": "school"},
    **{"cohort": "cohort", "role": "responsible role", "plan": "plan"},
}


def draw(figure: str, document: Mapping[str, Any]) -> bytes:
    """The figure `state_by_group`, `on_time` (of a roll-up), `burn_up` (of a series) or `goal_values` as an SVG document."""
    drawers: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
        "state_by_group": _states,
        "on_time": _on_time,
        "burn_up": _burn_up,
        "goal_values": _goal_values,
    }
    return drawers[figure](document)


def _states(document: Mapping[str, Any]) -> bytes:
    bars, rest = _bars(document["groups"], lambda group: -group["overdue"])
    parts = {
        "Done": (BLUE, "", [bar["done"] for bar in bars]),
        "Not yet due": (PALE, "", [bar["open"] + bar["in_progress"] - bar["overdue"] for bar in bars]),
        "Blocked": (ORANGE, "///", [bar["blocked"] for bar in bars]),
        "Overdue": (VERMILION, "xxx", [bar["overdue"] for bar in bars]),
    }
    total = document["total"]
    head = f"Where the tasks stand, by {GROUPS[document['by']]}"
    said = (
        f"{total['done']:,} of {total['tasks']:,} tasks done ({_percent(total['done_share'])}), "
        f"{total['overdue']:,} overdue, {total['blocked']:,} blocked."
    )
    figure, axes = _page(head, said, document, ("done", "blocked", "overdue"), len(bars), rest)
    lefts = [0] * len(bars)
    for name, (colour, pattern, values) in parts.items():
        looks: dict[str, Any] = {"color": colour, "hatch": pattern, "edgecolor": INK, "linewidth": 0.6}
        axes.barh(range(len(bars)), values, left=lefts, label=name, height=0.68, **looks)
        lefts = [left + value for left, value in zip(lefts, values, strict=True)]
    most = max([*lefts, 1])
    for place, (bar, end) in enumerate(zip(bars, lefts, strict=True)):
        text = f"{bar['done']:,} of {end:,}"
        axes.text(end + most * 0.012, place, text, va="center", fontsize=8, color=QUIET)
    axes.set_xlim(0, most * 1.16)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    _name_bars(axes, bars)
    if bars:
        _legend(axes, figure)
    return as_svg(figure, head, said)


def _on_time(document: Mapping[str, Any]) -> bytes:
    counted = [group for group in document["groups"] if group["on_time_of"]]
    bars, rest = _bars(counted, lambda group: group["on_time_share"])
    total = document["total"]
    head = f"Done on time, by {GROUPS[document['by']]}"
    said = (
        f"{total['on_time']:,} of the {total['on_time_of']:,} tasks done or overdue were done on time "
        f"({_percent(total['on_time_share'])})."
    )
    figure, axes = _page(head, said, document, ("on_time_share",), len(bars), rest, legend=False)
    shares = [bar["on_time"] / bar["on_time_of"] for bar in bars]
    axes.barh(range(len(bars)), [1.0] * len(bars), color="#eeeeee", height=0.68)
    axes.barh(range(len(bars)), shares, color=BLUE, height=0.68)
    for place, (bar, share) in enumerate(zip(bars, shares, strict=True)):
        text = f"{share:.0%}  ({bar['on_time']:,} of {bar['on_time_of']:,})"
        axes.text(1.012, place, text, va="center", fontsize=8, color=QUIET)
    if total["on_time_share"] is not None:
        axes.axvline(total["on_time_share"], color=INK, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"all together {total['on_time_share']:.0%}",
            (total["on_time_share"], 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    axes.set_xlim(0, 1.4)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    _name_bars(axes, bars)
    return as_svg(figure, head, said)


def _burn_up(document: Mapping[str, Any]) -> bytes:
    points, today = document["points"], _at(document["today"])
    past = [point for point in points if point["scope"] is not None]
    head, said = "Tasks in scope, due and done, day by day", document["forecast"]["said"]
    figure, axes = _page(head, said, document, ("scope", "planned", "done", "forecast"), 12, "")
    days = [_at(point["on"]) for point in past]
    due = [_at(point["on"]) for point in points]
    planned = [point["planned"] for point in points]
    done = [point["done"] for point in past]
    axes.step(due, planned, where="post", color=ORANGE, linewidth=1.6, linestyle=(0, (5, 2)), label="Due so far")
    axes.step(days, [point["scope"] for point in past], where="post", color=QUIET, linewidth=1.6, label="In scope")
    axes.fill_between(days, done, step="post", color=BLUE, alpha=0.14, linewidth=0)
    axes.step(days, done, where="post", color=BLUE, linewidth=2.2, label="Done")
    _foresee(axes, document["forecast"], past, today)
    _mark_today(axes, today)
    _date_axis(axes)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    _legend(axes, figure)
    return as_svg(figure, head, said)


def _goal_values(document: Mapping[str, Any]) -> bytes:
    standing, unit = document["standing"], UNITS[document["standing"]["unit"]]
    head = f"From baseline to target: {standing['code']} {standing['goal']['name']}"
    values = [value for value in document["values"] if value["state"] == "standing"]
    figure, axes = _page(_short(head, 80), _said_of_goal(standing, document, unit), document, ("value", "due"), 10, "")
    steps = [*document["benchmarks"], {"on": document["target_on"], "value": document["target"]}]
    first = min([document["today"], *(one["on"] for one in [*values, *steps])])
    days = [_at(first), *(_at(one["on"]) for one in steps)]
    wanted = [document["baseline"], *(one["value"] for one in steps)]
    axes.plot(days, wanted, color=ORANGE, linewidth=1.4, linestyle=(0, (5, 2)), label="Wanted")
    axes.plot(days[1:-1], wanted[1:-1], linestyle="none", marker="D", color=ORANGE, markersize=5, label="Benchmark")
    axes.plot(days[-1:], wanted[-1:], linestyle="none", marker="*", color=VERMILION, markersize=11, label="Target")
    if values:
        at = [_at(value["on"]) for value in values]
        axes.plot(at, [value["value"] for value in values], color=BLUE, linewidth=2, marker="o", label="Measured")
    _mark_today(axes, _at(document["today"]))
    _date_axis(axes)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(f"{{x:g}}{unit}")
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    _legend(axes, figure)
    return as_svg(figure, head, _said_of_goal(standing, document, unit))


def _said_of_goal(standing: Mapping[str, Any], document: Mapping[str, Any], unit: str) -> str:
    latest, due = standing["latest_value"], standing["due_value"]
    said = "Nothing was measured yet" if latest is None else f"{latest:g}{unit} on {standing['latest_on']}"
    wanted = f"; {due:g}{unit} was wanted by {standing['due_on']}" if due is not None else ""
    way = f"from {document['baseline']:g}{unit} to {document['target']:g}{unit} by {document['target_on']}"
    return f"{said}{wanted}. The way is {way}. {document['measure']}"[:600]


def _mark_today(axes: Axes, today: float) -> None:
    axes.axvline(today, color=INK, linewidth=0.8)
    axes.annotate(
        *("today", (today, 1)),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
    )


def _date_axis(axes: Axes) -> None:
    locator = AutoDateLocator(maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]


def _foresee(axes: Axes, forecast: Mapping[str, Any], past: Sequence[Mapping[str, Any]], today: float) -> None:
    if forecast["finishes_on"] is None or not past or past[-1]["scope"] is None:
        return
    ends = _at(forecast["finishes_on"])
    done, scope = past[-1]["done"], past[-1]["scope"]
    earliest = _at(forecast["earliest_on"])
    latest = _at(forecast["latest_on"] or forecast["year_ends_on"])
    axes.fill([today, earliest, latest], [done, scope, scope], color=BLUE, alpha=0.08, linewidth=0)
    axes.plot([today, ends], [done, scope], color=BLUE, linewidth=1.6, linestyle=(0, (1.5, 1.5)), label="Forecast")
    axes.plot([ends], [scope], marker="o", color=BLUE, markersize=4)


def _bars(
    groups: Sequence[Mapping[str, Any]], attention: Callable[[Mapping[str, Any]], float]
) -> tuple[list[Mapping[str, Any]], str]:
    """The groups to draw, in their order; when there are too many, those that need attention, the rest as one bar."""
    if len(groups) <= MOST_BARS:
        return list(groups), ""
    first = sorted(range(len(groups)), key=lambda place: (attention(groups[place]), place))[: MOST_BARS - 1]
    rest = [group for place, group in enumerate(groups) if place not in set(first)]
    summed = {name: sum(group[name] for group in rest) for name, n in rest[0].items() if type(n) is int}
    others = {**summed, "code": "", "title": f"{len(rest):,} others together"}
    said = f"Shown are the {len(first)} that need attention most; {len(rest):,} others are one bar."
    return [*(groups[place] for place in sorted(first)), others], said


def _page(
    head: str,
    said: str,
    document: Mapping[str, Any],
    figures: Sequence[str],
    rows: int,
    rest: str,
    *,
    legend: bool = True,
) -> tuple[Figure, Axes]:
    """A page with its words set: title above, what it says below the title, definitions and as-of at the foot."""
    told = document["definitions"]
    defined = " ".join(f"{told[name]['title']}: {told[name]['definition']}" for name in figures)
    as_of = datetime.fromisoformat(document["as_of"]).astimezone(UTC)
    basis = "measured" if "values" in document else "computed from the tasks"
    stands = f"As of {as_of:%Y-%m-%d %H:%M} UTC, {basis}; the district's day is {document['today']}."
    foot = [*wrap(f"{rest} {defined}".strip(), 138), stands]
    lines = [*wrap(said, 116)]
    titles = wrap(document["plan"]["name"] or "", 108)[:2]
    above = 0.55 + 0.17 * len(lines) + 0.17 * len(titles) + 0.25
    below = 0.12 + 0.15 * len(foot) + (0.62 if legend else 0.34)
    height = above + max(rows, 3) * 0.26 + below
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    figure.text(0.02, 1 - 0.30 / height, head, fontsize=14, fontweight="bold", color=INK, va="center")
    top = 0.44
    for text, colour in [*((title, QUIET) for title in titles), *((line, INK) for line in lines)]:
        top += 0.17
        figure.text(0.02, 1 - top / height, text, fontsize=9, color=colour, va="center")
    for place, text in enumerate(reversed(foot)):
        figure.text(0.02, (0.12 + 0.15 * place) / height, text, fontsize=7, color=QUIET, va="center")
    axes = figure.add_axes((0.09, below / height, 0.88, 1 - (above + below) / height))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.tick_params(length=0, colors=QUIET, labelsize=8)
    return figure, axes


def _name_bars(axes: Axes, bars: Sequence[Mapping[str, Any]]) -> None:
    """The names of the bars, first on top; the plot gets what room they leave."""
    names = [
        _short(f"{bar['code']}  {bar['title']}" if bar["code"] not in ("", bar["title"]) else bar["title"])
        for bar in bars
    ]
    axes.set_yticks(range(len(bars)), names, color=INK, fontsize=8.5)
    axes.set_ylim(len(bars) - 0.4 if bars else 1, -0.6)
    if not bars:
        axes.text(0.5, 0.5, "There is nothing to show yet.", transform=axes.transAxes, ha="center", color=QUIET)
    room = min(0.44, 0.03 + 0.0098 * max([len(name) for name in names], default=0))
    place = axes.get_position()
    axes.set_position((room, place.y0, 0.975 - room, place.height))
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)


def _legend(axes: Axes, figure: Figure) -> None:
    """The colours' names in one row below the axis."""
    below = 26 / (axes.get_position().height * figure.get_figheight() * 72)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0, -below),
        ncols=5,
        frameon=False,
        fontsize=8.5,
        handlelength=1.4,
        borderaxespad=0,
        borderpad=0,
    )


def _at(day: str) -> float:
    """A day's place on an axis of days."""
    return float(datestr2num(day))  # type: ignore[no-untyped-call]


def _short(text: str, most: int = LABEL) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _percent(share: float | None) -> str:
    return "none yet" if share is None else f"{share:.0%}"
