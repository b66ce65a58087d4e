"""What a level file may say: pydantic models, and the JSON Schema and document that are generated from them."""
