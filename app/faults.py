"""What pydantic found wrong with a value, said in Indonesian."""

from collections.abc import Mapping
from typing import Any

SENTENCES = {
    "missing": "wajib diisi",
    "string_too_short": "terlalu pendek (paling sedikit {min_length} huruf)",
    "string_too_long": "terlalu panjang (paling banyak {max_length} huruf)",
    "string_type": "harus berupa teks",
    "string_pattern_mismatch": "bentuknya tidak sesuai",
    "int_type": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "greater_than_equal": "paling kecil {ge}",
    "less_than_equal": "paling besar {le}",
    "too_short": "paling sedikit {min_length} butir",
    "too_long": "paling banyak {max_length} butir",
    "extra_forbidden": "tidak dikenal",
    "enum": "bukan pilihan yang tersedia",
    "literal_error": "bukan pilihan yang tersedia",
    "bool_type": "harus ya atau tidak",
    "bool_parsing": "harus ya atau tidak",
    "list_type": "harus berupa daftar",
    "dict_type": "harus berupa objek",
    "model_type": "harus berupa objek",
    "model_attributes_type": "harus berupa objek",
    "datetime_type": "harus waktu, misalnya 2026-05-01T00:00:00+07:00",
    "datetime_parsing": "harus waktu, misalnya 2026-05-01T00:00:00+07:00",
    "datetime_from_date_parsing": "harus waktu, misalnya 2026-05-01T00:00:00+07:00",
    "timezone_aware": "harus menyebut zona waktu, misalnya +07:00",
    "date_parsing": "harus tanggal, misalnya 2026-12-31",
    "date_from_datetime_parsing": "harus tanggal, misalnya 2026-12-31",
}


def sentence(item: Mapping[str, Any]) -> str:
    """Say a pydantic fault in Indonesian, from its type alone; input is never echoed."""
    kind, context = str(item["type"]), item.get("ctx") or {}
    if kind == "too_short" and context.get("field_type") == "Value":
        kind = "string_too_short"  # a length checked after `clean`: letters, not items
    if kind == "value_error":
        return str(context.get("error", "tidak sesuai"))
    template = SENTENCES.get(kind, "tidak sesuai")
    return template.format(**{name: value for name, value in context.items() if name != "error"})
