-- The first version of the application in which reviewers read what they read now: reviews of older ones do not count.
-- What changed in versions from before it was told is not known, so that each counts as changed.
alter table selections add column texts_version integer;
update selections set texts_version = application_version;
alter table selections alter column texts_version set not null;
