"""How well searches are answered: a judged set, two measures, and other engines over the same texts."""
