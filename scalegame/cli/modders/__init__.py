"""Commands of modders: new, check, migrate, prove, solve, schema."""
