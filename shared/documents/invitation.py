"""The letter that invites one person of a city to a convening, as PDF, in the person's language.

Made by the caller (command line, portal), never inside a service: drawing a page takes longer than a request may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from fpdf import FPDF

from shared.contracts.cohort import InvitationLetter

FONTS = Path(__file__).with_name("fonts")
FAMILY = "DejaVu"
MARGIN_MM, LINE_MM, GAP_MM, SIZE_PT, TITLE_PT = 25, 6, 4, 11, 16

#: How each language is written across the Americas.
LOCALES = {"en": "en_US", "es": "es_419", "pt": "pt_BR", "fr": "fr_CA"}


@dataclass(frozen=True)
class Words:
    """One language's letter; braces are filled from the invitation."""

    heading: str
    greeting: str
    role_greeting: str
    body: str
    when: str
    until: str
    where: str
    reply: str
    code: str
    closing: str


WORDS = {
    "en": Words(
        "Letter of invitation",
        "Dear {name},",
        "To the {role} of {city}:",
        "On behalf of {program} it is our pleasure to invite you to the {title}, together with the other cities of the"
        " program. This letter may be shown wherever proof of the invitation is asked for.",
        "From",
        "To",
        "Place",
        "Please reply by {rsvp_by}, to {reply_to}.",
        "Tracking code of the city: {code}",
        "With warm regards,\nThe team of {program}",
    ),
    "es": Words(
        "Carta de invitación",
        "Buen día, {name}:",
        "A quien ejerce la función de {role} en {city}:",
        "En nombre de {program}, es un gusto invitarle a participar en: {title}, junto con las demás ciudades del"
        " programa. Esta carta puede presentarse donde se pida constancia de la invitación.",
        "Desde",
        "Hasta",
        "Lugar",
        "Le agradecemos responder a más tardar el {rsvp_by}, a {reply_to}.",
        "Código de seguimiento de la ciudad: {code}",
        "Con un cordial saludo,\nEl equipo de {program}",
    ),
    "pt": Words(
        "Carta-convite",
        "Olá, {name},",
        "A quem exerce a função de {role} em {city}:",
        "Em nome de {program}, é um prazer convidar você para: {title}, com as demais cidades do programa. Esta carta"
        " pode ser apresentada onde for preciso comprovar o convite.",
        "Início",
        "Fim",
        "Local",
        "Pedimos que responda até {rsvp_by}, para {reply_to}.",
        "Código de acompanhamento da cidade: {code}",
        "Atenciosamente,\nEquipe {program}",
    ),
    "fr": Words(
        "Lettre d'invitation",
        "Bonjour {name},",
        "À la personne qui exerce la fonction de {role} à {city} :",
        "Au nom de {program}, nous avons le plaisir de vous inviter à l'événement suivant : {title}, avec les autres"
        " villes du programme. Cette lettre peut être présentée partout où une preuve d'invitation est demandée.",
        "Début",
        "Fin",
        "Lieu",
        "Merci de répondre au plus tard le {rsvp_by}, à {reply_to}.",
        "Code de suivi de la ville : {code}",
        "Bien cordialement,\nL'équipe {program}",
    ),
}

#: What the shipped programs call the people whom they invite; another role is written as its id.
ROLES = {
    "es": {
        "mayor": "alcaldesa o alcalde",
        "team_lead": "responsable del equipo",
        "chief_of_staff": "jefatura de gabinete",
        "chief_data_officer": "dirección de datos",
    },
    "pt": {
        "mayor": "prefeita ou prefeito",
        "team_lead": "líder da equipe",
        "chief_of_staff": "chefia de gabinete",
        "chief_data_officer": "direção de dados",
    },
    "fr": {
        "mayor": "mairesse ou maire",
        "team_lead": "responsable d'équipe",
        "chief_of_staff": "direction de cabinet",
        "chief_data_officer": "direction des données",
    },
}


def invitation_pdf(letter: InvitationLetter, name: str | None, made_on: date) -> bytes:
    """The letter as a PDF of one page. `name`: to whom; without it the letter speaks to the role."""
    words, locale = WORDS[letter.language], LOCALES[letter.language]
    role = ROLES.get(letter.language, {}).get(letter.role) or letter.role.replace("_", " ")
    known = {
        "name": name or "",
        "role": role,
        "city": letter.city,
        "program": letter.program,
        "title": letter.titles.get(letter.language, letter.title),
        "rsvp_by": format_date(letter.rsvp_by, "long", locale=locale),
        "reply_to": letter.reply_to,
        "code": letter.code,
    }
    page = Page(letter.language, known["title"], letter.program, made_on)
    page.line(letter.program, bold=True, size=TITLE_PT)
    page.line(format_date(made_on, "long", locale=locale))
    page.gap()
    page.line(words.heading, bold=True)
    page.gap()
    page.line((words.greeting if name else words.role_greeting).format_map(known))
    page.gap()
    page.line(words.body.format_map(known))
    page.gap()
    page.line(f"{words.when}: {moment(letter.starts_at, letter.time_zone, locale)}")
    page.line(f"{words.until}: {moment(letter.ends_at, letter.time_zone, locale)}")
    page.line(f"{words.where}: {letter.place}")
    page.gap()
    for text in (words.reply, words.code, words.closing):
        page.line(text.format_map(known))
        page.gap()
    return page.done()


def moment(at: datetime, zone: str, locale: str) -> str:
    """Day and hour at the venue, with the name of its zone."""
    local = at.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, locale=locale)
    return f"{format_date(local.date(), 'full', locale=locale)}, {format_time(local, 'short', locale=locale)} ({name})"


class Page:
    """One column of text on a page of A4, tagged with its language."""

    def __init__(self, language: str, title: str, author: str, made_on: date) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self._pdf.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self._pdf.set_lang(language)
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_creation_date(datetime(made_on.year, made_on.month, made_on.day, tzinfo=ZoneInfo("UTC")))
        self._pdf.set_margins(MARGIN_MM, MARGIN_MM)
        self._pdf.add_page()

    def line(self, text: str, bold: bool = False, size: int = SIZE_PT) -> None:
        self._pdf.set_font(FAMILY, "B" if bold else "", size)
        self._pdf.multi_cell(0, LINE_MM, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def gap(self) -> None:
        self._pdf.ln(GAP_MM)

    def done(self) -> bytes:
        return bytes(self._pdf.output())
