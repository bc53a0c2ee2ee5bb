"""Python runs this when it starts, if this folder is on its path."""

import tests.mutants.planting  # noqa: F401
