"""The Claimgraph service: http → query → schema, and http → ingest → normalize, store."""

__version__ = "0.1.0"
