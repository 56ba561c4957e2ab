"""Phrases of the demo for all 38 indicators, one module for each part of the tree."""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.topics import (
    access,
    collaboration,
    national,
    principles,
    process,
    professionalism,
    relevance,
)
from app.demo.topics.topic import Topic

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        **principles.TOPICS,
        **relevance.TOPICS,
        **access.TOPICS,
        **process.TOPICS,
        **professionalism.TOPICS,
        **collaboration.TOPICS,
        **national.TOPICS,
    }
)

__all__ = ["TOPICS", "Topic"]
