"""Every template in every language; headers that nobody can add to; times that name their zone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from services.notifications.domain import Mail
from services.notifications.filters import report, titled
from services.notifications.mails import CANCELLATIONS, MAILS
from services.notifications.samples import ABOUT_NOTHING, CLOSING, DECISION, FACTS, FEEDBACK, SAMPLES, TEXTS
from services.notifications.sending.headers import clean_line, clean_text, is_plain_address
from services.notifications.sending.letters import NotAnAddress, Resolved
from services.notifications.sending.resolving import NotResolved, Resolver
from services.notifications.templates import CannotRender
from shared.contracts import cohort, eligibility, intake
from shared.contracts.cohort import CityPerson
from shared.contracts.errors import Refusal
from shared.contracts.identity import PeopleNames, PersonName, Recipient, SignInMail
from shared.contracts.intake import Contact
from shared.contracts.mail_facts import MailFacts
from shared.program.load import load_program
from shared.wording.dates import end_of_day, moment
from shared.wording.numbers import number
from tests.unit.notifications.fake_ledger import APPLICATION_ID, CODE, LETTERS, NOW, PROGRAM, a_mail
from tests.unit.notifications.letter_samples import CASES, LANGUAGES, RESOLVED, body, mail_of, written

TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"


def test_every_template_exists_in_every_language_and_has_a_link_and_samples() -> None:
    assert LETTERS.templates.names == set(SAMPLES) == set(MAILS)
    for name in SAMPLES:
        versions = {LETTERS.templates.version_of(name, language) for language in LANGUAGES}
        assert len(versions) == len(LANGUAGES)
        assert "" not in versions


def test_whoever_may_have_left_the_city_is_led_to_what_is_still_theirs() -> None:
    """A page of the city is closed to them; a panel's interview is of an application."""
    leads = {name: MAILS[name].link for name in CANCELLATIONS if MAILS[name].asks is cohort.GetMailFacts}
    assert set(leads.values()) == {"/my"}
    assert len(leads) == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["session_cancelled", "convening_cancelled", "panel_cancelled", "visit_cancelled"])
def test_the_subject_says_whether_it_is_called_off_or_goes_on_without_the_reader(template: str, language: str) -> None:
    """Who reads "canceled" takes it out of everybody's calendar."""
    on = ("how", "without_you"), ("how", "left_panel"), ("cancelled", False), ("without_you", True)
    called_off, *others = SAMPLES[template]
    goes_on = next(one for one in others if any(one.get(key) == value for key, value in on))

    subjects = [written(mail_of(template, language, values))["Subject"] for values in (called_off, goes_on)]

    assert subjects[0] != subjects[1]


@pytest.mark.parametrize(("template", "language", "values"), CASES)
def test_every_mail_says_what_it_must(template: str, language: str, values: dict[str, Any]) -> None:
    mail = mail_of(template, language, values)
    message = written(mail)
    text = body(message).replace("\r\n", "\n")
    nameless = ("sign_in", "first_mail")  # whose address is not proven is called by no name
    assert ("Ana Ruiz" in text) == (template not in nameless)
    assert "City Data Alliance" in text
    assert not re.search(r"[{}]|%\}|None|\n{3,}", text + message["Subject"]), text
    of_items = {one["link"] for one in values.get("items", ())}
    links = [link for link in re.findall(r"https?://\S+", text) if link not in of_items]
    if template == "sign_in":
        assert links == [f"https://portal.example/sign-in?key=k-_y&lang={language}"]
        assert "012345" in text
        assert "012345" not in message["Subject"]
    else:
        kind = MAILS[template]
        path = (kind.coach_link if values.get("for_coach") else kind.link).format(code=CODE)
        asked = "/funnel?call=2027&" if template == "report_due" else "?"
        assert links == [f"https://portal.example{path}{asked}lang={language}"]
        if template in ABOUT_NOTHING:  # about nobody's city
            return
        assert text.count(CODE) == 1 + path.count(CODE)  # in the line of its own and in the link
        assert message["Subject"].endswith(f" ({CODE})")
        assert message["X-Alliance-Code"] == CODE
    if template.startswith("decision"):
        assert FEEDBACK in text
    for said in FACTS.get(template, {}).values():
        assert not isinstance(said, str) or said in text


