"""Whether a level teaches what it says: plans played for its claims, over many seeds."""
