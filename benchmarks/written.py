"""An event log of so many applications, written straight: twenty events of each on average, of five lives, over half a
year. The envelopes are what services tell; only the hashes are no chain, which nothing here reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from uuid import uuid4

import psycopg2
from psycopg2.extras import execute_values

from shared.contracts import eligibility, intake
from shared.contracts.envelope import canonical_json
from shared.contracts.events import Event
from shared.contracts.people import PersonRef
from tests.unit.reporting.fakes import (
    START,
    application_id,
    asked,
    checked,
    decided,
    envelope_of,
    people,
    read,
    sent,
    submitted,
)

EACH = 20  # events of an application, on average of the five lives
PART = 5_000  # applications that are written at once
CODE, CITY = "TEMPLATE", "Puerto Ejemplo"

CALL = """
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, capacity, cohort, recorded_at)
values (gen_random_uuid(), '2027', 'Round', now(), now(), 'UTC', 22, 'c27', now() - interval '1 year')
"""
LIVES = "create temp table lives (life integer, step integer, event_id text, envelope text)"
#: Whole minutes, and a microsecond for each event: no two are recorded at one moment. Read in that order by a rebuild.
WRITE = """
insert into event_log (event_id, source, type, aggregate, aggregate_id, aggregate_version, correlation_id,
                       application_id, actor, occurred_at, envelope, recorded_at, previous_hash, hash)
select (envelope ->> 'id')::uuid, envelope ->> 'source', envelope ->> 'type', envelope ->> 'aggregate',
       (envelope ->> 'aggregateid')::uuid, step + 1, id, (envelope -> 'data' ->> 'application_id')::uuid,
       envelope ->> 'actor', at, envelope, at, sha256(convert_to(key, 'UTF8')), sha256(convert_to('of ' || key, 'UTF8'))
from (
    select n, step, id, at, n || ' ' || step as key,
           replace(replace(replace(replace(replace(replace(replace(replace(replace(envelope,
               event_id, md5('event ' || n || ' ' || step)::uuid::text), %(id)s, id::text), %(code)s, code),
               %(start)s, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), %(city)s, 'City ' || n),
               '"country":"CO"', '"country":"' || country || '"'),
               '"language":"es"', '"language":"' || language || '"'),
               '["mobility"]', '["' || resident_outcome || '","public_safety"]'),
               '"outcome":"eligible"', '"outcome":"' || outcome || '"'
           )::jsonb as envelope
    from (
        select *, date_trunc('minute', now()) - interval '200 days' + make_interval(mins => n * 7919 %% 100000)
                      + step * make_interval(mins => 600 + n * 31 %% 8000)
                      + make_interval(secs => (n * 32 + step) / 1e6) as at
        from (
            select n, md5('application ' || n)::uuid as id, 'N' || lpad(n::text, 9, '0') as code,
                   (array['CO', 'BR', 'US', 'CA', 'MX', 'PE', 'AR'])[n %% 7 + 1] as country,
                   (array['es', 'pt', 'en', 'fr'])[n %% 4 + 1] as language,
                   (array['mobility', 'climate', 'education'])[n %% 3 + 1] as resident_outcome,
                   (array['eligible', 'needs_review', 'ineligible'])[n %% 3 + 1] as outcome
            from generate_series(%(first)s, %(last)s) as n) as applications
        join lives on life = n %% 5) as moments) as told
order by at
"""


def write_log(owner: str, first: int, last: int) -> int:
    """Of the applications of these numbers; how many events that were. `owner`: as the tables' owner."""
    with closing(psycopg2.connect(owner)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute(LIVES)
        execute_values(cursor, "insert into lives values %s", [row for at in range(5) for row in rows_of(at)])
        words = {"id": str(application_id(CODE)), "code": CODE, "city": CITY, "start": moment_of_start()}
        number = 0
        for at in range(first, last + 1, PART):
            cursor.execute(WRITE, words | {"first": at, "last": min(at + PART - 1, last)})
            number += cursor.rowcount
        cursor.execute("select exists (select from calls)")
        if cursor.fetchall() == [(False,)]:
            cursor.execute(CALL)
    return number


def rows_of(number: int) -> list[tuple[int, int, str, str]]:
    envelopes = [envelope_of(event, id=uuid4(), correlationid=application_id(CODE)) for event in lives()[number]]
    return [
        (number, step, str(envelope.id), canonical_json(envelope.as_recorded()).decode())
        for step, envelope in enumerate(envelopes)
    ]


def moment_of_start() -> str:
    return str(envelope_of(submitted(CODE)).as_recorded()["time"])


def lives() -> Sequence[Sequence[Event]]:
    """Of those that were only submitted, checked, are being reviewed, decided, told: 8, 14, 22, 26 and 30 events."""
    drafts = [draft(1), draft(2), draft(3)]
    begun = [people(intake.ApplicationPeopleChanged, 1, 2, code=CODE), *drafts, submitted(CODE), *looked(3)]
    judged = [*begun, checked(CODE), *looked(1), submitted(CODE, version=2), checked(CODE), *looked(2)]
    in_review = [*judged, *(review for reviewer in (5, 6, 7) for review in reviewed(reviewer)), *looked(2)]
    decision = [*in_review, *looked(3), decided(CODE)]
    return begun, judged, in_review, decision, [*decision, *looked(1), sent(CODE), *looked(2)]


def draft(revision: int) -> Event:
    owner = PersonRef(ref="intake:1", role="team_lead", language="es")
    return intake.DraftSaved(
        application_id=application_id(CODE), code=CODE, call="2027", revision=revision, city=CITY, admin_area=None,
        country="CO", time_zone=None, owner=owner, saved_at=START,
    )  # fmt: skip


def reviewed(reviewer: int) -> list[Event]:
    return [
        asked(eligibility.ReviewAssigned, CODE, reviewer),
        asked(eligibility.ReviewSubmitted, CODE, reviewer, conflict="none", scores={"quality": 3}),
    ]


def looked(times: int) -> list[Event]:
    """Somebody of the team, at what it says of people."""
    return [read("person:1", code=CODE)] * times
