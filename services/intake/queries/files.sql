-- insert_file: kept for an application or draft; known before: nothing
insert into files (application_id, sha256, name, media_type, size, added_by, added_at)
values (%(application_id)s, %(sha256)s, %(name)s, %(media_type)s, %(size)s, %(added_by)s, %(added_at)s)
on conflict do nothing

-- list_files: of an application or draft
select sha256, name, media_type, size, added_at from files where application_id = %(application_id)s
order by added_at, sha256
