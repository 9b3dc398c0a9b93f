-- insert_try: something that limits count
insert into tries (tried_at, what, address_hash, source_hash)
values (%(now)s, %(what)s, %(address_hash)s, %(source_hash)s)

-- count_tries_of_address: since a moment
select count(*) as count, max(tried_at) as last from tries
where address_hash = %(address_hash)s and what = %(what)s and tried_at > %(since)s

-- count_tries_of_source: since a moment
select count(*) as count, max(tried_at) as last from tries
where source_hash = %(source_hash)s and what = %(what)s and tried_at > %(since)s

-- count_tries_of_pair: of an address from one source, since a moment
select count(*) as count, max(tried_at) as last from tries
where address_hash = %(address_hash)s and source_hash = %(source_hash)s and what = %(what)s and tried_at > %(since)s

-- count_strangers_tries: of an address from all sources that are not known as its owner's, since a moment
select count(*) as count, max(tried_at) as last from tries
where address_hash = %(address_hash)s and what = %(what)s and tried_at > %(since)s
  and not exists (select from known_sources known
                  where (known.address_hash, known.source_hash) = (tries.address_hash, tries.source_hash))

-- count_tries: over all addresses, since a moment
select count(*) as count from tries where what = %(what)s and tried_at > %(since)s

-- find_known_source: whether the owner of an address has signed in from there
select seen_at from known_sources
where address_hash = %(address_hash)s and source_hash = %(source_hash)s and seen_at > %(since)s

-- upsert_known_source: the owner of an address signed in from there
insert into known_sources (address_hash, source_hash, seen_at) values (%(address_hash)s, %(source_hash)s, %(now)s)
on conflict (address_hash, source_hash) do update set seen_at = excluded.seen_at

-- delete_tries: older than any window
delete from tries where tried_at < %(before)s

-- delete_known_sources: not seen for long
delete from known_sources where seen_at < %(before)s

-- count_figures: proofs that failed in a quarter of an hour; what was only asked for is none
select count(*) as failed_sign_ins from tries
where what not in ('asked', 'mailed', 'mailed_unproven') and tried_at > now() - interval '15 minutes'
