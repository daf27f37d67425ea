//! The OpenAPI bundle as far as the simulator needs it: which path is which operation, and the schemas.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

const REF: &str = "#/components/schemas/";

/// Operations by path, and schemas by name.
pub(crate) struct Bundle {
    operations: BTreeMap<String, Operation>,
    pub(crate) schemas: Map<String, Value>,
    /// Where the schema of the webhooks' events stands.
    events: Option<String>,
}

/// A call that the bundle knows.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) path: String,
    /// The section that it stands in: its first tag.
    pub(crate) section: String,
    /// Whether it wants an access token.
    pub(crate) authorized: bool,
    /// Schema of the body, if it takes one.
    pub(crate) request: Option<Value>,
    /// Its answer when all is well.
    pub(crate) success: Success,
    /// How its list goes on, the bundle's `x-paging`; null when it does not.
    pub(crate) paging: Value,
    /// Whether it is a command, whose status can be asked for.
    pub(crate) command: bool,
}

/// What an operation answers when all is well.
pub(crate) struct Success {
    pub(crate) status: u16,
    /// Schema of the body, if there is one.
    pub(crate) schema: Option<Value>,
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
        let mut operations = BTreeMap::new();
        for (path, item) in paths {
            let operation = item.get("post").ok_or_else(|| format!("{path} is not a POST"))?;
            operations.insert(path.clone(), Operation::parse(path, operation)?);
        }
        let mut tags = document["tags"].as_array().into_iter().flatten();
        let events = tags.find_map(|tag| tag["x-events"].as_str()).map(str::to_owned);
        let schemas = match document["components"]["schemas"].take() {
            Value::Object(schemas) => schemas,
            _ => return Err("it has no schemas".to_owned()),
        };
        Ok(Self { operations, schemas, events })
    }

    /// The operation at a path.
    pub(crate) fn operation(&self, path: &str) -> Option<&Operation> {
        self.operations.get(path)
    }

    /// All operations, in the order of their paths.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values()
    }

    /// The operation of that id.
    pub(crate) fn operation_by_id(&self, id: &str) -> Option<&Operation> {
        self.operations().find(|operation| operation.id == id)
    }

    /// The schema of the events that webhooks post.
    pub(crate) fn events(&self) -> Option<&Value> {
        self.resolve(self.events.as_deref()?)
    }

    /// The schema that a reference names.
    pub(crate) fn resolve(&self, reference: &str) -> Option<&Value> {
        self.schemas.get(name_of(reference))
    }
}

/// The name of the schema in a reference.
pub(crate) fn name_of(reference: &str) -> &str {
    reference.strip_prefix(REF).unwrap_or(reference)
}

impl Operation {
    fn parse(path: &str, value: &Value) -> Result<Self, String> {
        let id = value["operationId"].as_str().ok_or_else(|| format!("{path} has no operationId"))?;
        let request = value["requestBody"]["content"]["application/json"].get("schema");
        Ok(Self {
            id: id.to_owned(),
            path: path.to_owned(),
            section: value["tags"][0].as_str().unwrap_or_default().to_owned(),
            authorized: value["security"].as_array().is_none_or(|schemes| !schemes.is_empty()),
            request: request.cloned(),
            success: Success::parse(&value["responses"])
                .ok_or_else(|| format!("{path} has no success among its responses"))?,
            paging: value["x-paging"].clone(),
            command: value["x-command"] == true,
        })
    }
}

impl Success {
    fn parse(responses: &Value) -> Option<Self> {
        let successes = responses.as_object()?.iter().filter_map(|(status, response)| {
            let status = status.parse().ok().filter(|status| (200..300).contains(status))?;
            Some(Self { status, schema: response["content"]["application/json"].get("schema").cloned() })
        });
        successes.min_by_key(|success| success.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_bundle_is_an_error() {
        assert!(Bundle::parse("{").is_err());
        assert!(Bundle::parse(r#"{"paths":{"/x":{"get":{}}}}"#).is_err_and(|error| error.contains("/x")));
        let silent = r#"{"paths":{"/x":{"post":{"operationId":"x","responses":{"410":{}}}}}}"#;
        assert!(Bundle::parse(silent).is_err_and(|error| error.contains("no success")));
    }

    #[test]
    fn operations_tell_what_they_answer() {
        let bundle = Bundle::get().unwrap();
        let paths: Vec<&str> = bundle.operations().map(|operation| operation.path.as_str()).collect();
        assert!(paths.is_sorted() && paths.len() > 300, "{}", paths.len());
        assert!(bundle.operations().all(|operation| !operation.section.is_empty()));
        let silent = bundle.operation_by_id("customer_card_add").unwrap();
        assert_eq!((silent.success.status, &silent.success.schema), (200, &None));
        assert!(bundle.operations().any(|operation| operation.success.status == 201));
    }
}
