"""Engines: where IngestDocuments runs, by a short name. The stages know nothing of it, and this package nothing of the stages."""
