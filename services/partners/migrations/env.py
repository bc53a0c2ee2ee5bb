"""Alembic's entry; the environment is the kernel's."""

from services.partners.rooms import ROOMS
from shared.db.migrations import run_environment

ROOMS.load_tables()
run_environment()