@pytest.mark.parametrize(("template", "language", "values"), CASES)
def test_headers_of_every_mail(template: str, language: str, values: dict[str, Any]) -> None:
    mail = mail_of(template, language, values)
    message = written(mail)
    assert message["From"] == "City Data Alliance <contact@program.example>"
    assert message["To"] == "Ana Ruiz <ana@city.example>"
    assert message["Reply-To"] == "contact@program.example"
    assert message["Message-ID"] == mail.message_id
    assert message["Date"] == "Mon, 01 Mar 2027 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    calendar = ["text/calendar", "application/ics"] if "meeting_id" in mail.values else []
    assert kinds == ["text/plain", "text/html", *calendar]
    assert {part.get_content_charset() for part in message.walk() if part.get_content_maintype() == "text"} == {"utf-8"}
    raw = LETTERS.write(mail, RESOLVED, NOW)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


#: Until when something is asked for.
DEADLINES = {"closes_at", "reply_by", "due_on", "rsvp_by", "reaffirm_by", "closes_on", "expires_at", "deadline"}
#: They ask for nothing by a day: a stranger is told nothing, who is declined or waits has nothing to answer, and when a
#: phase is planned, or a follow-up was due, is a day of the program's.
WITHOUT_DEADLINE = {
    "first_mail",
    "decision_waitlisted",
    "decision_declined",
    "requirement_missing",
    "staff_follow_up_due",
}
A_ZONE = {"en": "Time)", "es": "(hora de", "pt": "(horário ", "fr": "(heure "}


