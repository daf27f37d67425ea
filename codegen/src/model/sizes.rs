//! Types that would hold themselves. A struct in a struct may: it goes into a box. A union may not, since nothing boxes
//! its variants; and what requires itself could never be built, box or not. Behind a list or a map all is well.

use std::collections::HashSet;

use super::spec::{Field, Kind, Schema, Spec, Type};
use crate::error::Error;

/// Refuses the first type of no size.
pub fn check(spec: &Spec) -> Result<(), Error> {
    for schema in spec.schemas.values() {
        let endless = match &schema.kind {
            Kind::Union(_) => holds_itself(schema, spec, |_| true),
            Kind::Object(_) => holds_itself(schema, spec, |field| field.required && !field.nullable),
            _ => false,
        };
        if endless {
            let reason = "it holds itself, without a list or a map between: no value could be that large";
            return Err(Error::new(format!("components.schemas.{}", schema.name), reason));
        }
    }
    Ok(())
}

fn holds_itself(schema: &Schema, spec: &Spec, counts: impl Fn(&Field) -> bool) -> bool {
    let mut seen = HashSet::new();
    let mut open = held(schema, &counts);
    while let Some(name) = open.pop() {
        if name == schema.name {
            return true;
        }
        if seen.insert(name)
            && let Some(inner) = spec.schemas.get(name)
        {
            open.extend(held(inner, &counts));
        }
    }
    false
}

/// What a value of the schema has inside of itself.
fn held<'a>(schema: &'a Schema, counts: &impl Fn(&Field) -> bool) -> Vec<&'a str> {
    match &schema.kind {
        Kind::Object(fields) => fields.iter().filter(|field| counts(field)).filter_map(direct).collect(),
        Kind::Union(union) => union.variants.iter().map(|variant| variant.schema.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn direct(field: &Field) -> Option<&str> {
    match &field.ty {
        Type::Ref(name) => Some(name),
        _ => None,
    }
}
