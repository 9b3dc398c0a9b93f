"""What stands in documents made by `make docs` and is written by hand: of traces, and of watching a system."""

from __future__ import annotations

TRACES = """\
## Traces

`OTLP_ENDPOINT` names an OpenTelemetry collector (or what takes OTLP over HTTP by itself, as Jaeger and Tempo do);
`/v1/traces` is added. Every process then tells it spans: the portal's request (its route and status, no address, no
query), each call of a service and the method that answers it, each event that is published and each method that
hears it, each mail that is tried. `traceparent` of W3C travels in the requests, in AMQP's headers, and with the row
of each event in the outbox, so what is published hours late belongs to the trace that recorded it. A browser's or a
program's own `traceparent` is gone on from.

One application is followed by its id, whatever trace did something to it:

| where | the trace | the application |
|---|---|---|
| logs | `trace` | `correlation_id` |
| traces | the trace's id | attribute `alliance.correlation_id` |
| events | `traceparent` | `correlationid` |
| mails | header `X-Alliance-Trace-Id` | header `X-Alliance-Correlation-Id` |
| the portal's page of an error | the reference that it shows | |

No span holds anything of a person: no name, no address, no tracking code, none of an exception's words. Periodic
work has no spans by itself, else they would be most of all; what it records begins a trace. What is replayed is in
none.

`OTLP_SHARE=0.1` tells every tenth trace that begins here, whole. A collector that is down, slow or refuses holds
nothing up: at most 4,096 spans wait in a process, then the oldest go; `alliance_spans_total{step="lost"}` counts
what was not taken, and the log says it once a minute (`spans_lost`).
"""

WATCHING = """\
## Watching it from outside

`docker compose --profile observe up --build --wait` adds Prometheus and Grafana. Prometheus asks each replica of
each process for its figures, which it finds by name, so more replicas are asked by themselves. Nobody outside
reaches it: it asks nobody who they are. Grafana is on `http://127.0.0.1:3000` (`ALLIANCE_GRAFANA_PORT`), user
`alliance`, with the password that

```sh
docker compose run --rm --no-deps secrets cat /secrets/setup/passwords/grafana
```

prints; it has one dashboard, `deploy/observe/grafana/alliance.json`. The rules of `deploy/observe/alerts.yml` say
what a system cannot say of itself: that a process is gone, pages fail or are slow. What Alliance watches itself,
and mails, stands among them as one, `AllianceSaysSo`. They are shown by Prometheus and mailed by nobody: name an
Alertmanager in `deploy/observe/prometheus.yml` where you have one. On a system without containers the same files
serve: `endpoints.json` of `alliance up` names every `metrics` address.

`make check-observe` asks Prometheus' own promtool whether configuration and rules are well-formed, tries each rule
on figures made for it, and compares every query with what processes tell. Where promtool is missing it says so.
Tried with Prometheus 2.42 of Debian; the image of Grafana could not be had where this was written, so its container has
not run.
"""
