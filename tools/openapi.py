"""Print the OpenAPI document that a server of this version serves; nothing is opened for it."""

import sys

import orjson

from adhelm.app.api import create_app
from adhelm.core.services import Services


def main() -> None:
    sys.stdout.buffer.write(orjson.dumps(create_app(Services()).openapi()))


if __name__ == "__main__":
    main()
