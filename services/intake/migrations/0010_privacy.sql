-- When eligibility said it: what ended is kept for so long from then on. Of what it said before, now.
alter table questions add column said_at timestamptz not null default now();
