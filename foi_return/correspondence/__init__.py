"""Letters that need no extract: the cost limit, information that is not held, a request that is refused."""
