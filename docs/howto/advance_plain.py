"""Move a city to its next phase by plain nameko: `python advance_plain.py CODE PHASE [CONDITION=REASON ...]`.

It needs the package nameko and nothing of Alliance. BROKER is the address that `alliance ops broker-user add NAME`
printed, EMAIL the address of a person of the program, to whom a code is mailed.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

PATIENCE_S = 10


def command() -> dict[str, str]:
    """Sent again with the same id, a command has one effect. One that comes too late has none."""
    return {"id": str(uuid4()), "deadline": (datetime.now(UTC) + timedelta(seconds=PATIENCE_S)).isoformat()}


code, phase, *waivers = sys.argv[1:]
with ClusterRpcProxy({"AMQP_URI": os.environ["BROKER"]}, timeout=PATIENCE_S) as rpc:

    def ask_identity(method, **body):
        return getattr(rpc.identity, method)(token="", body=body, command=command(), traceparent=None)

    def token_for(service, method, **bound):
        return ask_identity("issue_token", session=secret, to_service=service, to_method=method, **bound)["token"]

    def send(service, method, body):
        """A command's token is for this command alone: its id, and a digest of its body."""
        sent = command()
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        token = token_for(service, method, command_id=sent["id"], body_sha256=sha256(text.encode()).hexdigest())
        return getattr(rpc[service], method)(token=token, body=body, command=sent, traceparent=None)

    ask_identity("request_sign_in", email=os.environ["EMAIL"])
    secret = ask_identity("confirm_sign_in", email=os.environ["EMAIL"], code=input("Code: "))["secret"]
    try:
        seen = rpc.cohort.get_participation(
            token=token_for("cohort", "get_participation"), body={"code": code}, command=None, traceparent=None
        )
        body = {"code": code, "phase": phase, "expected_version": seen["version"]}
        body["waive"] = dict(waiver.split("=", 1) for waiver in waivers)
        moved = send("cohort", "advance_phase", body)
    except RemoteError as refusal:
        sys.exit(f"refused: {refusal.exc_type}: {refusal.value}")
print(f"{moved['code']}: {moved['to_phase']}")
