"""One piece of work: its context and transaction, its pages, its rows of a bulk call."""
