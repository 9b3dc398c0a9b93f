"""Move a city to its next phase by the typed client: `python advance_typed.py CODE PHASE [CONDITION=REASON ...]`.

Run it with Alliance's Python (.venv/bin/python). BROKER is the address that `alliance ops broker-user add scripts`
printed; whoever has signed in by `alliance login` acts.
"""

import os
import sys

from alliance.connection import read_session
from shared.contracts.cohort import AdvancePhase, GetParticipation
from shared.contracts.errors import Refusal
from shared.messaging.client import Client, anonymous
from shared.views.session import SessionSigner

code, phase, *waivers = sys.argv[1:]
signed_in = read_session()
if signed_in is None:
    sys.exit("Sign in first: alliance login ADDRESS")
broker, name = os.environ["BROKER"], "scripts"  # as the user is called: its replies come to queues of that name
client = Client(broker, name, SessionSigner(Client(broker, name, anonymous), signed_in.secret))
try:
    seen = client.call(GetParticipation(code=code))
    waive = dict(waiver.split("=", 1) for waiver in waivers)
    moved = client.call(AdvancePhase(code=code, phase=phase, expected_version=seen.version, waive=waive))
except Refusal as refusal:
    missing = [f"  {detail['field']}: {detail['message']}" for detail in refusal.as_dict()["details"]]
    sys.exit("\n".join([f"refused: {refusal.code}: {refusal.message}", *missing]))
print(f"{moved.code}: {moved.to_phase}")
