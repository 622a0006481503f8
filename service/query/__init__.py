"""The compiler: the selection of a validated operation becomes one SQL statement that returns finished JSON."""
