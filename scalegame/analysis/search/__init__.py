"""The best plans of a level: a bounded search, and the Pareto front that it keeps."""
