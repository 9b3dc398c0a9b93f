-- find_occasion_place: where a visit, a session or a convening is
select place from visits where visit_id = %(occasion_id)s
union all select place from sessions where session_id = %(occasion_id)s
union all select place from convenings where convening_id = %(occasion_id)s
