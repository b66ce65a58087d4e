"""The proof that a level teaches its lesson: plans played for its claims, over many seeds."""
