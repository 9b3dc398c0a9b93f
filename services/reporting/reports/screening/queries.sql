-- count_screened: applications by what the check said, how far they came and where they stand, as it was known at a
-- moment; of those that take part, how many launched their strategy
select eligibility, state, steps, count(*) as number, count(launch.application_id) as launched
from application_states as known
left join facts as launch
    on launch.application_id = known.application_id and launch.kind = 'strategy' and launch.key = 'launch'
    and launch.recorded_at <= %(as_of)s and launch.until > %(as_of)s and launch.says ? 'launched_on'
where known.recorded_at <= %(as_of)s and known.until > %(as_of)s and eligibility is not null
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or known.application_id = any(%(own)s))
group by eligibility, state, steps
