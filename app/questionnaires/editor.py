"""The JSON Schema of the YAML files, for completion and checks while typing in an editor.

After a change of `schema`: python -m app.questionnaires.editor > questionnaires/schema.json
"""

import json
import sys
from typing import Any

from app.questionnaires.schema import Instrument


def json_schema() -> dict[str, Any]:
    """Describe both kinds of file: the header (domains are file names) and a domain."""
    instrument = Instrument.model_json_schema()
    definitions = instrument.pop("$defs")
    instrument["properties"]["domains"] = {
        "title": "Domains",
        "description": "The domain files in order.",
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "pattern": r"^[0-9a-z][0-9a-z-]*\.yaml$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Matang: instrument.yaml or a domain file",
        "anyOf": [{"$ref": "#/$defs/Instrument"}, {"$ref": "#/$defs/Domain"}],
        "$defs": definitions | {"Instrument": instrument},
    }


def text() -> str:
    """Write the schema as it stands in questionnaires/schema.json."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
