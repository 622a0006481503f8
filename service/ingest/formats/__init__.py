"""One module a format: each turns a file's bytes into pages, and none of them touches the network."""
