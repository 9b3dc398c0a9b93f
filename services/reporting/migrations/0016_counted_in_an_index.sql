-- What `count_held` counts, without reading the rows themselves.
drop index applications_by_state;
create index applications_by_state on applications (state, code) include (eligibility);
