"""Figures of plans."""

from tests.isolation.answers import FIGURES, LEADING, REACHED

NO_LIST = {"read_overview": FIGURES}
ANSWERED = {
    "read_overview": (LEADING, REACHED),
    "read_roll_up": (LEADING, REACHED),
    "read_series": (LEADING, REACHED),
    "draw_roll_up": (LEADING, REACHED),
}
