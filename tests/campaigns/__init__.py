"""Long runs beside the suite, one module each: `python3 -m app test --campaign NAME`.

A campaign module has a docstring whose first line says what it shows, and
`run(Options) -> Closing`. The suite calls the same `run` with a small size, so that a campaign
cannot rot.
"""
