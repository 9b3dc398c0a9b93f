"""A mail of every kind with values that are nobody's: for whoever reads what the program sends, and for the tests.

The first sample of a kind is the usual one; the others are what else its words may say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.notifications.domain import Mail, State
from services.notifications.handlers.watching import ENDED
from services.notifications.mails import MAILS, SAMPLE
from services.notifications.templates import CannotRender

if TYPE_CHECKING:
    from services.notifications.sending.letters import Resolved

CODE = "K7Q2M9X4TB"
AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
APPLICATION = {
    "city": "São Exemplo",
    "city_zone": "America/Bogota",
    "call_title": "City Data Alliance 2027",
    "call_zone": "America/New_York",
}
DECISION = {"reply_by": "2027-05-14", "has_feedback": True}
VISIT_TIMES = {
    "starts_at": "2027-06-08T14:00:00+00:00",
    "ends_at": "2027-06-09T22:00:00+00:00",
    "meeting_zone": "America/Bogota",
}
VISIT = {
    "meeting_id": str(UUID(int=9)),
    "sequence": 0,
    "starts_at": "2027-06-08T14:00:00+00:00",
    "ends_at": "2027-06-09T22:00:00+00:00",
    "meeting_zone": "America/Bogota",
}
CONVENING = {
    "meeting_id": str(UUID(int=10)),
    "sequence": 0,
    "starts_at": "2027-10-12T13:00:00+00:00",
    "ends_at": "2027-10-13T21:00:00+00:00",
    "meeting_zone": "America/New_York",
    "rsvp_by": "2027-09-10",
}
SESSION = {
    "meeting_id": str(UUID(int=11)),
    "sequence": 0,
    "starts_at": "2027-10-05T14:00:00+00:00",
    "ends_at": "2027-10-05T15:00:00+00:00",
    "meeting_zone": "America/Lima",
}
INTERVIEW = {
    "meeting_id": str(UUID(int=12)),
    "sequence": 0,
    "starts_at": "2027-04-20T15:00:00+00:00",
    "ends_at": None,
    "meeting_zone": "America/Bogota",
}
#: Of a mail that says when the gathering is, and brings no entry for the calendar.
TIMES = {name: CONVENING[name] for name in ("starts_at", "meeting_zone", "rsvp_by")}
ALERT = {"about": "cohort.eligibility", "value": 840, "threshold": 300}
ITEM = {"session_id": str(UUID(int=1)), "item_id": str(UUID(int=2)), "due_on": "2027-12-01"}
CLOSING = "2027-04-01T03:59:59+00:00"
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "application_received": [
        {"version": 1, "closes_at": CLOSING},
        {"version": 2, "closes_at": None},
        *({"version": 3, "closes_at": None, "reinstated": was} for was in ("withdrawn", "merged")),
    ],
    "application_withdrawn": [
        {"merged_into": None},
        {"merged_into": None, "city": None},
        {"merged_into": "AAAAAAAAAA"},
    ],
    "application_restored": [{"stands": one} for one in ("confirmation", "city_declined", "decision")],
    "first_mail": [{"version": 1, "closes_at": CLOSING}],
    "message": [
        {"subject": "News for {city}", "text": "Dear {name},\nplease answer soon.", "deadline": one, "page": None}
        for one in (None, "2027-06-05")
    ],
    "colleague_invited": [{}, {"city": None}],
    "draft_saved": [{"closes_at": CLOSING}, {"closes_at": CLOSING, "city": None}],
    "draft_reminder": [{"closes_at": CLOSING, "days": 7}, {"closes_at": CLOSING, "days": 2, "city": None}],
    "call_extended": [{"closes_at": CLOSING}, {"closes_at": CLOSING, "city": None}],
    "call_reopened": [{"closes_at": CLOSING}, {"closes_at": CLOSING, "city": None}],
    "decision_admitted": [DECISION, {"reply_by": None, "has_feedback": False}],
    "decision_waitlisted": [DECISION],
    "decision_declined": [DECISION],
    "decision_more_info": [DECISION],
    "decision_corrected": [
        DECISION | {"outcome": "admitted"},
        *({"reply_by": None, "has_feedback": True, "outcome": outcome} for outcome in ("waitlisted", "declined")),
        *(
            {"reply_by": "2027-05-14", "outcome": "admitted", "because": because}
            for because in ("city_declined", "lapsed")
        ),
    ],
    "offered_from_waitlist": [DECISION],
    "waitlist_closed": [{}],
    "offer_confirmed": [{}],
    "offer_extended": [{"reply_by": "2027-05-28"}],
    "interview_scheduled": [INTERVIEW | {"moved": moved} for moved in (False, True)],
    "interview_cancelled": [INTERVIEW | {"cancelled": True}],
    "panel_scheduled": [INTERVIEW | {"moved": moved} for moved in (False, True)],
    "panel_cancelled": [INTERVIEW | {"cancelled": True, "how": how} for how in ("cancelled", "left_panel")],
    "offer_overdue": [{"reply_by": "2027-05-14"}],
    "review_assigned": [{"due_on": "2027-04-30"}, {"due_on": None}, {}],
    "review_reminder": [
        {"due_on": "2027-04-30"},
        {"due_on": None, "outstanding": 3, "by_staff": True, "note": "The panel meets on Monday.\nThank you!"},
    ],
    "review_taken_back": [{"because": one} for one in ("withdrawn", "merged", "decided", "taken_back")],
    "action_item_due": [ITEM | {"late": late} for late in (False, True)],
    "coach_item_late": [ITEM | {"late": True}],
    "staff_item_late": [ITEM | {"late": True}],
    "convening_logistics": [
        {name: CONVENING[name] for name in ("starts_at", "ends_at", "meeting_zone")}
        | {"kind": "leaders", "convening_id": str(UUID(int=10)), "needs_given": given}
        for given in (False, True)
    ],
    "reminders": [
        {
            "count": 2,
            "items": [
                {"title": title, "link": "https://portal.example/my", "zone": "America/Bogota", "day": day}
                for title, day in (("Due soon: the project charter", "2027-12-01"), ("Late: an action item", CLOSING))
            ],
        }
    ],
    "contact_bounced": [
        {"bounced": f"intake:{UUID(int=3)}", "bounced_by": "5.1.1", "about_kind": "welcome", "contact": "Luz Prado"},
        {"bounced": f"intake:{UUID(int=3)}", "bounced_by": "5.1.1", "about_kind": "welcome", "for_coach": True},
    ],
    "staff_reply_received": [{"files": 0}, {"files": 2, "for_coach": True}],
    "staff_information_received": [{"version": 2}],
    "staff_offer_confirmed": [{}],
    "staff_offer_overdue": [{"reply_by": "2027-05-14"}],
    "welcome": [{"phase": "onboarding", "starts_on": "2027-06-01"}],
    "team_invitation": [{}],
    "visit_answered": [
        VISIT_TIMES | {"suits": suits, "note": note} for suits, note in ((True, None), (False, "The week after"))
    ],
    "visit_scheduled": [VISIT | {"moved": False}, VISIT | {"moved": True}],
    "convening_invitation": [
        CONVENING | {"kind": kind, "moved": moved} for kind in ("leaders", "mayors") for moved in (False, True)
    ],
    "phase_started": [
        {"phase": "acceleration", "advanced_on": "2027-09-01"},
        {"phase": "acceleration", "advanced_on": "2027-09-20", "again": True},
    ],
    "phase_stepped_back": [{"phase": "demonstration", "left_phase": "acceleration", "stepped_on": "2027-09-10"}],
    "session_scheduled": [
        SESSION | {"kind": kind, "moved": moved, "spoken": "es", "interpretation": interpretation}
        for kind, moved, interpretation in (("coaching", False, []), ("keynote", True, ["en", "pt"]))
    ],
    "session_cancelled": [
        SESSION | {"kind": "workshop", "how": how} for how in ("cancelled", "without_you", "city_left", "over")
    ],
    "component_submitted": [{"component": "quality"}],
    "strategy_feedback": [{"component": "quality", "has_feedback": True}],
    "strategy_ready": [{"version": 7}],
    "strategy_launched": [
        {"launched_on": "2027-12-01", "horizon_ends_on": "2031-01-01", "embargo_until": embargo} | {"changed": changed}
        for embargo in (None, "2027-12-03T14:00:00+00:00")
        for changed in (False, True)
    ],
    "embargo_lifted": [{}, {"held": True}],
    "commitment_to_sign": [{"kind": "shared"}, {"kind": "mayor"}],
    "commitment_published": [{"kind": "shared"}, {"kind": "mayor"}],
    "commitment_to_reaffirm": [{"reaffirm_by": "2028-03-01"}],
    "leadership_changed": [
        {"interim": interim, "took_office_on": "2028-01-01", "reaffirm_by": reaffirm_by}
        for interim, reaffirm_by in ((False, "2028-03-01"), (True, None))
    ],
    "measurement_due": [{"due_on": "2027-12-01"}],
    "visit_cancelled": [
        VISIT | {"sequence": 1},
        *(VISIT | {"sequence": 1, why: True} for why in ("city_left", "over", "without_you")),
    ],
    "convening_cancelled": [
        *(CONVENING | {"kind": "leaders", "cancelled": one} for one in (True, False)),
        *(CONVENING | {"kind": "leaders", "cancelled": False, why: True} for why in ("city_left", "over")),
    ],
    "convening_receipt": [
        TIMES | {"kind": "mayors", "answer": answer, "delegated": delegated}
        for answer, delegated in (("yes", False), ("yes", True), ("no", False))
    ],
    "convening_reminder": [TIMES | {"kind": "leaders"}],
    "convening_thanks": [{"kind": "leaders"}],
    "report_awaited": [
        {"part": part, "number": 2, "due_on": "2027-11-01", "late": late}
        for part in ("progress_report", "final_report")
        for late in (False, True)
    ],
    "staff_report_late": [{"part": "progress_report", "number": 2, "due_on": "2027-11-01"}],
    "timeline_changed": [
        {
            "changes": [
                {"phase": None, "old": "2027-06-01", "new": "2027-06-15"},
                {"phase": "acceleration", "old": "2027-09-01", "new": "2027-09-15"},
            ]
        },
        {"changes": [{"phase": None, "new": "2027-06-15"}]},
    ],
    "offer_reminder": [{"reply_by": "2027-05-14"}],
    "requirement_missing": [{"phase": "acceleration", "due_on": "2027-09-01", "missing": one} for one in (1, 3)],
    "report_judged": [
        {"part": part, "number": 2, "accepted": accepted}
        for part in ("progress_report", "final_report", "charter", "assessment")
        for accepted in (True, False)
    ],
    "survey_opened": [{"survey": "start", "closes_on": "2027-07-15"}],
    "staff_term_ending": [{"subject": one, "on_date": "2027-11-01"} for one in ("term_end", "election")],
    "staff_city_left": [
        {"status": status, "ended": dict.fromkeys(ENDED, number)}
        for status, number in (("withdrawn", 2), ("exited", 0))
    ],
    "action_item_passed": [ITEM],
    "staff_follow_up_due": [{"months": 6, "due_on": "2028-10-01"}],
    "report_due": [
        {
            "report": "funnel",
            "form": form,
            "every": every,
            "as_of": AT.isoformat(),
            "on": "2027-03-01",
            "zone": "America/New_York",
            "called": {"key": "reports.title.funnel", "values": {}},
            "page": "funnel",
            "asked": {"call": "2027"},
        }
        for form, every in (("link", "week"), ("pdf", "month"))
    ],
    "operator_alert": [
        {
            "wrong": {"key": "alerts.says.queue_age", "values": ALERT},
            "mend": {"key": "alerts.mend.queue_age", "values": ALERT},
            "others": others,
        }
        for others in (0, 3)
    ],
    "sign_in": [{"sign_in_id": str(UUID(int=1)), "expires_at": "2027-03-01T13:00:00+00:00"}],
}
FEEDBACK = "Clear aims.\nName an owner for each."
PLACE = "Palacio Municipal, sala 3; piso 2"
#: What services add when a mail goes.
TEXTS = {"feedback": FEEDBACK, "place": PLACE, "reason": "The elections were moved."}
FACTS: dict[str, dict[str, Any]] = {
    "session_scheduled": {
        "topic": "Open data by default",
        "speaker": "Luz Ficticia",
        "bring": "Your list of data sets",
        "coach": "Ben Inventado",
        "modules": ["Standards", "Licenses"],
    },
    "session_cancelled": {"topic": "Open data by default"},
    "commitment_to_sign": {"topic": "Data for residents", "text": "We publish what we measure.\nWe measure it well."},
    "measurement_due": {"indicator": "Days from request to permit"},
    "action_item_passed": {"what": "Publish the dictionary"},
    "action_item_due": {"what": "Publish the dictionary"},
    "staff_item_late": {"what": "Publish the dictionary"},
    "requirement_missing": {
        "conditions": [{"key": f"conditions.{name}", "values": {}} for name in ("visit_scheduled", "team_lead_named")]
    },
}
#: What the program's own people read in place of what a city reads is made of the same values.
for _name, _kind in MAILS.items():
    if _kind.to_coach:
        SAMPLES[_kind.to_coach] = SAMPLES[_name]
        FACTS[_kind.to_coach] = {name: one for name, one in FACTS.get(_name, {}).items() if name != "coach"}

#: What people would have written, where the letter is not in English.
WRITTEN: dict[str, dict[str, str]] = {
    "es": {
        FEEDBACK: "Los objetivos son claros.\nFalta nombrar a quien responde por cada uno.",
        "The elections were moved.": "Se cambió la fecha de las elecciones.",
        "Open data by default": "Datos abiertos desde el inicio",
        "Your list of data sets": "Su lista de conjuntos de datos",
        "Standards": "Estándares",
        "Licenses": "Licencias",
        "Data for residents": "Datos para la población",
        "We publish what we measure.\nWe measure it well.": "Publicamos lo que medimos.\nLo medimos bien.",
        "Days from request to permit": "Días entre la solicitud y el permiso",
        "Publish the dictionary": "Publicar el diccionario de datos",
        "News for {city}": "Novedades para {city}",
        "Dear {name},\nplease answer soon.": "Hola, {name}:\nesperamos su respuesta.",
        "Due soon: the project charter": "Próxima a vencer: el acta del proyecto",
        "Late: an action item": "Con retraso: una tarea",
    },
    "pt": {
        FEEDBACK: "Os objetivos estão claros.\nFalta indicar quem responde por cada um.",
        "The elections were moved.": "A data das eleições mudou.",
        "Open data by default": "Dados abertos desde o início",
        "Your list of data sets": "A lista de conjuntos de dados",
        "Standards": "Padrões",
        "Licenses": "Licenças",
        "Data for residents": "Dados para a população",
        "We publish what we measure.\nWe measure it well.": "Publicamos o que medimos.\nMedimos bem.",
        "Days from request to permit": "Dias entre o pedido e a licença",
        "Publish the dictionary": "Publicar o dicionário de dados",
        "News for {city}": "Novidades para {city}",
        "Dear {name},\nplease answer soon.": "Olá, {name},\naguardamos a sua resposta.",
        "Due soon: the project charter": "Prazo próximo: o termo de abertura do projeto",
        "Late: an action item": "Em atraso: uma tarefa",
    },
    "fr": {
        FEEDBACK: "Les objectifs sont clairs.\nIl reste à nommer une personne responsable pour chacun.",
        "The elections were moved.": "La date des élections a changé.",
        "Open data by default": "Des données ouvertes par défaut",
        "Your list of data sets": "La liste de vos jeux de données",
        "Standards": "Normes",
        "Licenses": "Licences",
        "Data for residents": "Des données pour la population",
        "We publish what we measure.\nWe measure it well.": "Nous publions nos mesures.\nNous mesurons bien.",
        "Days from request to permit": "Jours entre la demande et le permis",
        "Publish the dictionary": "Publier le dictionnaire de données",
        "News for {city}": "Nouvelles pour {city}",
        "Dear {name},\nplease answer soon.": "Bonjour {name},\nnous attendons votre réponse.",
        "Due soon: the project charter": "Échéance proche : la charte du projet",
        "Late: an action item": "En retard : une tâche",
    },
}

ABOUT_NOTHING = frozenset({"sign_in", "operator_alert", "report_due"})
NAME, ADDRESS, SECRETS = "Ana Ruiz", "ana@city.example", {"sign_in_code": "012345", "key": "k-_y"}


def shown_by(row: Mail) -> Mail:
    """What a row of the ledger shows: of a sample the mail that it is one of, to whoever asked for it.

    Raises CannotRender for a kind that is no more."""
    if row.template != SAMPLE:
        return row
    kind = str(row.values.get("of"))
    if kind not in SAMPLES:
        raise CannotRender("no_template", kind)
    return replace(
        as_mail(kind, row.language, usual(kind, row.language)),
        id=row.id,
        message_id=row.message_id,
        traceparent=row.traceparent,
        recipient=row.recipient,
        application_id=None,
    )


def told_by(row: Mail, resolved: Resolved) -> Resolved:
    """With what services would say of the mail that the row shows."""
    if row.template != SAMPLE:
        return resolved
    return replace(resolved, values=texts_of(row.values["of"], row.language), secrets=SECRETS)


def usual(template: str, language: str) -> dict[str, Any]:
    """The values of the usual sample of a kind, with what people would have written in that language."""
    found: dict[str, Any] = written_in(language, SAMPLES[template][0])
    return found


def texts_of(template: str, language: str) -> dict[str, Any]:
    found: dict[str, Any] = written_in(language, TEXTS | FACTS.get(template, {}))
    return found


def written_in(language: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: written_in(language, one) for name, one in value.items()}
    if isinstance(value, list):
        return [written_in(language, one) for one in value]
    return WRITTEN.get(language, {}).get(value, value) if isinstance(value, str) else value


def as_mail(template: str, language: str, values: dict[str, Any]) -> Mail:
    about = template not in ABOUT_NOTHING
    return Mail(
        id=UUID(int=1),
        occasion_id=UUID(int=2),
        template=template,
        template_version="",
        language=language,
        recipient=f"intake:{UUID(int=3)}",
        application_id=UUID(int=4) if about else None,
        code=CODE if about else None,
        values=APPLICATION | values if about else values,
        state=State.QUEUED,
        attempts=0,
        notes=(),
        message_id="<sample@program.example>",
        traceparent="",
        created_at=AT,
        next_at=AT,
        claimed_at=None,
        sent_at=None,
        resent_from=None,
    )
