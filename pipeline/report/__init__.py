"""The run report: one model, shown three ways (JSON, terminal, HTML)."""
