"""What is let in: one set of rules for articles, their sources, reviews and dates, whatever way they come.

`values` has the rule of each field, `fields` those of a whole article, source or review, `moments` what is noted of
dates, `made` how long may be what an extractor adds, the rest of which `service.store.check` looks at. A rule gives
the value as it is stored, or a sentence that begins with the field's name; the ways in differ in how they name a field
(`url`, `article.url`, `--url`), and in nothing else.
"""
