"""Comments as a blog gets them, many at once, and a look at every answer."""
