-- Into how many partitions the queue of a producer's events is divided here; without a row it is not. The set-up step
-- and `alliance ops partitions` write it, the service's processes read it.
create table partitions (
    producer text primary key,
    number integer not null check (number > 0)
);
