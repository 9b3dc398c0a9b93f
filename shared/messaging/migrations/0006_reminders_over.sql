-- Until when a reminder could be told again, were it not known that it was. Of those told before: as long as any rule lets.
alter table reminders_told add column over_at timestamptz not null default now() + interval '3660 days';
