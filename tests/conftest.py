"""What holds for every test: random ones try the same examples in each run, and time is no verdict."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
