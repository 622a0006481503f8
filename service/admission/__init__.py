"""What is let in: one set of rules for articles, their sources, reviews and dates, whatever way they come.

`values` has the rule of each field, `fields` those of a whole article, source or review, `moments` what is noted of
dates; what an extractor makes of a text is looked at by `service.store.check`. A rule gives the value as it is
stored, or a sentence that begins with the field's name; the ways in differ in how they name a field (`url`,
`article.url`, `--url`), and in nothing else.
"""
