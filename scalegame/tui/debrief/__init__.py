"""The debrief: a screen that puts sections together, and a module for each section."""
