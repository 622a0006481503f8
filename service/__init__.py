"""The Claimgraph service: http → query → schema, and http → ingest → normalize, store."""
