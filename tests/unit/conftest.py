"""Property tests find faults of the code, not of the machine: a busy one may take its time over an example."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
