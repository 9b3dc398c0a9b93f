-- How many reviews a call asks for; null: as many as the program file says.
alter table calls add column reviews_required integer check (reviews_required > 0);
