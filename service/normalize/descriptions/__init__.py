"""Groups, definite descriptions such as "the company", and epithets."""
