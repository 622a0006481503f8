"""What is let in: one set of rules for articles, their sources, reviews and dates, whatever way they come.

`values` has the rule of each field, `fields` those of a whole article, source or review, `documents` those of what
an extractor makes. A rule gives the value as it is stored, or a sentence that begins with the field's name; the ways
in differ in how they name a field (`url`, `article.url`, `--url`), and in nothing else.
"""
