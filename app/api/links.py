"""What an answer's values are good for next, as links of the OpenAPI description."""

from collections.abc import Mapping
from typing import Any

SAME = {"submission_id": "$request.path.submission_id"}
"""The next request is about the same submission."""
SEEN = {"If-Match": "$response.header.ETag"}
"""The next request carries the version that this answer gave."""


def links(status: int, **targets: Mapping[str, str]) -> dict[int | str, dict[str, Any]]:
    """Describe where the values of a route's answer lead: operation id -> parameter -> where it is.

    Source: OpenAPI 3.1, "Link Object" and "Runtime Expressions".
    """
    described = {
        operation: {"operationId": operation, "parameters": dict(parameters)}
        for operation, parameters in targets.items()
    }
    return {status: {"links": described}}
