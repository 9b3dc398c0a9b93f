"""What stands in documents made by `make docs` and is written by hand."""

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
## As it was tried

On the demo of one machine that had much else to do (load 25 to 38), with the thresholds as shipped, looking at the
pages alone:

| what was done to it | on `/ops` after | cleared after it was mended |
|---|---|---|
| a service killed again and again | 69 s | 41 s |
| a message that was no event | 3 s | 2 s |
| 300 of one cause | 10 s | 7 s |
| a disk alarm of the broker | 5 s, on a page that was open | 3 s |
| a mail server that is silent | 84 s | 5 s, with 21 mails that had waited |
| a database set to read only | 9 s | 9 s |
| a key of 400 days | 9 s | 1 s |

While the broker has an alarm no page of operators comes, since asking takes the broker. What stands in its place, also
of a page that is open, is what the portal knows by itself: that it is so, since when it has seen it, and what to do;
no service is called silent for it. In containers the same was tried before, with thresholds of half a minute; keys
were changed while twelve commands were sent, and none was refused.

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
Tried in compose with Debian's Prometheus 2.42 in place of the image, which found three replicas of one service by their
name; the image of Grafana could not be had where this was written, so its container has not run.
"""

GROWING = """\
## TLS before the portal

`deploy/proxy/nginx.conf` is a site of nginx on the machine of `docker compose`: change the name and the
certificate. It sends plain HTTP to HTTPS, speaks TLS 1.2 and 1.3 alone, and shows whoever names another host
nothing. In `.env`:

```sh
PORTAL_URL=https://alliance.city.example
TRUSTED_PROXIES=172.18.0.1
```

The second is the address that nginx comes from as the portal sees it, the gateway of the network `outside`: `docker
network inspect alliance_outside`. It may be another after `docker compose down`, and then limits count all who come as
one: a network outlasts that, `TRUSTED_PROXIES=172.16.0.0/12`, from which Docker takes addresses unless it is told
otherwise; nobody but this machine reaches the port. Whatever stands before the portal is named there, a load balancer
or a gateway by its own address, several by commas: the first address in `X-Forwarded-For` from the right that is none
of them is who asks. With a gateway of Kubernetes it is the network of its pods
(`deploy/kubernetes/kustomization.yaml`).
`PORTAL_URL` makes cookies `Secure`, asks browsers to stay on HTTPS, and is where mails lead. Tried with Debian's
nginx 1.22 and curl: pages over HTTP/2, a form that is sent, the redirect, another host and TLS 1.1 refused.

## More replicas

`docker compose up --detach --wait --scale eligibility=3`: requests are shared among the replicas; of the events of
one service one replica takes in all, in their order, and another goes on where it ends; unless that queue is
divided (below). The portal publishes a
port, so it has one replica there. Services with files need their folder in common, which volumes of one machine
are. Tried with three of `eligibility`: on two processors, which everything else shared, 155 applications a second
went through, beside 138 with one (once each). A second machine was not tried.

## A queue of events, divided

Where one process of a service cannot follow another's events ([capacity](capacity.md)), their queue is divided by
aggregate, and several processes read it, each some of them in their order:

```sh
alliance ops partitions show
alliance ops partitions set notifications.intake 4
docker compose run --rm setup alliance ops partitions set notifications.intake 4    # in containers
```

It needs the passwords of the set-up step, and RabbitMQ's plug-in `rabbitmq_consistent_hash_exchange`, which the
embedded default, compose and the manifests turn on; without it the command says that the broker refuses the topology,
and nothing has changed. Events may come and be read meanwhile. What was cut off, by Ctrl-C or a kill, goes on with the
same command, or with the set-up step; until then nothing is lost, and at worst something waits. One at a time divides
the queues of a service: another is refused (`unavailable`).

From 1 to 16; 1 is not divided. As many as processes is enough: with more some read several, with fewer some stand
by. Every process looks within five seconds, so after one is killed, its partitions wait so long. `alliance ops
queues` and `/ops` show each partition as a queue, `notifications.intake.2` and so on; alerts of age and of missing
consumers watch each. Dead letters, retries and replays name the whole, `notifications.intake`, and need no care.
Making it fewer under a long backlog takes until those who read it have emptied what goes, at most a minute; what is
left then is moved. After a backup older than the last `set` was restored, the set-up step makes it as that backup says.

## Three nodes of the broker, a standby of the database

`docker compose --file docker-compose.yml --file docker-compose.wide.yml --profile dev up --build --wait`, for a new
installation. A node may be killed: what waits in a queue is on the two others, and `rabbitmq` leads to any that is
there.

