-- Which sessions somebody may see: all where `of_cities` is null, else those of these cities and those that they hold
-- themselves; each with those of its cities that they may see. A statement narrows them further, by its indexes: PostgreSQL
-- puts the body in the place of the call.
create function seen_sessions(of_cities uuid[], of_coach uuid) returns table (
    session_id uuid, cohort text, kind text, state text, title text, starts_at timestamptz, ends_at timestamptz,
    time_zone text, coach_id uuid, words tsvector, cities text[], city_names text[]
) language sql stable as $$
    select s.session_id, s.cohort, s.kind, s.state, s.title, s.starts_at, s.ends_at, s.time_zone, s.coach_id, s.words,
        array(select p.code from session_cities c join participations p using (application_id)
              where c.session_id = s.session_id and (of_cities is null or c.application_id = any(of_cities))
              order by p.code),
        array(select p.city from session_cities c join participations p using (application_id)
              where c.session_id = s.session_id and (of_cities is null or c.application_id = any(of_cities))
              order by p.code)
    from sessions s
    where of_cities is null or s.coach_id = of_coach
       or exists (select from session_cities c
                  where c.session_id = s.session_id and c.application_id = any(of_cities))
$$;
