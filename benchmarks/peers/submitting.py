"""The load on plain nameko's submit by RPC: `python -m benchmarks.peers.submitting CLIENTS REQUESTS LIMIT_S`."""

from __future__ import annotations

import json
import os
import sys

from nameko.standalone.rpc import ClusterRpcProxy

from benchmarks.work.load import Submit, submit_many


def connect() -> Submit:
    cluster = ClusterRpcProxy({"AMQP_URI": os.environ["AMQP_URI"]}, timeout=10).start()
    submit: Submit = cluster.intake.submit
    return submit


if __name__ == "__main__":
    clients, requests, limit_s = map(int, sys.argv[1:])
    print(json.dumps(submit_many(connect, clients, requests, limit_s, "submit")))
