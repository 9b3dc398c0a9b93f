-- Whose address it is, and the drafts that were not handed in, however many were.
create index contacts_address on contacts (lower(trim(email)));
create index drafts_owner_address on drafts (lower(trim(owner_email)));
create index drafts_not_handed_in on drafts (call, application_id) where state = 'draft';
