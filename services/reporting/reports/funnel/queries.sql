-- list_known_applications: those that match, as they were known at a moment, by code; how many match in all, also of none
with matching as not materialized (
    select code, known.city, known.country, known.state
    from application_states as known join applications using (application_id)
    where recorded_at <= %(as_of)s and until > %(as_of)s
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
      and (%(call)s::text is null or known.call = %(call)s)
      and (%(country)s::text is null or known.country = %(country)s)
      and (%(countries)s::text[] is null or known.country = any(%(countries)s) <> %(elsewhere)s)
      and (%(language)s::text is null or known.language = %(language)s)
      and (%(resident_outcome)s::text is null or %(resident_outcome)s = any(known.resident_outcomes))
      and (%(states)s::text[] is null or known.state = any(%(states)s))
      and (%(screened)s::text[] is null or known.eligibility = any(%(screened)s))
      and known.steps & %(steps)s = %(steps)s
      and (not %(launched)s::boolean or exists (
        select from facts as launch
        where launch.application_id = known.application_id and launch.kind = 'strategy' and launch.key = 'launch'
          and launch.recorded_at <= %(as_of)s and launch.until > %(as_of)s and launch.says ? 'launched_on')))
select page.*, total
from (select count(*) as total from matching) as counted
left join (select * from matching order by code limit %(limit)s offset %(after)s) as page on true
order by code
