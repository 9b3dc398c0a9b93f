-- An application by its code, those of a call, the staff, mails sent again and those that are not sent: found by these.
create index applications_of_code on applications (code);
create index applications_of_call on applications (call);
create index people_of_staff on people (ref) where is_staff;
create index mails_sent_again on mails (resent_from) where resent_from is not null;
create index mails_not_sent on mails (state) where state in ('queued', 'sending', 'held', 'failed');
