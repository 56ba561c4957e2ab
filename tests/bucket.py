"""An S3-compatible service in this process, for tests of the bucket."""

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

KEYS = {"AWS_ACCESS_KEY_ID": "uji", "AWS_SECRET_ACCESS_KEY": "uji-rahasia"}


@contextmanager
def service() -> Iterator[str]:
    """Serve buckets on a port of its own; gives the endpoint."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  (slow to import)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def new_bucket(endpoint: str) -> str:
    """Make an empty bucket; gives its MATANG_STORAGE_URL."""
    name = f"bukti-{uuid4().hex[:12]}"
    request = urllib.request.Request(f"{endpoint}/{name}", method="PUT")
    with urllib.request.urlopen(request, timeout=10):
        return f"s3://{name}?endpoint={endpoint}"
