"""A nameko service of your own that hears Alliance's events: `python hear_plain.py`, until Ctrl-C.

It needs the package nameko and nothing of Alliance. BROKER is the address that
`alliance ops broker-user add city_map --hears intake` printed: the service's name must be the user's.
"""

import os

import eventlet

eventlet.monkey_patch()

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class CityMap:
    name = "city_map"

    @event_handler("intake", "application_submitted")
    def on_application_submitted(self, event):
        """Again after a failure: remember event["id"], and do each once."""
        print(event["type"], event["data"]["code"], flush=True)


# The exchange is Alliance's: a user that only hears may not declare it.
runner = ServiceRunner({"AMQP_URI": os.environ["BROKER"], "DECLARE_EVENT_EXCHANGES": False})
runner.add_service(CityMap)
runner.start()
print("listening", flush=True)
try:
    runner.wait()
except KeyboardInterrupt:
    runner.stop()
