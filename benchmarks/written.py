"""An event log of so many applications, written straight: twenty events of each on average, of five lives, over half a
year. The envelopes are what services tell; only the hashes are no chain, which nothing here reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from uuid import uuid4

import psycopg2
from psycopg2.extras import execute_values

from benchmarks.watching import Look
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
PART = 50_000  # events that are written at once
CODE, CITY = "TEMPLATE", "Puerto Ejemplo"

CALL = """
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, capacity, cohort, recorded_at)
values (gen_random_uuid(), '2027', 'Round', now(), now(), 'UTC', 22, 'c27', now() - interval '1 year')
"""
LIVES = "create temp table lives (life integer, step integer, event_id text, envelope text)"
#: When each event of each application is recorded, in that order: whole minutes, and a microsecond for each event, so
#: that no two are at one moment. All are past.
MOMENTS = """
create temp table moments as
select row_number() over (order by at) as place, n, step, at
from (
    select n, step, date_trunc('minute', now()) - interval '250 days' + make_interval(mins => n * 7919 %% 100000)
                    + step * make_interval(mins => 600 + n * 31 %% 8000)
                    + make_interval(secs => (n * 32 + step) / 1e6) as at
    from generate_series(%(first)s, %(last)s) as n join lives on life = n %% 5) as told
"""
OF_MOMENTS = "create index on moments (place); analyze moments; select count(*) from moments"
WRITE = """
insert into event_log (event_id, source, type, aggregate, aggregate_id, aggregate_version, correlation_id,
                       application_id, actor, occurred_at, envelope, recorded_at, previous_hash, hash)
select (envelope ->> 'id')::uuid, envelope ->> 'source', envelope ->> 'type', envelope ->> 'aggregate',
       (envelope ->> 'aggregateid')::uuid, step + 1, id, (envelope -> 'data' ->> 'application_id')::uuid,
       envelope ->> 'actor', at, envelope, at, sha256(convert_to(key, 'UTF8')), sha256(convert_to('of ' || key, 'UTF8'))
from (
    select place, step, id, at, n || ' ' || step as key,
           replace(replace(replace(replace(replace(replace(replace(replace(replace(envelope,
               event_id, md5('event ' || n || ' ' || step)::uuid::text), %(id)s, id::text), %(code)s, code),
               %(start)s, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), %(city)s, 'City ' || n),
               '"country":"CO"', '"country":"' || country || '"'),
               '"language":"es"', '"language":"' || language || '"'),
               '["mobility"]', '["' || resident_outcome || '","public_safety"]'),
               '"outcome":"eligible"', '"outcome":"' || outcome || '"'
           )::jsonb as envelope
    from (
        select *, md5('application ' || n)::uuid as id, 'N' || lpad(n::text, 9, '0') as code,
               (array['CO', 'BR', 'US', 'CA', 'MX', 'PE', 'AR'])[n %% 7 + 1] as country,
               (array['es', 'pt', 'en', 'fr'])[n %% 4 + 1] as language,
               (array['mobility', 'climate', 'education'])[n %% 3 + 1] as resident_outcome,
               (array['eligible', 'needs_review', 'ineligible'])[n %% 3 + 1] as outcome
        from moments where place between %(first)s and %(last)s) as applications
    join lives using (step) where life = n %% 5) as told
order by place
"""
#: Of the log's indexes but its primary key: what takes each away, and what makes it again.
INDEXES = """
select case when conname is null then format('drop index %I', relname)
            else format('alter table event_log drop constraint %I', conname) end,
       case when conname is null then pg_get_indexdef(indexrelid)
            else format('alter table event_log add constraint %I %s', conname, pg_get_constraintdef(told.oid)) end
from pg_index join pg_class on pg_class.oid = indexrelid
left join pg_constraint as told on conindid = indexrelid and contype = 'u'
where indrelid = 'event_log'::regclass and not indisprimary
"""


def write_log(owner: str, first: int, last: int, look: Look) -> int:
    """Of the applications of these numbers; how many events that were. `owner`: as the tables' owner. Its indexes are
    taken away and made again: filled one by one with two million, they cost more than all else here."""
    words = {"id": str(application_id(CODE)), "code": CODE, "city": CITY, "start": moment_of_start()}
    with closing(psycopg2.connect(owner)) as connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; set maintenance_work_mem = '512MB'; set work_mem = '256MB'")
        cursor.execute(LIVES)
        execute_values(cursor, "insert into lives values %s", [row for at in range(5) for row in rows_of(at)])
        cursor.execute(MOMENTS, {"first": first, "last": last})
        cursor.execute(OF_MOMENTS)
        ((whole,),) = cursor.fetchall()
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for drop, _ in indexes:
            cursor.execute(drop)
        for at in range(0, whole, PART):
            look("events written", at, whole)
            cursor.execute(WRITE, words | {"first": at + 1, "last": at + PART})
            connection.commit()
        for at, (_, make) in enumerate(indexes):
            look("indexes of the log", at, len(indexes))
            cursor.execute(make)
        cursor.execute("select exists (select from calls)")
        if cursor.fetchall() == [(False,)]:
            cursor.execute(CALL)
        connection.commit()
    return int(whole)


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
