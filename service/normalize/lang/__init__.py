"""Languages: a folder each, with its words as data, its forms and its rules."""
