-- begin_selection: an application that was checked for the first time, of which nothing is known
insert into selections (application_id, code, call, state, application_version, texts_version, city, admin_area,
                        country, time_zone, language, team_lead_ref, residents, resident_outcomes, recipients)
values (%(application_id)s, %(code)s, %(call)s, 'checked', %(application_version)s, %(texts_version)s, %(city)s,
        %(admin_area)s, %(country)s, %(time_zone)s, %(language)s, %(team_lead_ref)s, %(residents)s, %(resident_outcomes)s,
        %(recipients)s)

-- insert_selection: an application that was checked for the first time, unless it was before
insert into selections (application_id, code, call, state, application_version, texts_version, city, admin_area,
                        country, time_zone, language, team_lead_ref, residents, resident_outcomes, recipients)
values (%(application_id)s, %(code)s, %(call)s, 'checked', %(application_version)s, %(texts_version)s, %(city)s,
        %(admin_area)s, %(country)s, %(time_zone)s, %(language)s, %(team_lead_ref)s, %(residents)s, %(resident_outcomes)s,
        %(recipients)s)
on conflict (application_id) do nothing

-- update_selection_version: a new version of the application
update selections
set application_version = %(application_version)s, texts_version = %(texts_version)s, city = %(city)s,
    admin_area = %(admin_area)s, country = %(country)s, time_zone = %(time_zone)s, language = %(language)s,
    team_lead_ref = %(team_lead_ref)s, residents = %(residents)s, resident_outcomes = %(resident_outcomes)s,
    recipients = %(recipients)s,
    version = version + 1
where application_id = %(application_id)s

-- update_selection_state: a step
update selections set state = %(state)s, version = version + 1 where application_id = %(application_id)s

-- update_left_cohort: a confirmed city has left, or come back
update selections set left_cohort = %(left)s where application_id = %(application_id)s

-- touch_selection: something changed that is no step
update selections set version = version + 1 where application_id = %(application_id)s

-- touch_selections: something changed of many that is no step
update selections set version = version + 1 where application_id = any(%(application_ids)s)

-- find_selection: by code
select * from selections where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as who where who.application_id = selections.application_id
    and who.person_id = %(person)s and who.reviewing = %(reviewing)s))

-- lock_selection: by code, locked until the transaction ends
select * from selections where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as who where who.application_id = selections.application_id
    and who.person_id = %(person)s and who.reviewing = %(reviewing)s))
for update

-- lock_selection_of: by application, locked until the transaction ends
select * from selections where application_id = %(application_id)s for update

-- list_pending_codes: applications with a decision that was not sent
select s.code from selections s
where s.state = 'decided' and (%(call)s::text is null or s.call = %(call)s) order by s.code

-- update_shortlisted: on the shortlist, or off it
update selections set shortlisted_at = %(shortlisted_at)s, version = version + 1
where application_id = %(application_id)s
