-- How many reviews a call asks for; calls from before keep what the shipped program asked for then.
alter table calls add column reviews_required integer not null default 3 check (reviews_required > 0);
alter table calls alter column reviews_required drop default;
