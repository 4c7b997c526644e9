"""What holds for every test: random ones try the same examples in each run, and time is no verdict.

`HYPOTHESIS_PROFILE=search pytest tests/generative` tries other examples, and ten times as many.
"""

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
