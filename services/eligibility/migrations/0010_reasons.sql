-- Results of the check keep codes and values in place of English sentences (shared/wording says them). What each sentence
-- of the former version said is read out of it; the note on an old figure stands behind the sentence of the population.
update checks set result = jsonb_set(result, '{criteria}', (
    select jsonb_agg(
        c - 'reason' || jsonb_build_object(
            'threshold', case
                when c ->> 'threshold' = 'North, Central or South America or the Caribbean' then '"americas_and_caribbean"'
                when c ->> 'threshold' = 'North, Central or South America' then '"americas"'
                else c -> 'threshold' end,
            'code', case c ->> 'id'
                when 'region' then case
                    when c ->> 'reason' like 'The country lies in %' then 'inside'
                    when c ->> 'reason' like 'The country does not lie in %' then 'outside'
                    else 'territory' end
                when 'legal_check' then case
                    when c ->> 'outcome' = 'needs_review' then 'listed' else 'not_listed' end
                when 'population' then case
                    when c ->> 'reason' like '%stands at or below %' then 'reference_below'
                    when c ->> 'reason' like '%stands above %' then 'reference_above'
                    when c ->> 'reason' like 'The municipality must have more than %' then 'too_few'
                    when c ->> 'reason' like '%residents are within %' then 'near'
                    else 'enough' end
                when 'mayor_term' then case
                    when c ->> 'reason' like '%; it ends on %' then 'too_short'
                    when c ->> 'reason' like 'The mayor takes office on %' then 'not_started'
                    when c ->> 'reason' like 'The end of the mayor%' then 'unknown_end'
                    else 'long_enough' end
                else 'for_reviewers' end,
            'values', case c ->> 'id'
                when 'region' then case
                    when c ->> 'outcome' = 'needs_review' then '{}'::jsonb
                    when c ->> 'reason' like '%or the Caribbean.' then '{"region": "americas_and_caribbean"}'
                    else '{"region": "americas"}' end
                when 'population' then jsonb_build_object('threshold', c -> 'threshold')
                    || case when c ->> 'outcome' = 'pass' then '{}'::jsonb
                       else jsonb_build_object('residents', c -> 'observed') end
                    || case when c ->> 'reason' like '%residents are within %' then jsonb_build_object(
                           'percent', substring(c ->> 'reason' from 'within (\d+) %')::integer) else '{}'::jsonb end
                    || case when c ->> 'reason' like '%Please note: %' then jsonb_build_object(
                           'year', substring(c ->> 'reason' from 'the figure, of (\d+),')::integer,
                           'count', substring(c ->> 'reason' from 'is over (\d+) years old')::integer) else '{}'::jsonb end
                when 'mayor_term' then jsonb_build_object('as_of', result -> 'as_of')
                    || case when c ->> 'reason' like 'The mayor takes office on %' then jsonb_build_object(
                           'starts_on', substring(c ->> 'reason' from 'office on (\d{4}-\d\d-\d\d)'))
                       else jsonb_build_object(
                           'count', substring(c ->> 'reason' from 'at least (\d+) years after')::integer) end
                    || case when c ->> 'reason' like '%; it ends on %' then jsonb_build_object(
                           'needed', c -> 'threshold', 'ends_on', c -> 'observed') else '{}'::jsonb end
                else '{}'::jsonb end,
            'note', case when c ->> 'reason' like '%Please note: %' then '"stale_figure"'::jsonb else 'null'::jsonb end)
        order by place)
    from jsonb_array_elements(result -> 'criteria') with ordinality as criteria (c, place)))
where result -> 'criteria' -> 0 ? 'reason';
