"""Games as files: what a player reached so far, and single runs with all that is needed to play them again."""
