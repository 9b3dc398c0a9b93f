"""Sends one webhook's delivery as a service does, under eventlet: `python -m tests.support.green_poster URL AUTHORITY`.

Prints the answer's status, or why there was none. Loopback is allowed.
"""

from __future__ import annotations

from shared.runtime.patching import patch

patch()

import ssl  # noqa: E402
import sys  # noqa: E402

from services.reporting.webhooks.addresses import look_up  # noqa: E402
from services.reporting.webhooks.posting import Poster  # noqa: E402

if __name__ == "__main__":
    url, authority = sys.argv[1:]
    poster = Poster(look_up, ssl.create_default_context(cafile=authority), ("127.0.0.1",))
    answer = poster.post(url, b"{}", {"webhook-id": "1"})
    print(answer.status or answer.failure)  # noqa: T201 - for the test
