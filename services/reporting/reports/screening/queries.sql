-- count_launched: applications whose city launched its strategy, by what the check had said, as it was known at a moment
select eligibility, count(*)::integer as number
from facts as launch join application_states as known using (application_id)
where launch.kind = 'strategy' and launch.key = 'launch' and launch.says ? 'launched_on'
  and launch.recorded_at <= %(as_of)s and launch.until > %(as_of)s
  and known.recorded_at <= %(as_of)s and known.until > %(as_of)s and eligibility is not null
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or known.application_id = any(%(own)s))
group by eligibility
