-- What `count_work` counts, without reading the rows themselves: work by its day; applications whose work does not count.
create index work_by_day on work (kind, due_on);
create index applications_withdrawn on applications (application_id) where state = 'withdrawn';

-- What stands anywhere in what an application is called is found by its parts of three letters (shared/program/finding.py).
update searched s
set words = s.words || array_to_tsvector(array(
    select distinct '=' || substr(a.folded, place, 3) from generate_series(1, length(a.folded) - 2) as place))
from applications a
where a.application_id = s.application_id and length(a.folded) >= 3;
