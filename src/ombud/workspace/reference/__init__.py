"""The API reference as a page: entries read from the OpenAPI document, examples, and their HTML."""
