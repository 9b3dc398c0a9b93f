-- upsert_first_mayor: as the city's application says, until somebody follows or the term was extended here
insert into mayors (application_id, number, interim, takes_office_on, term_ends_on, took_office_told, recorded_by,
                    recorded_at)
values (%(application_id)s, 1, false, %(takes_office_on)s, %(term_ends_on)s, true, 'intake', %(now)s)
on conflict (application_id, number) do update
set takes_office_on = excluded.takes_office_on, term_ends_on = excluded.term_ends_on
where not exists (select 1 from term_changes t where t.application_id = excluded.application_id and t.number = 1)

-- insert_mayor: who follows
insert into mayors (application_id, number, name, interim, takes_office_on, term_ends_on, office_id, office_name,
                    office_email, office_language, took_office_told, recorded_by, recorded_at, words)
values (%(application_id)s, %(number)s, %(name)s, %(interim)s, %(takes_office_on)s, %(term_ends_on)s, %(office_id)s,
        %(office_name)s, %(office_email)s, %(office_language)s, false, %(recorded_by)s, %(recorded_at)s,
        array_to_tsvector(%(words)s::text[]))

-- delete_mayor: recorded wrongly, not in office yet
delete from mayors where application_id = %(application_id)s and number = %(number)s

-- list_mayors: by the day on which they take office
select application_id, number, name, interim, takes_office_on, term_ends_on, office_id, office_language,
       took_office_told, reaffirmed_on
from mayors where application_id = %(application_id)s order by takes_office_on

-- insert_term_change: what it was before
insert into term_changes (application_id, number, from_ends_on, to_ends_on, changed_by, changed_at)
values (%(application_id)s, %(number)s, %(from_ends_on)s, %(to_ends_on)s, %(changed_by)s, %(changed_at)s)

-- upsert_election: the next election
insert into elections (application_id, election_on) values (%(application_id)s, %(election_on)s)
on conflict (application_id) do update set election_on = excluded.election_on

-- find_election: the next election
select election_on from elections where application_id = %(application_id)s

-- list_watched: active cities, whose mayors are watched
select code from participations where started_at is not null and status in ('active', 'paused') order by code
