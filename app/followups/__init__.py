"""Action plans (rencana aksi) born from published recommendations."""
