-- Whether an application holds its city in the call: once an address that it names is proven, or staff made it.
-- Others may stand beside one that does not; of those that do there is one live one a call and city.
alter table applications add column holds_city boolean not null default true;
alter table applications alter column holds_city drop default;
drop index applications_live;
create unique index applications_live on applications (call, country, folded_area, folded_city)
    where state <> 'withdrawn' and holds_city;
