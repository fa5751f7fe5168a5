"""How X is asked: signatures, refusals, limits, lists and files."""

from adhelm.connectors.x.client.api import NO_ACCOUNT, Api
from adhelm.connectors.x.client.dialect import VERSION, Dialect, unpacked
from adhelm.connectors.x.client.signing import Keys, sign

__all__ = ["NO_ACCOUNT", "VERSION", "Api", "Dialect", "Keys", "sign", "unpacked"]
