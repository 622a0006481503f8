"""How fast the service is, beside others over the same tables: `claimgraph bench`."""
