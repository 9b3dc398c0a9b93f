-- Run once, when the database is made; on one that is there already: docs/operations.md.
create role alliance_standby with login replication;
alter system set max_slot_wal_keep_size = '4GB'; -- a standby that stays away must not fill the disk
