"""A game judged as an interviewer would judge it, by published rules."""
