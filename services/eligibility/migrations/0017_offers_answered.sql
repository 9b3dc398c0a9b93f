-- Why a city declined its offer, in its own words; whether whoever confirmed said that the mayor had authorized them.
alter table offers add column reason text, add column authorized boolean not null default false;
