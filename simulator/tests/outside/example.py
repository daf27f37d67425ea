"""The least body that a schema of the bundle allows."""

PLAIN = {"boolean": False, "integer": 1, "number": 1}
TEXTS = {
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "date": "2026-01-31",
    "date-time": "2026-01-31T18:30:00.000+03:00",
    "iiko-date-time": "2026-01-31 18:30:00.000",
}


def example(bundle, schema):
    """A value of what is required, one element in each list."""
    if "$ref" in schema:
        return example(bundle, bundle["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "allOf" in schema:
        return example(bundle, schema["allOf"][0])
    if "oneOf" in schema:
        return example(bundle, schema["oneOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: example(bundle, schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return [example(bundle, schema["items"])]
    if kind == "string":
        return TEXTS.get(schema.get("format"), "text".ljust(schema.get("minLength", 0), "-"))
    return PLAIN.get(kind)
