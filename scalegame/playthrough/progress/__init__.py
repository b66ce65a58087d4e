"""Where a player stands: campaign, records, preferences, and what is shared with others."""
