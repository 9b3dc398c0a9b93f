-- After every migration: an empty twin of each read model, where a rebuild makes it anew. One under way starts again. Of the
-- indexes it has those that are unique, and those whose comment says that projections read by them.
drop schema if exists rebuilt cascade;
create schema rebuilt;
do $$
declare model text; made text;
begin
    for model in
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and obj_description(oid, 'pg_class') = 'read model'
    loop
        execute format('create table rebuilt.%I (like public.%I including all excluding indexes)', model, model);
        for made in
            select pg_get_indexdef(indexrelid) from pg_index
            where indrelid = format('public.%I', model)::regclass
              and (indisunique or obj_description(indexrelid, 'pg_class') = 'for projections')
        loop
            execute replace(made, ' ON public.', ' ON rebuilt.');
        end loop;
    end loop;
end $$;
update rebuilds set read_to = 0 where finished_at is null;
