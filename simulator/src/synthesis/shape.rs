//! A schema behind its references.

use serde_json::{Map, Value};

use crate::contract::{Bundle, name_of};

/// A schema behind its references.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    /// Its name in the bundle; none when it stands in another schema.
    pub(super) name: Option<&'a str>,
    /// Whether null may stand for it.
    pub(super) nullable: bool,
    pub(super) schema: &'a Value,
}

impl<'a> Shape<'a> {
    pub(super) fn of(bundle: &'a Bundle, mut schema: &'a Value) -> Self {
        let (mut name, mut nullable) = (None, false);
        loop {
            nullable |= schema["nullable"] == true;
            let reference = schema["$ref"].as_str();
            let next = match (reference, schema["allOf"].as_array().map(Vec::as_slice)) {
                (Some(reference), _) => bundle.resolve(reference),
                (None, Some([only])) => Some(only),
                _ => None,
            };
            name = reference.map(name_of).or(name);
            match next {
                Some(target) => schema = target,
                None => return Self { name, nullable, schema },
            }
        }
    }

    /// Its type: empty for unions and for values of any kind.
    pub(super) fn kind(&self) -> &'a str {
        self.schema["type"].as_str().unwrap_or_default()
    }

    /// The kind of id that it is, if it is one.
    pub(super) fn id_kind(&self) -> Option<&'a str> {
        self.name.filter(|name| name.ends_with("Id") && self.schema["format"] == "uuid")
    }

    /// Its properties, sorted: how a map is ordered depends on what else is built with it.
    pub(super) fn properties(&self) -> Vec<(&'a str, &'a Value)> {
        let properties: Option<&'a Map<String, Value>> = self.schema["properties"].as_object();
        let mut properties: Vec<_> =
            properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect();
        properties.sort_unstable_by_key(|(name, _)| *name);
        properties
    }

    /// Whether an object of it must have that property.
    pub(super) fn requires(&self, property: &str) -> bool {
        self.schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == property))
    }

    /// The tag of a union.
    pub(super) fn tag(&self) -> Option<&'a str> {
        self.schema["discriminator"]["propertyName"].as_str()
    }

    /// The variants of a union by their tags, sorted.
    pub(super) fn variants(&self) -> Vec<(&'a str, &'a str)> {
        let mapping = self.schema["discriminator"]["mapping"].as_object();
        let mut variants: Vec<_> = mapping
            .into_iter()
            .flatten()
            .filter_map(|(tag, reference)| Some((tag.as_str(), reference.as_str()?)))
            .collect();
        variants.sort_unstable();
        variants
    }
}

/// Whether a field of that name says which thing of that kind is meant: `id`, `orderIds` and `order` do for `OrderId`,
/// `parentId` does not.
pub(super) fn names_kind(name: &str, kind: &str) -> bool {
    let kind = kind.to_lowercase();
    let name = name.to_lowercase();
    let one = name.strip_suffix("ids").map_or_else(|| name.clone(), |stem| format!("{stem}id"));
    kind.ends_with(&one) || kind.strip_suffix("id").is_some_and(|stem| stem == one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ids() {
        for name in ["id", "ids", "orderId", "orderIds", "order"] {
            assert!(names_kind(name, "OrderId"), "{name}");
        }
        for name in ["parentId", "movedOrderId", "orderTypeId", "organizationId"] {
            assert!(!names_kind(name, "OrderId"), "{name}");
        }
    }
}
