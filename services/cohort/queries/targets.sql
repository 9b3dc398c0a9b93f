-- insert_target: a target is set
insert into targets (target_id, application_id, indicator, unit, direction, resident_outcome, component, owner, baseline,
                     baseline_on, target, target_on, cadence)
values (%(target_id)s, %(application_id)s, %(indicator)s, %(unit)s, %(direction)s, %(resident_outcome)s, %(component)s,
        %(owner)s, %(baseline)s, %(baseline_on)s, %(target)s, %(target_on)s, %(cadence)s)

-- update_target: its new form
update targets
set indicator = %(indicator)s, unit = %(unit)s, direction = %(direction)s, resident_outcome = %(resident_outcome)s,
    component = %(component)s, owner = %(owner)s, baseline = %(baseline)s, baseline_on = %(baseline_on)s,
    target = %(target)s, target_on = %(target_on)s, cadence = %(cadence)s
where target_id = %(target_id)s

-- insert_target_step: why
insert into target_steps (target_id, state, reason, taken_by, taken_at)
values (%(target_id)s, %(state)s, %(reason)s, %(taken_by)s, %(taken_at)s)

-- find_target: one target, of a city that the caller sees
select t.target_id, t.application_id, p.code, t.state, t.indicator, t.unit, t.direction, t.resident_outcome, t.component,
       t.owner, t.baseline, t.baseline_on, t.target, t.target_on, t.cadence
from targets t join participations p using (application_id)
where t.target_id = %(target_id)s and (%(cities)s::uuid[] is null or t.application_id = any(%(cities)s))

-- list_targets: of a city, in the order in which they were set
select t.target_id, t.application_id, p.code, t.state, t.indicator, t.unit, t.direction, t.resident_outcome, t.component,
       t.owner, t.baseline, t.baseline_on, t.target, t.target_on, t.cadence
from targets t join participations p using (application_id)
where t.application_id = %(application_id)s order by t.number

-- insert_measurement: append-only
insert into measurements (measurement_id, target_id, value, measured_on, corrects, note, entered_by, entered_at)
values (%(measurement_id)s, %(target_id)s, %(value)s, %(measured_on)s, %(corrects)s, %(note)s, %(entered_by)s,
        %(entered_at)s)

-- list_measurements: in the order in which they were entered
select measurement_id, target_id, value, measured_on, corrects, note, entered_by, entered_at from measurements
where target_id = %(target_id)s order by number

-- upsert_review_routine: who chairs, how often
insert into review_routines (application_id, chair, cadence) values (%(application_id)s, %(chair)s, %(cadence)s)
on conflict (application_id) do update set chair = excluded.chair, cadence = excluded.cadence

-- find_review_routine: who chairs, how often
select chair, cadence from review_routines where application_id = %(application_id)s

-- insert_performance_review: held; nothing when that day's is there
insert into performance_reviews (application_id, held_on, decisions, entered_by, entered_at)
values (%(application_id)s, %(held_on)s, %(decisions)s, %(entered_by)s, %(entered_at)s) on conflict do nothing

-- list_performance_reviews: the latest first
select held_on, decisions from performance_reviews where application_id = %(application_id)s order by held_on desc
