"""The desk's pages: a request into one call, the answer into HTML."""
