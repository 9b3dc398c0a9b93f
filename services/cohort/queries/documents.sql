-- upsert_document: a new one, or what its next version says of it
insert into documents (document_id, application_id, kind, other_kind, title, language, about, visibility)
values (%(document_id)s, %(application_id)s, %(kind)s, %(other_kind)s, %(title)s, %(language)s, %(about)s,
        %(visibility)s)
on conflict (document_id) do update
set kind = excluded.kind, other_kind = excluded.other_kind, title = excluded.title, language = excluded.language,
    about = excluded.about, visibility = excluded.visibility

-- insert_document_version: a file that a document is
insert into document_versions (document_id, version, sha256, name, media_type, size, saved_by, saved_at)
values (%(document_id)s, %(version)s, %(sha256)s, %(name)s, %(media_type)s, %(size)s, %(saved_by)s, %(saved_at)s)

-- insert_document_step: archived, or restored
insert into document_steps (document_id, step, reason, done_by, done_at)
values (%(document_id)s, %(step)s, %(reason)s, %(done_by)s, %(done_at)s)

-- list_documents: of a city, each with its last step and its versions
select d.document_id, d.kind, d.other_kind, d.title, d.language, d.about, d.visibility, last.step, last.reason,
       (select jsonb_agg(jsonb_build_object('version', v.version, 'sha256', v.sha256, 'name', v.name,
                                            'media_type', v.media_type, 'size', v.size, 'saved_by', v.saved_by,
                                            'saved_at', v.saved_at) order by v.version desc)
        from document_versions v where v.document_id = d.document_id) as versions
from documents d
left join lateral (select step, reason from document_steps s where s.document_id = d.document_id
                   order by s.number desc limit 1) as last on true
where d.application_id = %(application_id)s and (%(inside)s or d.visibility = 'city') order by d.number
