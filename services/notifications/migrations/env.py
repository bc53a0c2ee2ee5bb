"""Alembic's entry; the environment is the kernel's."""

import services.notifications.tables  # noqa: F401
from shared.db.migrations import run_environment

run_environment()
