"""Alembic's entry; the environment is the kernel's."""

import services.assessment.tables  # noqa: F401
from shared.db.migrations import run_environment

run_environment()
