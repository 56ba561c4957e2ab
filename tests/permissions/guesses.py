"""Where the actions that must not exist would sensibly be: every address must be unknown."""

GUESSES: dict[str, dict[str, tuple[str, ...]]] = {
    "impersonate": {
        "JSON": (
            "POST /users/operator.dinkes/impersonate",
            "POST /users/operator.dinkes/sessions",
            "POST /users/operator.dinkes/tokens",
            "POST /impersonate",
        ),
        "HTML": (
            "POST /pengguna/operator.dinkes/masuk",
            "POST /pengguna/operator.dinkes/menyamar",
            "POST /pengguna/operator.dinkes/token",
            "GET /pengguna/operator.dinkes/sebagai",
        ),
    },
    "audit.edit": {
        "JSON": ("PUT /journal/1", "PATCH /journal/1", "POST /journal/1", "POST /journal"),
        "HTML": ("POST /jejak-audit/1", "POST /jejak-audit/1/ubah", "PUT /jejak-audit/1"),
    },
    "audit.delete": {
        "JSON": ("DELETE /journal/1", "DELETE /journal", "POST /journal/1/delete"),
        "HTML": ("POST /jejak-audit/1/hapus", "DELETE /jejak-audit", "POST /jejak-audit/hapus"),
    },
    "snapshot.delete": {
        "JSON": (
            "DELETE /submissions/{s}/snapshot",
            "DELETE /submissions/{s}/snapshots/1",
            "PUT /submissions/{s}/snapshot",
        ),
        "HTML": (
            "POST /penilaian-mandiri/{s}/tanda-terima/hapus",
            "POST /penilaian-mandiri/{s}/tanda-terima",
            "DELETE /penilaian-mandiri/{s}/tanda-terima",
        ),
    },
    "evidence.purge_submitted": {
        "JSON": (
            "DELETE /evidence/{x}/content",
            "POST /evidence/{x}/purge",
            "DELETE /submissions/{s}/snapshot/evidence/{x}",
        ),
        "HTML": (
            "POST /bukti/{x}/hapus",
            "DELETE /bukti/{x}",
            "POST /penilaian/{s}/bukti/{x}/hapus",
        ),
    },
}
