-- Which version of an application a decision was made on; not known of those that were sent before it was kept.
alter table decisions add column application_version integer;
update decisions d set application_version = s.application_version
from selections s where s.application_id = d.application_id and d.state = 'pending';

-- A review that was asked for and not written is released when its application is withdrawn.
alter table reviews drop constraint reviews_state_check;
alter table reviews add constraint reviews_state_check
    check (state in ('assigned', 'cleared', 'submitted', 'recused', 'released'));
update reviews r set state = 'released'
from selections s where s.application_id = r.application_id and s.state = 'withdrawn' and r.state in ('assigned', 'cleared');

-- An interview that was still to come when its application ended.
update interviews i set state = 'cancelled'
from selections s where s.application_id = i.application_id and i.state = 'scheduled'
  and s.state in ('offered', 'declined', 'confirmed', 'declined_by_city', 'lapsed', 'withdrawn');

-- A confirmed city that has left its cohort holds no place any more.
alter table selections add column left_cohort boolean not null default false;

-- How many contacts mails about an application go to; not known of versions from before it was kept.
alter table selections add column recipients integer;
