"""Documents: views, PDFs, verification codes."""
