"""Refusals of figures."""

from shared.errors import Refusal


class FiguresCutRefused(Refusal):
    status, code, title = 422, "figures_cut_refused", "By this cut nobody is counted: it could tell of single students"


class NoFiguresYet(Refusal):
    status, code, title = 404, "no_figures_yet", "There are no figures of that week yet"
