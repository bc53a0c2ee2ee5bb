"""A stack that a test failed on leaves its logs."""

from tests.stacks import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]
