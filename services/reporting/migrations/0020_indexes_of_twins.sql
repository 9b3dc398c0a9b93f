-- What projections look rows up by, beside what is unique: of all indexes the twin of a read model has these alone, since
-- a rebuild reads nothing else in it (post-apply.sql).
comment on index work_of_aggregate is 'for projections';
