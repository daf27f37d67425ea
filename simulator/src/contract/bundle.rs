//! The OpenAPI bundle as far as the simulator needs it: which path is which operation, and the schemas.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

const REF: &str = "#/components/schemas/";

/// Operations by path, and schemas by name.
pub(crate) struct Bundle {
    operations: HashMap<String, Operation>,
    pub(crate) schemas: Map<String, Value>,
}

/// A call that the bundle knows.
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Whether it wants an access token.
    pub(crate) authorized: bool,
    /// Schema of the body, if it takes one.
    pub(crate) request: Option<Value>,
}

impl Bundle {
    /// The bundle that was compiled in, read once per process.
    pub(crate) fn get() -> Result<&'static Self, &'static str> {
        static BUNDLE: OnceLock<Result<Bundle, String>> = OnceLock::new();
        BUNDLE.get_or_init(|| Self::parse(iiko_spec::BUNDLE)).as_ref().map_err(String::as_str)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let paths = document["paths"].as_object().ok_or("it has no paths")?;
        let mut operations = HashMap::new();
        for (path, item) in paths {
            let operation = item.get("post").ok_or_else(|| format!("{path} is not a POST"))?;
            operations.insert(path.clone(), Operation::parse(path, operation)?);
        }
        let schemas = match document["components"]["schemas"].take() {
            Value::Object(schemas) => schemas,
            _ => return Err("it has no schemas".to_owned()),
        };
        Ok(Self { operations, schemas })
    }

    /// The operation at a path.
    pub(crate) fn operation(&self, path: &str) -> Option<&Operation> {
        self.operations.get(path)
    }

    /// Whether there is an operation of that id.
    #[cfg(test)]
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.operations.values().any(|operation| operation.id == id)
    }

    /// The schema that a reference names.
    pub(crate) fn resolve(&self, reference: &str) -> Option<&Value> {
        self.schemas.get(reference.strip_prefix(REF)?)
    }
}

impl Operation {
    fn parse(path: &str, value: &Value) -> Result<Self, String> {
        let id = value["operationId"].as_str().ok_or_else(|| format!("{path} has no operationId"))?;
        let request = value["requestBody"]["content"]["application/json"].get("schema");
        Ok(Self {
            id: id.to_owned(),
            authorized: value["security"].as_array().is_none_or(|schemes| !schemes.is_empty()),
            request: request.cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_bundle_is_an_error() {
        assert!(Bundle::parse("{").is_err());
        assert!(Bundle::parse(r#"{"paths":{"/x":{"get":{}}}}"#).is_err_and(|error| error.contains("/x")));
    }
}
