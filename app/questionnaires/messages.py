"""What is wrong with a field and how to mend it, in Indonesian, by pydantic's error type."""

from typing import TYPE_CHECKING, Any

from app.questionnaires.faults import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MESSAGES = {
    "missing": "tidak ada; tambahkan isian ini",
    "extra_forbidden": "tidak dikenal; hapus, atau perbaiki ejaannya",
    "string_type": "harus teks, bukan {input}; beri tanda kutip bila berupa angka",
    "string_unicode": "memuat huruf yang tidak sah; ketik ulang",
    "string_too_short": "terlalu pendek ({length} huruf); paling sedikit {min_length} huruf",
    "string_too_long": "terlalu panjang ({length} huruf); paling banyak {max_length} huruf",
    "string_pattern_mismatch": "{input} memuat huruf yang tidak boleh di sini; pola: {pattern}",
    "int_type": "harus bilangan bulat tanpa tanda kutip, bukan {input}",
    "decimal_type": "harus angka tanpa tanda kutip, bukan {input}",
    "is_instance_of": "harus angka tanpa tanda kutip, bukan {input}",
    "decimal_max_digits": "angka terlalu panjang: {input}",
    "decimal_max_places": "paling banyak {decimal_places} angka di belakang koma: {input}",
    "decimal_whole_digits": "angka terlalu panjang: {input}",
    "greater_than": "harus lebih dari {gt}, bukan {input}",
    "greater_than_equal": "harus paling sedikit {ge}, bukan {input}",
    "less_than_equal": "harus paling banyak {le}, bukan {input}",
    "tuple_type": "harus daftar: satu baris berawalan tanda hubung untuk setiap butir",
    "too_short": "harus memuat paling sedikit {min_length} butir, ada {actual_length}",
    "too_long": "harus memuat paling banyak {max_length} butir, ada {actual_length}",
    "literal_error": "{input} tidak dikenal; pilih {expected}",
    "model_type": "harus kelompok isian (nama: isi), bukan {input}",
    "value_error": "{error}",
    "instrument": "{said}",
}


def indonesian(error: "ErrorDetails") -> str:
    """Give the message of one pydantic error; an unforeseen type keeps pydantic's own words."""
    facts: dict[str, Any] = dict(error.get("ctx", {}))
    data = error["input"]
    facts["input"] = _kind(data)
    facts["length"] = len(data) if isinstance(data, str) else 0
    facts["expected"] = str(facts.get("expected", "")).replace(" or ", " atau ")
    pattern = MESSAGES.get(error["type"])
    return pattern.format_map(facts) if pattern else f"nilai tidak sah ({shown(error['msg'])})"


def _kind(data: object) -> str:
    """Name what was found: the value itself when short, else only its kind."""
    if data is None:
        return "kosong"
    if isinstance(data, dict):
        return "kelompok isian"
    if isinstance(data, list | tuple):
        return "daftar"
    return f"'{shown(data)}'" if isinstance(data, str) else shown(data)
