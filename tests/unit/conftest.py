"""Property tests find faults of the code, not of the machine: a busy one may take its time over an example. And a trace
with the values of all its frames takes half a minute there."""

import structlog
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])
