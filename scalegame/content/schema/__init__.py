"""The schema of level files: pydantic models, and the JSON Schema and document that are generated from them."""
