//! Fields that all variants of a union share.

use super::spec::{Field, Spec, Union};

/// The fields, as the first variant has them, that every variant has under the same name and with the same type; the
/// property that tells the variants apart is none of them.
pub fn shared_fields<'a>(union: &Union, spec: &'a Spec) -> Vec<&'a Field> {
    let fields_of = |schema: &str| spec.schemas.get(schema).map(|schema| schema.fields()).unwrap_or_default();
    let Some((first, others)) = union.variants.split_first() else { return Vec::new() };
    let fields = fields_of(&first.schema).iter();
    let fields = fields.filter(|field| field.name != union.tag && field.constant.is_none());
    let shared = fields.filter(|field| {
        let has = |schema: &str| {
            fields_of(schema).iter().any(|other| other.name == field.name && other.ty == field.ty)
        };
        others.iter().all(|variant| has(&variant.schema))
    });
    shared.collect()
}
