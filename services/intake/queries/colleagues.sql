-- insert_colleague: invited beside the contacts; known by this address before: nothing
insert into colleagues (colleague_id, application_id, name, email, language, invited_by, invited_at)
values (%(id)s, %(application_id)s, %(name)s, %(email)s, %(language)s, %(invited_by)s, %(invited_at)s)
on conflict do nothing

-- name_address: of a colleague; what the application names already stays as it is
insert into named_addresses (application_id, folded_email, vouched)
values (%(application_id)s, %(folded_email)s, %(vouched)s) on conflict do nothing

-- delete_colleague: with the address, unless the application itself names it
delete from colleagues where application_id = %(application_id)s and colleague_id = %(id)s

-- unname_address: of a colleague who is none any more
delete from named_addresses where application_id = %(application_id)s and folded_email = %(folded_email)s

-- list_colleagues: of an application or draft, in the order of their invitations, and whether their address is proven
select colleague_id as id, name, email, language,
       exists (select from proven_addresses where folded_email = lower(trim(email))) as joined
from colleagues where application_id = %(application_id)s order by invited_at, colleague_id
