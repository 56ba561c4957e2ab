"""What each OPD of the demo collects: its datasets, its statistical activity, who takes part."""

from collections.abc import Mapping
from types import MappingProxyType

from app.demo.holdings import offices, services
from app.demo.holdings.shape import Holdings

HOLDINGS: Mapping[str, Holdings] = MappingProxyType({**services.HOLDINGS, **offices.HOLDINGS})

__all__ = ["HOLDINGS", "Holdings"]
