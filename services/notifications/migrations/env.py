"""Alembic's entry; the environment is the kernel's."""

from shared.db.migrations import run_environment

run_environment()
