"""The shape of what the demo says about one OPD's data."""

from typing import NamedTuple


class Holdings(NamedTuple):
    """An OPD's data as the demo's texts and files speak of them.

    datasets: four, without the word "data" before them; activity: the statistical activity judged;
    field: who sends the numbers in; user: who needs them; source: another source to compare with;
    code: the reference codes used.
    """

    datasets: tuple[str, str, str, str]
    activity: str
    unit: str
    second: str
    field: str
    system: str
    user: str
    source: str
    code: str
