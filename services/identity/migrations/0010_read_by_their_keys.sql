-- Logins by a code of a device that a person confirmed; who has a role.
create index device_logins_of_person on device_logins (person_id) where ended_at is null;
create index people_of_role on people using gin (roles);
