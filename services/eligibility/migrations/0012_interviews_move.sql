-- Calendars take a moved interview by a sequence that rises.
alter table interviews add column sequence integer not null default 0;
