"""E-mail: handed to the mail server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from fnmatch import fnmatchcase

from adhelm.act.alerts.logic.forms import mail
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.post import MailServer, Post
from adhelm.act.alerts.types import BadMessage, Doubtful, NoMailServer, Rejected, Throttled

_PERMANENT = 500
_TAKEN = 250
_FOR = frozenset({250, 251})


def to_email(made: Post, parcel: Parcel) -> None:
    """
    Hand one letter to the mail server, for all its recipients at once.

    :raises NoMailServer: if the settings name none.
    :raises Throttled: if it may succeed later: nothing was taken.
    :raises Doubtful: if the server did not say whether it took the letter.
    :raises Rejected: if it refuses.
    """
    server = server_of(made)
    recipients = list(parcel.recipients or parcel.settings.get("to", ()))
    refuse_strangers(server, recipients)
    letter = mail.letter(
        parcel.message, sender=server.sender, recipients=recipients,
        delivery_id=parcel.delivery_id, at=made.clock.now(), attachments=parcel.attachments,
    )  # fmt: skip
    with _connected(server) as smtp:
        _handed_over(smtp, letter, server, recipients)


def server_of(made: Post) -> MailServer:
    """
    Return the mail server.

    :raises NoMailServer: if the settings name none.
    """
    if made.mail is None:
        raise NoMailServer(
            "no mail server is set up", hint="ADHELM_MAIL__HOST and ADHELM_MAIL__SENDER"
        )
    return made.mail


def refuse_strangers(server: MailServer, recipients: list[str]) -> None:
    """
    Let addresses pass that mail may go to.

    :raises BadMessage: if one is not among them.
    """
    for one in recipients if server.recipients else ():
        if not any(fnmatchcase(one.lower(), each.lower()) for each in server.recipients):
            raise BadMessage(
                f"mail may not go to {one}", hint="ADHELM_MAIL__RECIPIENTS says where it may"
            )


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    try:
        smtp = _opened(server)
    except smtplib.SMTPResponseException as error:
        raise _said(error.smtp_code, error.smtp_error) from None
    except ssl.SSLCertVerificationError:
        raise Rejected("the mail server's certificate is not trusted") from None
    except (OSError, smtplib.SMTPException):
        raise Throttled("the mail server cannot be reached") from None
    try:
        yield smtp
    finally:
        smtp.close()


def _opened(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_s, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    if server.tls == "starttls":
        smtp.starttls(context=context)
    if server.password is not None:
        smtp.login(server.user, server.password.reveal())
    return smtp


def _handed_over(
    smtp: smtplib.SMTP, letter: EmailMessage, server: MailServer, recipients: list[str]
) -> None:
    try:
        refused = _addressed(smtp, server, recipients)
    except (OSError, smtplib.SMTPServerDisconnected):
        raise Throttled("the mail server broke off before it took the letter") from None
    try:
        code, said = smtp.data(letter.as_bytes(policy=SMTP))
    except smtplib.SMTPResponseException as error:
        raise _said(error.smtp_code, error.smtp_error) from None
    except (OSError, smtplib.SMTPServerDisconnected):
        raise Doubtful("the mail server did not say whether it took the letter") from None
    if code != _TAKEN:
        raise _said(code, said)
    if refused:
        raise Rejected(f"the mail server took it, but not for {', '.join(refused)}")


def _addressed(smtp: smtplib.SMTP, server: MailServer, recipients: list[str]) -> list[str]:
    """Say from whom and to whom it is; return whom the server does not take mail for."""
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(mail.address_of(server.sender))
    if code != _TAKEN:
        raise _said(code, said)
    answers = {one: smtp.rcpt(one) for one in recipients}
    refused = {one: told for one, told in answers.items() if told[0] not in _FOR}
    if len(refused) == len(recipients):
        raise _said(*next(iter(refused.values()), (550, b"there is nobody to send it to")))
    if any(code < _PERMANENT for code, _ in refused.values()):
        # Those who are taken now would get it twice.
        raise _said(*next(told for told in refused.values() if told[0] < _PERMANENT))
    return sorted(refused)


def _said(code: int, told: bytes | str) -> Throttled | Rejected:
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    line = f"{code} {' '.join(words.split())[:200]}".strip()
    return Rejected(line) if code >= _PERMANENT else Throttled(line)
