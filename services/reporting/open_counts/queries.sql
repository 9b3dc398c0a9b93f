-- list_closed_calls: calls that were closed at a moment
select distinct call from calls where closes_at < %(as_of)s
