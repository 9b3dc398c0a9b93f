-- The orders of the list of applications, each read from either end (`list_applications` has the same expressions).
create index applications_by_city on applications (folded, code);
create index applications_by_country on applications (country, code);
create index applications_by_language on applications (language, code);
create index applications_by_state on applications (state, code);
create index applications_by_submission on applications (
    coalesce(extract(epoch from submitted_at - timestamptz '1970-01-01 00:00Z')::bigint::text, ''), code);
