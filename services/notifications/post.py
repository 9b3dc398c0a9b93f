"""Gives the service its letters and its way to the mail server, and starts the sender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.notifications.domain import Mail
from services.notifications.inbox import read_mailbox
from services.notifications.repository import Repository
from services.notifications.sending.addresses import Addresses
from services.notifications.sending.letters import Letters
from services.notifications.sending.mailbox import Mailbox
from services.notifications.sending.rates import MalformedRates, Rates, read_rates
from services.notifications.sending.resolving import NotResolved, Resolver
from services.notifications.sending.sender import Sender
from services.notifications.sending.signing import signer_of
from services.notifications.sending.smtp import SmtpLine
from services.notifications.sending.surroundings import Surroundings
from services.notifications.templates import CannotRender, Letter, Templates
from shared.contracts.errors import Refusal
from shared.contracts.notifications import TakeMail, Taken
from shared.messaging.client import Client
from shared.messaging.retry import Stopping
from shared.runtime.clock import SystemClock
from shared.runtime.extensions import Provider
from shared.runtime.settings import SettingError, Settings
from shared.security.tokens import Signer
from shared.storage.database import Transaction


class Post:
    def __init__(self, container: Any) -> None:
        settings = container.settings
        self.letters = Letters(container.program, Templates(), settings.get("PORTAL_URL"))
        domain = self.letters.program.sender.rpartition("@")[2]
        self.letters.sign = signer_of(settings, domain)
        self._container = container
        self._line = SmtpLine(settings.get("SMTP_URL"), domain)
        self._inbox = settings.get("MAIL_INBOX")
        self._mailbox = Mailbox(url) if (url := settings.find("IMAP_URL")) else None
        self._rates = rates_of(settings)
        self._client = Client(settings.amqp_uri, "notifications", Signer("notifications", settings.keys_dir).sign)

    def send_due_mails(self) -> None:
        """Until none is due. What is left when the process ends goes back to the queue."""
        container = self._container
        self._read_secret()
        surroundings = Surroundings(
            begin=container.database.transaction,
            letters=self.letters,
            now=SystemClock().now,
            pause=container.pause,
            going_on=lambda: not container.stopping,
            rates=self._rates,
        )
        try:
            Sender(surroundings, lambda: Resolver(self._client), self._line).send_due()
        except Stopping:
            return
        self._line.rest()

    def preview(self, mail: Mail) -> tuple[Letter, str]:
        """A mail as its recipient would read it now, and to which address. Raises Refusal; so where it waits and is no
        longer true."""
        self._read_secret()
        try:
            resolved = Resolver(self._client).resolve(mail)
            if not resolved.holds:
                raise Refusal("illegal_transition", reason="mail_no_longer_true")
            return self.letters.read(mail, resolved), resolved.email
        except NotResolved as error:
            raise error.refusal from None
        except CannotRender as error:
            raise Refusal("incomplete", reason="mail_cannot_be_written", why=error.why) from None

    def read_mailbox(self, take: Callable[[TakeMail, Transaction], Taken]) -> None:
        """Each mail in a transaction of its own."""

        def transact(request: TakeMail) -> Taken:
            with self._container.database.transaction() as tx:
                return take(request, tx)

        if self._mailbox is not None:
            read_mailbox(self._mailbox, transact)

    def addresses(self, repository: Repository) -> Addresses:
        """Our own, which hang on a secret that the database keeps."""
        if self.letters.addresses is None:
            self.letters.addresses = Addresses(self._inbox, repository.get_link_secret())
        return self.letters.addresses

    def _read_secret(self) -> None:
        if self.letters.addresses is None:
            with self._container.database.transaction(read_only=True) as tx:
                self.addresses(Repository(tx))

    def close(self) -> None:
        self._line.close()
        self._client.close()


def rates_of(settings: Settings) -> Rates:
    """Raises SettingError."""
    try:
        return Rates(read_rates(settings.get("MAIL_RATES")))
    except MalformedRates as error:
        raise SettingError(f"MAIL_RATES is domain=mails a minute, by commas, not {error}") from None


class PostOffice(Provider):
    """`post = PostOffice()` in the service class. A malformed template stops the start."""

    def setup(self) -> None:
        self._post = Post(self.container)

    def get_dependency(self, _worker_ctx: object) -> Post:
        return self._post

    def stop(self) -> None:
        self._post.close()


def letters(post: Post) -> Letters:
    return post.letters


def read(post: Post) -> Callable[[Mail], tuple[Letter, str]]:
    return post.preview


def addresses(post: Post) -> Callable[[Repository], Addresses]:
    return post.addresses
