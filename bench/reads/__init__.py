"""How fast the service is, beside others over the same tables: `python -m bench reads`."""
