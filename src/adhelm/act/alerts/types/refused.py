"""Why something about alerts is refused."""

from __future__ import annotations

from adhelm.core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, Unavailable


class NoSuchAlert(NotFound):
    """There is no such alert in this workspace, or in accounts that one does not see."""

    code = "alerts.not_found"


class NoSuchChannel(NotFound):
    """There is no such channel in this workspace."""

    code = "alerts.no_channel"


class NoSuchDelivery(NotFound):
    """There is no such delivery in this workspace."""

    code = "alerts.no_delivery"


class ChannelExists(Conflict):
    """There is a channel of that name."""

    code = "alerts.channel_exists"


class Changed(Conflict):
    """Somebody changed it meanwhile."""

    code = "alerts.changed"


class NotNow(Conflict):
    """The alert, or the delivery, is in a state that forbids it."""

    code = "alerts.not_now"


class BadChannel(Invalid):
    """The channel cannot be: an address, a secret or a setting is wrong."""

    code = "alerts.bad_channel"


class BadMessage(Invalid):
    """The message cannot be sent: no subject, nobody to send it to, or too much of it."""

    code = "alerts.bad_message"


class BadPolicy(Invalid):
    """The routes, mutes or limits cannot be."""

    code = "alerts.bad_policy"


class BadSnooze(Invalid):
    """It cannot be put off like that."""

    code = "alerts.bad_snooze"


class NoMailServer(Invalid):
    """The settings name no mail server."""

    code = "alerts.no_mail_server"


class NotInstalled(Invalid):
    """The channel needs a package that is not installed."""

    code = "alerts.not_installed"


class Throttled(Unavailable):
    """The other side asks for a pause, or stumbled: the same again may succeed later."""

    code = "alerts.throttled"

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Doubtful(Unavailable):
    """The message was handed over and no answer came: it may have arrived, or not."""

    code = "alerts.doubtful"


class Rejected(Invalid):
    """The other side refuses the message as it is, or the address is gone."""

    code = "alerts.rejected"


class BadSignature(Unauthenticated):
    """What came in is not signed by the app it claims to come from, or is too old."""

    code = "alerts.bad_signature"


class NotLinked(Forbidden):
    """The person of the chat is nobody who may do that here."""

    code = "alerts.not_linked"
