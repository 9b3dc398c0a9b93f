"""`alliance account`: how whoever has signed in signs in: password, second factor, recovery codes."""

from __future__ import annotations

import sys
from typing import Annotated

import segno
import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make
from alliance.output import show, table, tell
from alliance.reader import words
from alliance.verbs import Verbs
from shared.contracts.identity import (
    ConfirmDeviceLogin,
    ConfirmTotp,
    Factor,
    Factors,
    GetDeviceLogin,
    ListFactors,
    RecoveryCodes,
    RemoveFactor,
    RenewRecoveryCodes,
    SetPassword,
    StartTotp,
)

app = Verbs(help="Your own password and second factors.", group="account")

HEADINGS = ("id", "kind", "name", "last_used")


def factors_text(factors: Factors) -> str:
    left = factors.recovery_codes
    password = (
        words("account.with_password", left=left) if factors.password else words("account.without_password", left=left)
    )
    lines = [password]
    return "\n".join([*lines, table(HEADINGS, map(row_of, factors.items))] if factors.items else lines)


def row_of(factor: Factor) -> tuple[str, ...]:
    used = f"{factor.used_at:%Y-%m-%d}" if factor.used_at else words("never")
    return (str(factor.id), factor.kind, factor.name, used)


def codes_text(codes: RecoveryCodes) -> str:
    lines = [words("account.recovery_codes")]
    return "\n".join([*lines, *(f"  {code}" for code in codes.codes)])


app.asks("show", ListFactors, factors_text, "Show how you sign in. Passkeys are added in the browser.")


@app.command()
def password() -> None:
    """Choose a password of at least 12 characters. It opens nothing without a second factor: `alliance account totp`.

    \b
    Example:
      alliance account password
    """
    chosen = typer.prompt(
        words("account.ask_password"), err=True, hide_input=True, confirmation_prompt=words("account.again")
    )
    ask(SetPassword, lambda _: words("account.password_is_set"), password=chosen)


@app.command()
def totp() -> None:
    """Set up an app on your phone that makes a code every 30 seconds. From then on it is asked for with the password.

    \b
    Example:
      alliance account totp
    """
    client = connect()
    key = client.call(StartTotp())
    segno.make(key.address, micro=False).terminal(out=sys.stderr, compact=True)
    tell(words("account.scan", key=key.key))
    code = typer.prompt(words("account.ask_app_code"), err=True)
    codes = client.call(make(ConfirmTotp, code=code))
    show(codes.model_dump(mode="json"), f"{words('account.codes_count')}\n{codes_text(codes)}")


app.asks(
    "recovery-codes",
    RenewRecoveryCodes,
    codes_text,
    "Make ten new recovery codes; those of before open nothing any more.",
)
app.asks(
    "remove-factor 00000000-0000-0000-0000-000000000001",
    RemoveFactor,
    lambda _: words("account.removed"),
    "Remove a second factor. Without the last one a mailed code opens your sessions again.",
    factor=typer.Argument(metavar="ID", help="As `alliance account show` lists it."),
)


@app.command()
def confirm(
    code: Annotated[str, typer.Argument(metavar="CODE", help="As the other command line shows it.")],
    deny: Annotated[bool, typer.Option("--deny", help="Never let it in.")] = False,
) -> None:
    """Let another command line, which shows this code, sign in as you; a page of the portal does the same.

    \b
    Example:
      alliance account confirm BCDF-GHJK
    """
    shown = connect().call(make(GetDeviceLogin, user_code=code))
    where = {"device": shown.device, "source": shown.source}
    text = words("account.keeps_out", **where) if deny else words("account.lets_in", **where)
    ask(ConfirmDeviceLogin, lambda _: text, user_code=code, deny=deny)
