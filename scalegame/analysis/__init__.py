"""Questions asked of the engine: many games played without anybody looking."""
