-- insert_strategy: an empty strategy; nothing when there is one
insert into strategies (application_id) values (%(application_id)s) on conflict do nothing

-- find_strategy: as it stands
select application_id, version, state, vision, fiscal_year_on, launch_on, embargo_until, launched_on, launched_version
from strategies where application_id = %(application_id)s

-- list_strategy_components: what is drafted
select component, state, document, feedback from strategy_components where application_id = %(application_id)s

-- list_strategy_actions: in the order in which they were made
select action_id, component, what, owner, due_on, cost::text as cost, currency, state from strategy_actions
where application_id = %(application_id)s order by number

-- update_strategy: what stands now, under the next version or the same
update strategies
set version = %(version)s, state = %(state)s, vision = %(vision)s, fiscal_year_on = %(fiscal_year_on)s,
    launch_on = %(launch_on)s, embargo_until = %(embargo_until)s, launched_on = %(launched_on)s,
    launched_version = %(launched_version)s
where application_id = %(application_id)s

-- upsert_strategy_component: a draft
insert into strategy_components (application_id, component, state, document)
values (%(application_id)s, %(component)s, 'draft', %(document)s)
on conflict (application_id, component) do update set state = 'draft', document = excluded.document

-- update_strategy_component: a step of its review; what was said before stays unless something is said now
update strategy_components set state = %(state)s, feedback = coalesce(%(feedback)s, feedback)
where application_id = %(application_id)s and component = %(component)s

-- upsert_strategy_action: an action, or its new form
insert into strategy_actions (action_id, application_id, component, what, owner, due_on, cost, currency, state)
values (%(action_id)s, %(application_id)s, %(component)s, %(what)s, %(owner)s, %(due_on)s, %(cost)s::numeric,
        %(currency)s, %(state)s)
on conflict (action_id) do update
set component = excluded.component, what = excluded.what, owner = excluded.owner, due_on = excluded.due_on,
    cost = excluded.cost, currency = excluded.currency, state = excluded.state

-- insert_strategy_version: what a save made
insert into strategy_versions (application_id, version, part, document, saved_by, saved_at)
values (%(application_id)s, %(version)s, %(part)s, %(document)s, %(saved_by)s, %(saved_at)s)

-- list_strategy_versions: without their contents
select version, part, saved_at, saved_by from strategy_versions
where application_id = %(application_id)s order by version

-- find_strategy_version: what a version held
select document from strategy_versions where application_id = %(application_id)s and version = %(version)s

-- insert_strategy_step: a step of review or launch
insert into strategy_steps (application_id, component, step, version, reason, taken_by, taken_at)
values (%(application_id)s, %(component)s, %(step)s, %(version)s, %(reason)s, %(taken_by)s, %(taken_at)s)

-- list_strategy_steps: the steps of review and launch
select taken_at as at, taken_by as by, component, step, reason from strategy_steps
where application_id = %(application_id)s order by taken_at

-- list_planned_launches: active cities whose launch day has come, by the day in the city
select p.code from strategies s join participations p using (application_id)
where s.state = 'launch_planned' and p.status = 'active' and s.launch_on <= (%(now)s::timestamptz at time zone p.time_zone)::date
order by p.code
