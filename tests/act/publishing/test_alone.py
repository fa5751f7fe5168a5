"""No other slice opens a writer to a platform."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3] / "src" / "adhelm"


class TestTheWayToPlatforms:
    def test_for_writing_is_opened_by_publishing_alone(self):
        opening = re.compile(r"platforms\.writer\(|\.open_writer\(")
        found = {
            path.relative_to(PACKAGE).parts[:2]
            for path in PACKAGE.rglob("*.py")
            if opening.search(path.read_text(encoding="utf-8"))
        }
        assert found == {("act", "publishing"), ("connectors", "contract")}
