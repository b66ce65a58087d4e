"""One screen a module, its style sheet beside it; each is imported when it is first shown."""
