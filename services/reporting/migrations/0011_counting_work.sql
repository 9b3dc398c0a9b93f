-- What `count_work` counts, without reading the rows themselves: work by its day; applications whose work does not count.
create index work_by_day on work (kind, due_on);
create index applications_withdrawn on applications (application_id) where state = 'withdrawn';
