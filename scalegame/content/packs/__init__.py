"""Packs: folders and zip files of levels that belong together, bounded and read in memory."""
