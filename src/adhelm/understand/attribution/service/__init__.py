"""Keep journeys, and attribute conversions over them."""

from adhelm.understand.attribution.service.keeping import (
    forget,
    import_file,
    push_conversions,
    push_touchpoints,
)
from adhelm.understand.attribution.service.running import attribute

__all__ = ["attribute", "forget", "import_file", "push_conversions", "push_touchpoints"]
