-- After every migration: an empty twin of each read model, where a rebuild makes it anew. One under way starts again.
drop schema if exists rebuilt cascade;
create schema rebuilt;
do $$
declare model text;
begin
    for model in
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and obj_description(oid, 'pg_class') = 'read model'
    loop
        execute format('create table rebuilt.%I (like public.%I including all)', model, model);
    end loop;
end $$;
update rebuilds set read_to = 0 where finished_at is null;