@pytest.mark.parametrize(
    ("template", "language", "values"),
    [case for case in CASES if any(map(case[2].get, DEADLINES)) and case[0] not in WITHOUT_DEADLINE],
)
def test_a_deadline_is_told_with_its_zone(template: str, language: str, values: dict[str, Any]) -> None:
    assert A_ZONE[language] in body(written(mail_of(template, language, values)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_a_subject_needs_neither_name_nor_text_and_shows_in_the_ledger(template: str, language: str) -> None:
    mail = mail_of(template, language, SAMPLES[template][0])
    assert LETTERS.subject(mail) == written(mail)["Subject"] != template


@pytest.mark.parametrize("template", ["session_cancelled", "coach_session_cancelled", "panel_cancelled"])
def test_a_subject_shows_before_its_owner_was_asked_how_it_ended(template: str) -> None:
    mail = mail_of(template, "en", {key: one for key, one in SAMPLES[template][0].items() if key != "how"})
    assert LETTERS.subject(mail).startswith("Canceled")


#: What their event says they can do without: they say less, or ask for it when they go.
SAY_LESS = {
    "decision_declined",
    "decision_waitlisted",
    "first_mail",
    "review_assigned",
    "review_taken_back",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(name for name, samples in SAMPLES.items() if samples[0]))
def test_a_missing_value_is_no_mail(template: str, language: str) -> None:
    """Each mail insists on something that its event says."""
    mail, own = mail_of(template, language, SAMPLES[template][0]), SAMPLES[template][0]
    missed = {name for name in own if not can_do_without(name, mail)}
    assert bool(missed) is (template not in SAY_LESS)


def can_do_without(name: str, mail: Mail) -> bool:
    values = {key: one for key, one in mail.values.items() if key != name}
    try:
        LETTERS.write(replace(mail, values=values), RESOLVED, NOW)
    except CannotRender:
        return False
    return True


@pytest.mark.parametrize("values", [{"version": 1, "closes_at": "soon"}, {"version": 1, "closes_at": 5}])
def test_a_value_that_does_not_fit_is_no_mail(values: dict[str, Any]) -> None:
    with pytest.raises(CannotRender, match="unfit_value"):
        LETTERS.write(mail_of("application_received", "en", values), RESOLVED, NOW)


def test_an_unknown_template_is_no_mail() -> None:
    with pytest.raises(CannotRender, match="nothing"):
        LETTERS.write(a_mail(template="nothing"), RESOLVED, NOW)


def test_a_language_without_templates_falls_back_to_english() -> None:
    assert LETTERS.templates.language_for("welcome", "fr") == "fr"
    assert LETTERS.templates.language_for("welcome", "de") == "en"


# -- what people wrote -------------------------------------------------------------------------------------------------

NASTY = [
    "Ana\r\nBcc: all@city.example",
    "Ana\nX-Evil: 1",
    "Ana\u2028Bcc: all@city.example",
    "=?utf-8?q?Ana=0ABcc:_all@city.example?=",
    "==??utf-8?q?=0AX-Evil:_1?=",
    "Ana\x00\x1b[2J\u202eRuiz",
    'Ana" <evil@city.example>, "',
    "{{ program }}{% for x in () %}",
]


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("template", ["application_received", "decision_declined"])
def test_what_people_wrote_adds_no_header_and_no_recipient(value: str, template: str) -> None:
    mail = mail_of(template, "en", SAMPLES[template][0])
    mail = replace(mail, values=mail.values | {"city": value, "call_title": value})
    message = written(mail, replace(RESOLVED, name=value, values=TEXTS | {"feedback": value}))
    assert set(message.keys()) == {
        "From", "To", "Reply-To", "Subject", "Message-ID", "Date", "Auto-Submitted", "Content-Language",
        "X-Alliance-Code", "X-Alliance-Correlation-Id", "X-Alliance-Trace-Id", "Content-Type", "MIME-Version",
    }  # fmt: skip
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@city.example"]
    assert "\n" not in message["Subject"]
    assert "=?" not in message["Subject"]


@pytest.mark.parametrize("value", NASTY)
def test_a_cleaned_line_is_one_line_without_encoded_words(value: str) -> None:
    cleaned = clean_line(value)
    assert cleaned.isprintable()
    assert "=?" not in cleaned


def test_breaks_of_a_text_stay_and_its_control_characters_go() -> None:
    assert clean_text("one\r\n\r\ntwo\x07\tthree") == "one\n\ntwo three"


def test_values_are_never_templates() -> None:
    mail = mail_of("welcome", "en", SAMPLES["welcome"][0])
    text = body(written(mail, replace(RESOLVED, name="{{ code }}")))
    assert "Dear {{ code }}," in text


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@city.example, b@c.example", "<ana@city.example>", "ana@city.example\r\nRCPT TO:<b@c.d>",
              "Ana <ana@city.example>", "aña@city.example", '"a b"@city.example', "ana@[127.0.0.1]"],
)  # fmt: skip
def test_an_address_that_is_none_is_not_mailed(email: str) -> None:
    assert not is_plain_address(email)
    with pytest.raises(NotAnAddress):
        LETTERS.write(a_mail(), replace(RESOLVED, email=email), NOW)


@pytest.mark.parametrize(
    "name",
    [
        "José María Álvarez Ñandú de la Peña y Muñoz, alcaldía de São Exemplo – Québec",
        "O'Neil, Ann",
        "Ж" * 120,
        'Ana "A" Ruiz',
    ],
)
def test_names_arrive_as_they_are(name: str) -> None:
    raw = message_from_bytes(LETTERS.write(a_mail(), replace(RESOLVED, name=name), NOW))["To"]
    encoded_name, address = parseaddr(raw)  # Python's newer parser puts spaces between encoded words of a name
    assert (str(make_header(decode_header(encoded_name))), address) == (name, "ana@city.example")


# -- wording -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Wednesday, March 31, 2027, 11:59 PM (Eastern Time) / 10:59 PM (Colombia Time)"),
        ("es", "miércoles 31 de marzo de 2027, 11:59 p.m. (hora del Este) / 10:59 p.m. (hora de Colombia)"),
        ("pt", "quarta-feira, 31 de março de 2027, 23:59 (horário do Leste) / 22:59 (horário da Colômbia)"),
        ("fr", "mercredi 31 mars 2027, 23 h 59 (heure de l’Est) / 22 h 59 (heure de Colombie)"),
    ],
)  # fmt: skip
def test_a_deadline_names_its_zone_and_the_readers(language: str, shown: str) -> None:
    found = moment(language, CLOSING, "America/New_York", "America/Bogota")
    assert re.sub(r"\s", " ", found) == shown
    assert re.sub(r"\s", " ", end_of_day(language, "2027-03-31", "America/New_York", "America/Bogota")) == shown


