"""Street networks: columns of nodes and links, and where they are read from."""
