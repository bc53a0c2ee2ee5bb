"""Refusals of figures."""

from shared.errors import Refusal


class NoFiguresYet(Refusal):
    status, code, title = 404, "no_figures_yet", "There are no figures of that week yet"
