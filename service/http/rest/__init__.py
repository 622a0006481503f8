"""The REST twin: lists, nested lists, writes, bulk, models, parameters, OpenAPI."""