def test_a_reader_on_the_same_clock_reads_one_time_on_another_day_its_date() -> None:
    assert "/" not in moment("en", CLOSING, "America/New_York", "America/Toronto")
    assert "Thursday, April 1, 2027" in moment("en", CLOSING, "America/New_York", "America/Noronha")


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/Argentina/Cordoba", "hora de Argentina"),
        ("America/Indiana/Indianapolis", "hora del Este"),
        ("America/Punta_Arenas", "GMT-03:00, Punta Arenas"),
        ("UTC", "hora universal coordinada"),
    ],
)
def test_zones_that_babel_knows_by_another_name_or_not_at_all(zone: str, name: str) -> None:
    assert moment("es", "2027-07-01T12:00:00+00:00", zone).endswith(f"({name})")


@pytest.mark.parametrize("path", ["programs/city-data-alliance.toml", "examples/short-program/program.toml"])
def test_every_phase_and_gathering_of_a_shipped_program_has_a_name_in_every_language(path: str) -> None:
    program = load_program(Path(__file__).parents[3] / path)
    titled = [*program.phases, *program.convenings.values()]
    assert [set(one.by_language) for one in titled] == [set(LANGUAGES)] * len(titled)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["review_taken_back", "application_restored"])
def test_each_reason_has_a_sentence_of_its_own(template: str, language: str) -> None:
    said = {body(written(mail_of(template, language, values))) for values in SAMPLES[template]}
    assert len(said) == len(SAMPLES[template])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["admitted", "waitlisted", "declined"])
def test_a_correction_names_a_day_to_answer_where_something_is_offered(outcome: str, language: str) -> None:
    text = body(written(mail_of("decision_corrected", language, DECISION | {"outcome": outcome})))
    assert ("2027" in text.replace("Alliance 2027", "")) is (outcome == "admitted")


def test_phases_and_gatherings_are_called_as_the_program_file_says() -> None:
    phases = {one.id: one.by_language for one in PROGRAM.phases}
    gatherings = {kind: one.by_language for kind, one in PROGRAM.convenings.items()}
    assert (titled("en", "close_out", phases), titled("fr", "close_out", phases)) == ("Close-out", "Clôture")
    assert titled("en", "mayors", gatherings) == "Mayoral convening"
    assert titled("pt", "mayors", gatherings) == "Encontro de prefeitas e prefeitos"


def test_a_phase_without_a_name_in_the_language_has_its_english_one_or_its_id() -> None:
    assert titled("es", "sprint", {"sprint": {"en": "Sprint"}}) == "Sprint"
    assert titled("es", "late_sprint", {}) == "Late sprint"


def test_a_full_hour_in_french_has_no_minutes() -> None:
    found = [moment("fr", f"2027-03-01T{at}:00+00:00", "America/New_York") for at in ("13:00", "13:05", "05:00")]
    assert [re.findall(r"2027, (.*?) \(", re.sub(r"\s", " ", one)) for one in found] == [["8 h"], ["8 h 05"], ["0 h"]]


def test_progress_reports_have_their_number() -> None:
    assert report("pt", "progress_report", 2) == "relatório de andamento 2"
    assert report("fr", "final_report", 1) == "rapport final"


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert [number(language, 1234567) for language in ("en", "pt")] == ["1,234,567", "1.234.567"]


# -- resolving ---------------------------------------------------------------------------------------------------------


