-- Which city an event is about, as far as it says. What came before says it in its body.
alter table dead_letters add column about text;
create index dead_letters_grouped on dead_letters (queue, code, event_type, first_at) where state = 'dead';
create index dead_letters_open_order on dead_letters (first_at desc, dead_letter_id desc) where state = 'dead';
create index dead_letters_about on dead_letters (about) where about is not null;
-- Whether one that was put back has come again.
create index dead_letters_message on dead_letters (message_id, queue);

-- When it is to go: of many that are asked for at once not all in one moment.
alter table put_backs add column due_at timestamptz not null default now();
drop index put_backs_due;
create index put_backs_due on put_backs (due_at) where published_at is null;
