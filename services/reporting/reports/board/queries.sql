-- find_cohort: a cohort as it is planned
select name, call, starts_on, ends_on from cohorts where cohort = %(cohort)s and recorded_at <= %(as_of)s
