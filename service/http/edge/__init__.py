"""What every request passes: gate, access, limits, headers, caching, problems, health, static files."""
