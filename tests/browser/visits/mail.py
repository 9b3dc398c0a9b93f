"""Staff's mail."""

from __future__ import annotations

from tests.browser.hands import Hands
from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


def one(world: World) -> str:
    return f"/staff/mail/{world.ask('mail', 'list', '--state', 'sent', '--limit', '1')['items'][0]['id']}"


TEXTS = {
    "en": ("News for {city}", "Dear {name},\n\nlook at your page by {deadline}: {link}\n\n{coach}"),
    "es": (
        "Novedades para {city}",
        "Hola, {name}:\n\nvea su página, {deadline}: {link}\n\n{coach}",
    ),
    "pt": ("Novidades para {city}", "Olá, {name}:\n\nveja a sua página, {deadline}: {link}\n\n{coach}"),
    "fr": (
        "Nouvelles pour {city}",
        "Bonjour {name},\n\nvoyez votre page, {deadline} : {link}\n\n{coach}",
    ),
}


def write(hands: Hands, **other: str) -> None:
    """Each text, and the deadline that they name."""
    for language, (subject, text) in TEXTS.items():
        hands.page.fill(f"[name='texts.{language}.subject']", subject)
        hands.page.fill(f"[name='texts.{language}.text']", other.get(language, text))
    hands.page.fill("[name=deadline]", "2027-06-30")


def see(hands: Hands, **other: str) -> None:
    write(hands, **other)
    with hands.page.expect_navigation():
        hands.page.click("button:not([formaction]).button-main")


def see_wrong(hands: Hands) -> None:
    see(hands, es="Hola, {nombre}: responda, por favor.")


def hold_nothing(hands: Hands) -> None:
    hands.page.click("summary.button-main")
    hands.page.fill("[name=reason]", "We are talking.")
    with hands.page.expect_navigation():
        hands.page.click("details[open] button.button-main")


def ask_for_samples_in_no_language(hands: Hands) -> None:
    hands.page.click("details.verb > summary")
    for box in hands.page.locator("[name=languages][type=checkbox]:checked").all():
        box.uncheck()
    with hands.page.expect_navigation():
        hands.page.click("details[open] button.button-main")


VISITS = [
    Visit("/staff/mail/templates", "templates", who=staff, language="pt"),
    Visit(
        "/staff/mail/templates/{name}",
        "template",
        at=lambda _: "/staff/mail/templates/welcome",
        who=staff,
        language="fr",
    ),
    Visit(
        "/staff/mail/templates",
        "samples-refused",
        who=staff,
        language="es",
        status=422,
        do=ask_for_samples_in_no_language,
    ),
    Visit("/staff/mail/upcoming", "upcoming", who=staff, language="es"),
    Visit("/staff/mail", "mail", who=staff),
    Visit("/staff/mail", "mail-held", at=lambda _: "/staff/mail?state=held", who=staff, language="es"),
    Visit("/staff/mail/held", "mails-held", at=lambda _: "/staff/mail/held?state=held", who=staff, language="pt"),
    Visit("/staff/mail/rules", "rules", who=staff, language="fr"),
    Visit("/staff/mail/rules", "rules-refused", who=staff, status=422, do=hold_nothing),
    Visit("/staff/mail/suppressed", "suppressed", who=staff, language="es"),
    Visit("/staff/write", "write", who=staff, language="fr"),
    Visit("/staff/write", "write-nobody", at=lambda _: "/staff/write?country=US&language=fr", who=staff, language="es"),
    Visit("/staff/write", "write-seen", who=staff, do=see),
    Visit("/staff/write", "write-refused", who=staff, language="pt", status=422, do=see_wrong),
    Visit("/staff/mail/{mail_id}", "mail-one", at=one, who=staff, language="fr"),
]
