-- insert_silence: nothing of the city is published in these days
insert into silences (silence_id, application_id, starts_on, ends_on, recorded_by, recorded_at)
values (%(silence_id)s, %(application_id)s, %(starts_on)s, %(ends_on)s, %(recorded_by)s, %(recorded_at)s)

-- update_silence_taken_back: it was recorded wrongly
update silences
set taken_back_because = %(reason)s, taken_back_by = %(taken_back_by)s, taken_back_at = %(taken_back_at)s
where silence_id = %(silence_id)s

-- list_silences: of these cities, by their days
select application_id, silence_id, starts_on, ends_on, recorded_by, recorded_at, taken_back_because
from silences where application_id = any(%(application_ids)s::uuid[]) order by starts_on, recorded_at

-- insert_silence_override: published all the same
insert into silence_overrides (application_id, about, reason, overridden_by, overridden_at)
values (%(application_id)s, %(about)s, %(reason)s, %(overridden_by)s, %(overridden_at)s)

-- list_silence_overrides: when each thing of these cities was let through last
select application_id, about, max(overridden_at) as overridden_at from silence_overrides
where application_id = any(%(application_ids)s::uuid[]) group by application_id, about

-- insert_media_consent: what the city said
insert into media_consents (application_id, given, said_on, name, title, recorded_by, recorded_at)
values (%(application_id)s, %(given)s, %(said_on)s, %(name)s, %(title)s, %(recorded_by)s, %(recorded_at)s)

-- list_consents: what each of these cities said last
select distinct on (application_id) application_id, given, said_on, name, title, recorded_by, recorded_at
from media_consents where application_id = any(%(application_ids)s::uuid[])
order by application_id, consent_no desc
