"""Run one contender: `python -m bench.worker module:function`, arguments as JSON on stdin.

The function returns its seconds (and what else it wants kept); the process adds its peak memory.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def peak_mib() -> float:
    """Return the peak resident set of this process, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: across fork and exec it remembers the parent's peak.
        text = status.read_text()
        return int(text.split("VmHWM:")[1].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def run(target: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Call `module:function` and return its answer with the peak memory."""
    module, _, function = target.partition(":")
    answer = getattr(importlib.import_module(module), function)(**arguments)
    return {**answer, "peak_mib": peak_mib()}


def main() -> None:
    """Run what the command line names, print its answer as one line of JSON."""
    print(json.dumps(run(sys.argv[1], json.load(sys.stdin))))


if __name__ == "__main__":
    main()
