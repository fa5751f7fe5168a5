"""The HTTP door: `/api/v1` and the health of the installation.

A request passes the frame (id, sizes, headers), then `entering` (who asks, in which workspace),
then one route of one slice. Whatever goes wrong becomes a problem (`problems`).
"""

from adhelm.app.api.making import create_app

__all__ = ["create_app"]
