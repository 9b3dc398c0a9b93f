-- list_started: cities of every cohort, or those that are named
select * from participations
where started_at is not null and (%(application_ids)s::uuid[] is null or application_id = any(%(application_ids)s))

-- list_launched: strategies that stand as launched
select application_id, version, state, vision, fiscal_year_on, launch_on, embargo_until, launched_on, launched_version
from strategies where state = 'launched'

-- list_published_commitments: the latest first
select commitment_id, kind, cohort, application_id, state, edition, title, texts, strategy_version, policies, reaffirm_by,
       published_at
from commitments where state = 'published' order by published_at desc, commitment_id
