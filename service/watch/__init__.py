"""What an operator sees of a running service: metrics for Prometheus, and what a request took, for logs and headers.

Nothing here knows of the rooms that tell it; they stand above.
"""
