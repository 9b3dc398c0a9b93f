"""Sessions as they are read at the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from alliance.naming import names_of, names_of_refs, names_of_rosters
from alliance.output import counted, notices_of, paragraph, table
from alliance.reader import language, words
from shared.contracts.cohort import ListedSession, Session, SessionSeries
from shared.wording import say


def series_text(made: SessionSeries) -> str:
    rows = [(times(session), session.time_zone, session.id) for session in made.sessions]
    return f"{words('coaching.series', id=made.series_id)}\n{table(('starts', 'zone', 'id'), rows)}"


def session_text(found: Session) -> str:
    ends = f"{found.ends_at.astimezone(ZoneInfo(found.time_zone)):%H:%M}"
    languages = [words("coaching.language", language=found.language)]
    languages += [words("coaching.interpreted", language=one) for one in found.interpretation]
    lines = [
        f"{found.title} ({found.kind}, {found.state})  {found.id}",
        words("coaching.times", starts=times(found), ends=ends, zone=found.time_zone),
        found.place,
        ", ".join(languages),
    ]
    lines += [words("coaching.coach", name=names_of([found.coach_id])[found.coach_id])] if found.coach_id else []
    lines += [words("coaching.speaker", name=found.speaker)] if found.speaker else []
    lines += [words("coaching.bring", what=found.bring)] if found.bring else []
    rows = [
        (c.code, c.city, c.invited, say(language(), f"attendances.{c.attendance}"), ", ".join(c.modules))
        for c in found.cities
    ]
    lines += ["", table(("code", "city", "invited", "attendance", "modules" if found.modules else ""), rows)]
    lines += ["", people_table(found)] if found.people else []
    lines += (
        ["", *(paragraph(f"{n.at:%Y-%m-%d} [{n.visibility}] ", n.text) for n in found.notes)] if found.notes else []
    )
    if found.items:
        lines += [
            "",
            table(("due", "state", "owner", "what"), [(i.due_on, i.state, i.owner, i.what) for i in found.items]),
        ]
    lines += [paragraph(f"{s.at:%Y-%m-%d} {s.step}: ", s.reason or "") for s in found.steps]
    lines += notices_of(found.notices)
    return "\n".join(lines)


def people_table(found: Session) -> str:
    """By their names, which their references' owners know."""
    own = names_of_rosters(one.code for one in found.people if one.ref and one.ref.startswith("cohort:"))
    names = names_of_refs(str(one.ref) for one in found.people if one.ref) | own
    rows = [(p.code, p.role, p.name or names.get(str(p.ref), p.ref)) for p in found.people]
    return table(("code", "role", "person"), rows)


def times(session: Session | ListedSession) -> str:
    return f"{session.starts_at.astimezone(ZoneInfo(session.time_zone)):%Y-%m-%d %H:%M}"


def cities_of(session: ListedSession) -> str:
    named = session.city_names or session.cities
    return named[0] if len(named) == 1 else counted("cities", len(named))
