"""Figures, of which nobody is a row."""

from tests.isolation.answers import FIGURES

NO_LIST = {"read_attendance_figures": FIGURES, "explain_attendance_figures": FIGURES}
