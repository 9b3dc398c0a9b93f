-- insert_codified: a record, or its next version
insert into codified (record_id, version, application_id, register, document, saved_by, saved_at)
values (%(record_id)s, %(version)s, %(application_id)s, %(register)s, %(document)s, %(saved_by)s, %(saved_at)s)

-- list_codified: the latest version of each, in the order in which they came
select record_id, register, version, document, saved_at
from (select distinct on (c.record_id) c.record_id, c.register, c.version, c.document, c.saved_at, f.number as first
      from codified c join codified f on f.record_id = c.record_id and f.version = 1
      where c.application_id = %(application_id)s order by c.record_id, c.version desc) as latest
order by first