class FakeClient:
    """Answers with what it was given, by method; keeps the calls. Without another answer everything still holds."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"get_mail_facts": MailFacts()} | answers
        self.requests: list[Any] = []

    @property
    def asked(self) -> list[str]:
        return [request.method for request in self.requests]

    def call(self, request: Any, limit_s: float) -> Any:
        self.requests.append(request)
        answer = self.answers[request.method]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask_many(self, queries: Sequence[Any], limit_s: float) -> list[Any]:
        return [answer_or_refusal(self, one, limit_s) for one in queries]


def answer_or_refusal(client: FakeClient, query: Any, limit_s: float) -> Any:
    try:
        return client.call(query, limit_s)
    except Refusal as refusal:
        return refusal


CONTACT = Contact(name="Ana Ruiz", email="ana@city.example", language="es")


def test_a_contact_and_what_is_true_now_are_fetched() -> None:
    facts = MailFacts(values={"feedback": FEEDBACK, "reply_by": "2027-05-28"})
    client = FakeClient(get_contact=CONTACT, get_mail_facts=facts)
    mail = mail_of("decision_admitted", "es", DECISION)
    found = Resolver(client).resolve(mail)
    assert found == Resolved("Ana Ruiz", "ana@city.example", facts.values)
    assert "viernes 28 de mayo de 2027" in body(written(mail, found))
    assert client.asked == ["get_mail_facts", "get_contact"]
    (asked, _) = client.requests
    assert isinstance(asked, eligibility.GetMailFacts)
    assert (asked.about, asked.code, asked.language, asked.recipient) == ("decision", CODE, "es", mail.recipient)
    assert asked.values == mail.values


def test_nobody_is_asked_for_the_address_of_a_mail_that_is_no_longer_true() -> None:
    client = FakeClient(get_mail_facts=MailFacts(holds=False))
    assert Resolver(client).resolve(mail_of("offer_reminder", "es", {"reply_by": "2027-05-14"})).holds is False
    assert client.asked == ["get_mail_facts"]


def test_the_coach_of_a_session_is_named_by_identity() -> None:
    """Also one who is not mailed any more."""
    names = PeopleNames(items=(PersonName(id=APPLICATION_ID, name="Ben Inventado"),))
    facts = MailFacts(values={"place": "Hall 3", "coach_id": str(APPLICATION_ID)})
    client = FakeClient(get_contact=CONTACT, get_names=names, get_mail_facts=facts)
    found = Resolver(client).resolve(mail_of("session_scheduled", "es", SAMPLES["session_scheduled"][0]))
    assert (found.values["place"], found.values["coach"]) == ("Hall 3", "Ben Inventado")


def test_the_mayor_of_the_application_is_named_by_intake_and_a_later_one_by_cohort() -> None:
    mail = mail_of("message", "es", SAMPLES["message"][0])

    class Client(FakeClient):
        def call(self, request: Any, limit_s: float) -> Any:
            answer = super().call(request, limit_s)
            return MailFacts(values={"mayor": "Luz Ficticia"}) if isinstance(request, intake.GetMailFacts) else answer

    known = MailFacts(values={"mayor": None, "phase": "demonstration"})
    client = Client(get_contact=CONTACT, get_mail_facts=known)
    assert Resolver(client).resolve(mail).values == known.values | {"mayor": "Luz Ficticia"}
    assert [type(one).__module__.split(".")[2] for one in client.requests] == ["cohort", "intake", "intake"]
    later = MailFacts(values={"mayor": "Rosa Ficticia"})
    client = Client(get_contact=CONTACT, get_mail_facts=later)
    assert Resolver(client).resolve(mail).values == later.values
    assert client.asked == ["get_mail_facts", "get_contact"]


def test_a_mail_waits_while_its_owner_cannot_be_asked() -> None:
    with pytest.raises(NotResolved) as failed:
        Resolver(FakeClient(get_mail_facts=Refusal("unavailable"))).resolve(mail_of("welcome", "es", {}))
    assert failed.value.service == "cohort"


@pytest.mark.parametrize("template", sorted(set(MAILS) - {"sign_in"}))
def test_whoever_is_asked_knows_what_the_mail_is_about(template: str) -> None:
    kind = MAILS[template]
    said = {"code": CODE, "recipient": "intake:1", "language": "es", "values": {}}
    question = kind.question(**said)
    assert (question is None) == (kind.asks is None) == (kind.about == "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_are_curly_in_every_mail(language: str) -> None:
    folder = Path(__file__).parents[3] / "shared" / "wording" / language / "mails"
    assert [file.name for file in folder.iterdir() if "'" in file.read_text(encoding="utf-8")] == []


def test_a_person_and_a_sign_in_are_asked_of_identity() -> None:
    recipient = Recipient(name="Ana Ruiz", email="ana@city.example", language="es")
    client = FakeClient(
        get_recipient=recipient, get_sign_in_mail=SignInMail(recipient=recipient, code="012345", key="k")
    )  # fmt: skip
    person = a_mail(recipient=f"identity:{APPLICATION_ID}")
    assert Resolver(client).resolve(person) == Resolved("Ana Ruiz", "ana@city.example")
    found = Resolver(client).resolve(mail_of("sign_in", "es", SAMPLES["sign_in"][0]))
    assert found.secrets == {"sign_in_code": "012345", "key": "k"}


def test_a_service_that_is_down_is_asked_once_a_batch() -> None:
    client = FakeClient(get_contact=Refusal("unavailable"))
    resolver = Resolver(client)
    for _ in range(3):
        with pytest.raises(NotResolved) as failed:
            resolver.resolve(a_mail())
        assert (failed.value.service, failed.value.refusal.code) == ("intake", "unavailable")
    assert client.asked == ["get_mail_facts", "get_contact"]


def test_who_is_gone_is_asked_for_each_time() -> None:
    client = FakeClient(get_contact=Refusal("not_found"))
    resolver = Resolver(client)
    for _ in range(2):
        with pytest.raises(NotResolved):
            resolver.resolve(a_mail())
    assert client.asked == ["get_mail_facts", "get_contact"] * 2


def test_the_office_of_a_new_mayor_is_asked_of_cohort() -> None:
    office = CityPerson(name="Rosa Ficticia", email="despacho@puerto.example", language="pt")
    resolver = Resolver(FakeClient(get_city_person=office))
    found = resolver.resolve(a_mail(recipient=f"cohort:{APPLICATION_ID}"))
    assert (found.name, found.email) == (office.name, office.email)


def test_a_recipient_of_nobody_is_no_mail() -> None:
    with pytest.raises(CannotRender):
        Resolver(FakeClient()).resolve(a_mail(recipient=f"nobody:{APPLICATION_ID}"))


# -- to addresses that nobody has proven -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["draft_saved", "application_received"])
def test_who_was_named_by_a_stranger_reads_no_word_of_theirs(template: str, language: str) -> None:
    mail = mail_of(template, language, SAMPLES[template][0])
    mail = replace(mail, values=mail.values | {"city": "Claim your prize", "call_title": "Anything"})
    stranger = Resolved("", "ana@city.example", to_stranger=True)
    message = written(mail, stranger)
    whole = message.as_string() + LETTERS.read(mail, stranger).html
    assert not [word for word in ("Claim", "Anything") if word in whole]
    assert str(mail.code) in str(message["Subject"])
    assert message["To"] == "ana@city.example"


def test_a_stranger_is_no_name_to_the_sender() -> None:
    client = FakeClient(get_mail_facts=MailFacts(to_stranger=True), get_contact=CONTACT)
    found = Resolver(client).resolve(mail_of("draft_saved", "es", SAMPLES["draft_saved"][0]))
    assert (found.name, found.to_stranger, found.values) == ("", True, {})


def test_a_mail_names_the_trace_and_the_application_by_which_it_is_found_in_the_log() -> None:
    mail = replace(mail_of("application_received", "en", SAMPLES["application_received"][0]), traceparent=TRACEPARENT)
    about = written(mail, RESOLVED)
    assert about["X-Alliance-Trace-Id"] == TRACEPARENT.split("-")[1]
    assert about["X-Alliance-Correlation-Id"] == str(mail.application_id)
    alone = written(replace(mail, application_id=None, code=None), RESOLVED)
    assert alone["X-Alliance-Correlation-Id"] is None