From one node on: the node's name changes, so the broker begins empty. Stop the portal, wait until `alliance ops
status` shows nothing waiting, start the wide stack, then `alliance ops replay`. The database has to know the
standby's role: `docker compose exec postgres psql --username postgres --file
/docker-entrypoint-initdb.d/standby.sql`.

The standby copies at its first start and then follows, a moment behind: what was committed in the last of them
before a primary dies is lost with it. Each command here is told the same files: `export
COMPOSE_FILE=docker-compose.yml:docker-compose.wide.yml COMPOSE_PROFILES=dev`. To let the standby take over, and be sure
that the primary is gone for good before:

```sh
docker compose stop postgres
docker compose exec postgres-standby sh -c 'pg_ctl promote -D "$PGDATA"'
docker network disconnect alliance_inside alliance-postgres-standby-1
docker network connect --alias postgres --alias postgres-standby alliance_inside alliance-postgres-standby-1
```

Services find it by the name within half a minute; on a machine that is short of processors they take minutes, since
each new connection has its own handshake. **Until the former primary's place is taken, no `docker compose up`**: it
would start the old one, which knows nothing of what came after; a node of the broker is started by `docker compose
start rabbitmq-2`. Take a backup, then put the standby's data in the primary's place:

```sh
docker compose down
docker volume rm alliance_postgres
docker compose run --rm --no-deps --entrypoint true postgres
docker compose run --rm --no-deps --volume alliance_postgres-standby:/from:ro --entrypoint sh postgres \\
  -c 'cp -a /from/. "$PGDATA"'
docker volume rm alliance_postgres-standby
docker compose up --detach --wait
```

The standby makes a new copy, and a primary may die again.

Tried from a fresh start on two processors that had fifty other things to do (load 42 to 60), while three clients sent
applications, each until it was taken: a node killed after 42, the primary after 67. Promoting took 23 s from the first
command to the last. The first answer came 6 s later; then new connections outlasted their 5 s for two minutes, and
clients were refused as `unavailable` 78 times in all, 18 applications were sent again, one for 207 s. In the end 116
applications were accepted, and 116 were there, each once, told once, checked once and mailed of once; no dead letter.
The way back to two databases took 29 s for the data, and with a start of everything ten minutes, most of it set-up
(three minutes) and services that the machine had no time for. A second time with those two databases (load 45): a node
killed after 19 applications, the primary after 35; 4 s from the first command to the last, the next answer 31 s after
the one before, 55 accepted. All 171 were there, each told and checked once; 136 were written to once, and 35 were over
the limit of first mails, since the address of the proxy was another after `down`. Not tried: the way from one node on.

## Kubernetes

`deploy/kubernetes` has manifests, and says what was checked of them and that they were not run.

## A new release

`git pull`, `docker compose build`, `docker compose up --detach --wait`: the set-up step migrates the databases,
then each service is replaced; what it was doing it finishes, or leaves in its queue. Requests are refused as
`unavailable` while a service with one replica starts. A migration is only ever added; databases of former releases
with their data come to the same tables in a test (`tests/integration/storage/test_upgrades.py`).

Tried with the volumes of a whole system of a former release (91b4646 of 27 November 2026: no TLS between the parts,
the database let roles in by password) and 200 applications: `docker compose up` of the present one took 2 min 8 s
under load 13. Afterwards each database held as many applications, events and mails as before, no mail went again,
`alliance ops rebuild --compare-only` found the reports right, and ten more applications were taken in, checked and
answered by mail.

`make lock-images`, where a registry is reached, writes the digests of images into docker-compose.yml and the
Dockerfile, and compose holds to them from then on. No registry was reached where this was written: images stand there
by their versions.
"""

KEYS = """\
## Signing keys

Each service, and the local administrator, signs its calls with a key of its own (`<issuer>.key`), which the others
check by `<issuer>.<kid>.pub`. The files are read again when they change: keys rotate while the system runs, and no call
is refused.

- On the embedded default: `alliance ops rotate-keys`.
- In compose: `docker compose run --rm secrets python -m deploy.make_secrets /secrets --rotate-keys`.
- Of your own: put the new public keys where every service reads them, then replace the private ones. Delete the former
  public keys two minutes later: what they signed is over.

A key that may have been stolen: rotate it, and delete the former public key at once. `<issuer>.prints` stays: with
another one nobody would find again who was erased. `reporting.seals`, under which secrets of webhooks lie, gets a
new key with each rotation; what lies under a former one is sealed anew within seconds.

## Passwords

Of the database's roles, the broker's users and both administrators, new ones for all:

- On the embedded default: `alliance ops rotate-passwords`. It starts the system anew.
- In compose, where roles of the database show certificates (`--renew-certificates`, then the last line):

```sh
docker compose run --rm --no-deps secrets python -m deploy.make_secrets /secrets --rotate-passwords
docker compose exec -T rabbitmq sh -c \\
  "sed -n 's/^default_pass = //p' /run/secrets/rabbitmq/rabbitmq.conf | rabbitmqctl change_password admin"
