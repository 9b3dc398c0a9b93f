"""What cohort keeps of people and cities, how it is found, what erasing leaves of it (shared/privacy/declared.py)."""

from __future__ import annotations

from services.cohort.personal.meetings import MEETINGS
from services.cohort.personal.papers import PAPERS
from services.cohort.personal.people import PEOPLE, PHASES
from services.cohort.personal.work import WORK
from shared.privacy.declared import CITY, PERSON, Hold, Personal

LEADS = """
select p.code as name from team_members m join participations p using (application_id)
where (lower(m.email) = any(%(addresses)s::text[]) or 'cohort:' || m.member_id = any(%(refs)s::text[]))
  and m.lead and m.left_on is null and p.status in ('active', 'paused') and p.phase <> 'completed' order by 1
"""

COACHED = """
select code as name from participations
where lead_coach_id = %(person_id)s and status in ('active', 'paused') and phase <> 'completed' order by 1
"""

RUNNING = """
select code as name from participations
where application_id = %(application_id)s and status in ('active', 'paused') and phase <> 'completed'
"""

PERSONAL = Personal(
    tables=(*PEOPLE, *MEETINGS, *WORK, *PAPERS, *PHASES),
    refs=(
        "select 'cohort:' || member_id as ref from team_members where lower(email) = any(%(addresses)s::text[])",
        "select ref from team_members where lower(email) = any(%(addresses)s::text[]) and ref is not null",
        "select 'cohort:' || office_id as ref from mayors where lower(office_email) = any(%(addresses)s::text[])",
    ),
    addresses=(
        "select folded_email as address from proven_addresses",
        "select distinct lower(email) as address from team_members where email is not null",
        "select distinct lower(office_email) as address from mayors where office_email is not null",
    ),
    own="select folded_email as address from proven_addresses where person_id = %(person_id)s",
    holds=(
        Hold("team_lead", PERSON, LEADS),
        Hold("coached_cities", PERSON, COACHED),
        Hold("in_a_cohort", CITY, RUNNING),
    ),
    files=(("document_versions", "sha256"),),
)
