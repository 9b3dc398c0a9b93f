-- What the services of the tests of the kernel write: a row for each effect, so that a double one would show.
create table shelf (
    seq bigint generated always as identity primary key,
    parcel_id uuid not null,
    what text not null
);
