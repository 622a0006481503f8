"""The forms that lists come in besides JSON: one module a form, and one table that says which list has which."""