docker compose exec -T postgres sh -c 'psql --quiet --set new="$(cat /run/secrets/postgres/password)"' \\
  <<< "alter role postgres password :'new'"
docker compose run --rm setup
docker compose restart identity intake eligibility cohort notifications reporting operations portal mailpit
```

- Of your own: set the new ones at broker and database, then start each process with its new address.

Who is connected stays so until it is started anew. `SIGN_IN_SECRET` stays: the codes of apps hang on it. So does
Grafana's password, which it keeps itself. Tried in compose, but for the database's administrator, while two
clients sent 40 applications: none was refused, two were sent again, for 11 s nothing answered.
"""

REAL_MAIL = """\
## TLS between the parts

Broker, management API and database are reached over TLS where their addresses say so (minimum 1.2). Whoever is
there must show a certificate of the host that the address names; `cacertfile` and `sslrootcert` name the authority
that signed it (PEM), and without them the system's are asked. There is no way to leave the check out.

| setting | over TLS |
|---|---|
| `AMQP_URI`, `<NAME>_AMQP_URI` | `amqps://user:password@broker.city.example:5671/%2F?cacertfile=/run/alliance/ca.pem` |
| `MANAGEMENT_URL` | `https://user:password@broker.city.example:15671?cacertfile=/run/alliance/ca.pem` |
| `DATABASE_ADMIN_URL` and the like | `postgresql://…/name?sslmode=verify-full&sslrootcert=/run/alliance/ca.pem` |

With any other `sslmode` PostgreSQL's library asks less of the server: `require` takes any certificate. The embedded
default speaks in the clear, on loopback ([ADR 9](adr/0009-tls-is-a-matter-of-addresses.md)).

In compose every one of these addresses is such a one, and broker and database take nobody in the clear. The service
`secrets` makes an authority for this installation alone, and by it a certificate for the broker, the database, and each
role of the database, for ten years; `docker compose up` makes anew what has less than a year to go. Where one may have
been stolen, all are renewed, by a new authority, and nothing of before is believed:

```sh
docker compose run --rm --no-deps secrets python -m deploy.make_secrets /secrets --renew-certificates
docker compose restart
```

A role of the database is let in there by its certificate (`sslcert`, `sslkey`). A password would be the role's to
change: PostgreSQL lets nobody forbid that. Where roles have passwords, as on the embedded default and wherever an
address has one, whoever takes over a service may lock it out until the set-up step sets its password again.

## Real mail

`SMTP_URL` names the server that takes the mails. Without a port: 25, and 465 for `smtps`.

| form | what happens |
|---|---|
| `smtp://mail.city.example:587` | in the clear, without a password: a catcher, or a relay on the same machine |
| `smtp://user:password@mail.city.example:587` | STARTTLS is insisted on, then the password is sent |
| `smtps://user:password@mail.city.example` | TLS from the first byte, then the password is sent |

The server's certificate must be signed by an authority that the machine trusts, and name the host. What is not a
letter or digit in user or password is written in per cent code (`@` as `%40`, `/` as `%2F`). The address holds a
password: hand it over as a file, `SMTP_URL_FILE`. Sender and reply addresses stand in the program file (`sender`,
`reply_to`); the domain of the sender must allow the server (SPF, DKIM). `alliance mail list --state failed` shows what
was refused, with the server's answer.
"""

RUNBOOK = """\
# Runbook

What to do when something is wrong. `/ops` and `alliance ops alerts list` show what is; each alert's page and its mail
say what stands here, in their reader's language.

An alert is raised once, however long it lasts, and clears by itself. Administrators are mailed of it unless somebody
has taken it, at most one mail an hour for each cause; muting a cause at one place ends by itself. While the broker is
down or has an alarm nothing can be asked: `/ops` says so, since when and what to do, and `alliance status` names what
does not answer; no mail goes out of it, since that takes the broker. The gauge
`alliance_alerts{cause}` on the health port of `operations` has their number for Prometheus.

## Back up, and restore

[howto/back-up.md](howto/back-up.md) has each command: every night a backup, at home (`alliance backup`) and in
containers (`deploy/archive.yml`); an empty machine, or the moment before a mistake.

## Alerts

The thresholds are settings of the service `operations`; it does not start with one that cannot be, and names it.
"""

ABOUT_ROLES = """\
Every service looks, for each request, who calls: the token says which roles, this table says which requests they may
send. What is not said is denied. *own*: for what is theirs alone; anything else is not found. Whose something is, its
service says:

| role | own is |
|---|---|
| applicant | the applications and drafts whose contacts bear an address that they have proven |
| city member | the cities whose team or mayor's office bears an address that they have proven |
| reviewer | the reviews that they were asked for |
| coach | the cities that they coach, the sessions that they hold |

Whoever has proven an address is an applicant and a city member, without being given a role. *anonymous*: whoever has
not signed in. A program lead may override rules of the program, too. The last column names services that ask.
"""
