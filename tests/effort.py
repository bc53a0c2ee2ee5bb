"""How much a run tries: `make test` the same few cases each time, `make long` many times as many, by a seed it tells."""

import os

#: How many times as much as `make test`.
EFFORT = int(os.environ.get("TEST_EFFORT", "1"))
#: What chance goes by.
SEED = int(os.environ.get("TEST_SEED", "1"))


def times(examples: int) -> int:
    """So many examples in `make test`, and that many times the effort in a long run."""
    return examples * EFFORT
