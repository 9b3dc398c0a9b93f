-- find_commitment: one commitment
select commitment_id, kind, cohort, application_id, state, edition, title, texts, strategy_version, policies, reaffirm_by,
       published_at
from commitments where commitment_id = %(commitment_id)s

-- lock_commitment: the same, locked until the transaction ends
select commitment_id, kind, cohort, application_id, state, edition, title, texts, strategy_version, policies, reaffirm_by,
       published_at
from commitments where commitment_id = %(commitment_id)s for update

-- upsert_commitment: written, or written anew
insert into commitments (commitment_id, kind, cohort, application_id, title, texts, strategy_version, policies)
values (%(commitment_id)s, %(kind)s, %(cohort)s, %(application_id)s, %(title)s, %(texts)s, %(strategy_version)s,
        %(policies)s::uuid[])
on conflict (commitment_id) do update
set title = excluded.title, texts = excluded.texts, strategy_version = excluded.strategy_version,
    policies = excluded.policies

-- insert_commitment_step: why
insert into commitment_steps (commitment_id, step, reason, taken_by, taken_at)
values (%(commitment_id)s, %(step)s, %(reason)s, %(taken_by)s, %(taken_at)s)

-- insert_signature: a signature
insert into signatures (commitment_id, application_id, edition, mayor_number, name, title, signed_on, method, file,
                        entered_by, entered_at)
values (%(commitment_id)s, %(application_id)s, %(edition)s, %(mayor_number)s, %(name)s, %(title)s, %(signed_on)s,
        %(method)s, %(file)s, %(entered_by)s, %(entered_at)s)

-- list_signatures: of cities that the caller sees, in the order in which they were entered
select s.application_id, p.code, s.edition, s.mayor_number, s.name, s.title, s.signed_on, s.method, s.file, s.entered_by,
       s.entered_at
from signatures s join participations p using (application_id)
where s.commitment_id = %(commitment_id)s and (%(cities)s::uuid[] is null or s.application_id = any(%(cities)s))
order by s.entered_at, s.edition, p.code
