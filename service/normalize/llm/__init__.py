"""The extractor that asks a language model, at any endpoint that speaks OpenAI's chat completions.

    article ─> segments ─> prompt ─> endpoint ─> answer ─> verify (every quote looked up) ─> merge ─> document

Whatever goes wrong on the way, the rules read the article instead and the provenance says why.
"""
