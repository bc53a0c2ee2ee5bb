"""A plan that runs has no result: what `test_closing.py` closes is read there."""

AFTER = ("planning.plans",)
