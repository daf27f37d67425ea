//! Gives an answer all its fields: live answers have each key, with null or an empty list where there is nothing to tell.

use serde_json::{Map, Value};

use super::Bundle;

/// Adds the fields that are missing.
pub(crate) fn complete(bundle: &Bundle, schema: &Value, value: &mut Value) {
    if let Some(target) = schema["$ref"].as_str().and_then(|reference| bundle.resolve(reference)) {
        return complete(bundle, target, value);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().for_each(|part| complete(bundle, part, value));
    }
    let discriminator = &schema["discriminator"];
    if discriminator.is_object() {
        let tag = &value[discriminator["propertyName"].as_str().unwrap_or_default()];
        let chosen = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
        let target = discriminator["mapping"][chosen].as_str();
        if let Some(target) = target.and_then(|target| bundle.resolve(target)) {
            complete(bundle, target, value);
        }
        return;
    }
    match value {
        Value::Object(object) => {
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                field(bundle, property, name, object);
            }
            let other = &schema["additionalProperties"];
            if other.is_object() {
                object.values_mut().for_each(|value| complete(bundle, other, value));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| complete(bundle, &schema["items"], item)),
        _ => {}
    }
}

fn field(bundle: &Bundle, property: &Value, name: &str, object: &mut Map<String, Value>) {
    match object.get_mut(name) {
        Some(value) => complete(bundle, property, value),
        None if property["nullable"] == true => {
            object.insert(name.to_owned(), Value::Null);
        }
        None if property["type"] == "array" => {
            object.insert(name.to_owned(), Value::Array(Vec::new()));
        }
        // What may be neither null nor a list is left out where it is not known.
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_key_of_an_order_is_there() {
        let bundle = Bundle::get().unwrap();
        let operation = bundle.operation_by_id("delivery_by_id").unwrap();
        let schema = operation.success.schema.as_ref().unwrap();
        let mut answer = json!({ "orders": [{ "id": "x", "order": { "items": [{ "type": "Product" }] } }] });
        complete(bundle, schema, &mut answer);
        let order = &answer["orders"][0];
        assert!(order.get("errorInfo").is_some_and(Value::is_null));
        for key in ["courierInfo", "whenClosed", "trackingLink", "combos"] {
            assert!(order["order"].get(key).is_some_and(Value::is_null), "{key}");
        }
        assert!(order["order"]["items"][0].get("modifiers").is_some_and(Value::is_null));
    }
}
