-- lock_proven_addresses: of two proofs at the same instant the second sees the first
select pg_advisory_xact_lock(hashtextextended('proven addresses', 0))

-- delete_proven_address: somebody else has proven it since
delete from proven_addresses where folded_email = %(email)s and person_id <> %(person_id)s

-- upsert_proven_address: the latest that a person has proven
insert into proven_addresses (person_id, folded_email, proven_at) values (%(person_id)s, %(email)s, %(now)s)
on conflict (person_id) do update set folded_email = excluded.folded_email, proven_at = excluded.proven_at
where proven_addresses.folded_email <> excluded.folded_email
