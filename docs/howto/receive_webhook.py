"""Receives webhooks, checks who sent them, and prints each event once: `python receive_webhook.py 8080`, until Ctrl-C.

It needs the package standardwebhooks and nothing of Alliance. SECRET is what `alliance webhooks add` printed.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook, known = Webhook(os.environ["SECRET"]), set()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        try:
            event = webhook.verify(self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers))
        except WebhookVerificationError:
            self.send_error(401)
            return
        if event["id"] not in known:  # keep these in a database, beside what you do
            print(event["type"], event["data"].get("code"), flush=True)
            known.add(event["id"])
        self.send_response(204)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
