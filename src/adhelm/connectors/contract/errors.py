"""What a platform answers instead of what was asked, in words that say whether a retry helps."""

from __future__ import annotations

from typing import ClassVar

from adhelm.core.errors import AdhelmError, Kind


class PlatformError(AdhelmError):
    """
    A platform said no, or nothing that can be read.

    `retry` says whether the very same call may succeed later; `retry_after_s` are the seconds that
    the platform asks for, None where it does not say.
    """

    kind = Kind.invalid
    code = "platform.error"
    retry: ClassVar[bool] = False

    def __init__(
        self, message: str, *, hint: str = "", retry_after_s: float | None = None, **facts: object
    ) -> None:
        super().__init__(message, hint=hint, **facts)
        self.retry_after_s = retry_after_s


class AuthFailed(PlatformError):
    """The credential is wrong; a person must connect again."""

    kind = Kind.forbidden
    code = "platform.auth"


class TokenExpired(AuthFailed):
    """The access token has run out; renewing it helps where the platform has refresh tokens."""

    code = "platform.token_expired"


class TokenRevoked(AuthFailed):
    """The access was taken back; only a person can grant it again."""

    code = "platform.token_revoked"


class ClockSkewed(AuthFailed):
    """The platform refuses signatures of our time: this machine's clock is wrong."""

    code = "platform.clock_skew"


class NotPermitted(PlatformError):
    """The credential is good, and may not see or change this account."""

    kind = Kind.forbidden
    code = "platform.permission"


class RateLimited(PlatformError):
    """Asked too often; waiting helps."""

    kind = Kind.unavailable
    code = "platform.rate_limited"
    retry = True


class Transient(PlatformError):
    """The platform stumbled or did not answer; asking again may help."""

    kind = Kind.unavailable
    code = "platform.transient"
    retry = True


class BadBody(Transient):
    """The answer is cut off or is not what was agreed, such as a page of HTML."""

    code = "platform.bad_body"


class CircuitOpen(Transient):
    """The account failed again and again; it is left alone for a while."""

    code = "platform.circuit_open"
    retry = False


class Unsettled(Transient):
    """A write was sent and no answer came: look the thing up before it is sent again."""

    code = "platform.unsettled"
    retry = False


class TooMuch(PlatformError):
    """The platform cannot answer so much at once; a smaller question helps."""

    code = "platform.too_much"


class Refused(PlatformError):
    """The platform refuses the request as it is; the same again will not help."""

    code = "platform.refused"


class VersionRetired(Refused):
    """The version of the interface that we speak is gone."""

    code = "platform.version_retired"


class FieldMissing(Refused):
    """A field that the mapping needs is not in the answer."""

    code = "platform.field_missing"


class NotOffered(Refused):
    """This platform has no such thing."""

    code = "platform.not_offered"


class NotThere(PlatformError):
    """The thing named does not exist on the platform, or no longer."""

    kind = Kind.not_found
    code = "platform.not_found"


class Clash(PlatformError):
    """The state of things on the platform forbids it, such as a name that is taken."""

    kind = Kind.conflict
    code = "platform.conflict"
