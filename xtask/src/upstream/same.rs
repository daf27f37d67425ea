//! Whether two shapes of a document say the same, whatever they are called.

use std::collections::HashSet;

use super::model::{Contract, Field, Item, Shape, Type};

/// Whether both shapes have the same fields, values or members, all the way down.
pub fn same(contract: &Contract, one: &str, other: &str) -> bool {
    Same { contract, assumed: HashSet::new() }.shapes(one, other)
}

/// Whether shapes of this kind may stand for each other although their names differ: what an `id` identifies is told
/// by the name alone.
pub fn is_nameless(contract: &Contract, shape: &str) -> bool {
    match contract.shapes.get(shape) {
        Some(Shape::Object(fields)) => {
            !fields.is_empty()
                && fields.get("id").is_none_or(|id| *contract.resolve(&id.item.ty) != Type::Uuid)
        }
        _ => false,
    }
}

struct Same<'a> {
    contract: &'a Contract,
    /// Pairs that are being compared: a shape that holds itself is the same as long as nothing else differs.
    assumed: HashSet<(String, String)>,
}

impl Same<'_> {
    fn shapes(&mut self, one: &str, other: &str) -> bool {
        if one == other || !self.assumed.insert((one.to_owned(), other.to_owned())) {
            return true;
        }
        match (self.contract.shapes.get(one), self.contract.shapes.get(other)) {
            (Some(Shape::Object(one)), Some(Shape::Object(other))) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .all(|(name, field)| other.get(name).is_some_and(|other| self.fields(field, other)))
            }
            (
                Some(Shape::Enum { integer, values }),
                Some(Shape::Enum { integer: other_integer, values: other }),
            ) => integer == other_integer && values == other,
            (
                Some(Shape::Union { tag, variants }),
                Some(Shape::Union { tag: other_tag, variants: other }),
            ) => {
                tag == other_tag
                    && variants.len() == other.len()
                    && variants
                        .iter()
                        .zip(other)
                        .all(|(one, other)| one.tags == other.tags && self.shapes(&one.shape, &other.shape))
            }
            (Some(Shape::Alias(one)), Some(Shape::Alias(other))) => self.types(one, other),
            _ => false,
        }
    }

    fn fields(&mut self, one: &Field, other: &Field) -> bool {
        one.required == other.required
            && one.default == other.default
            && one.limits == other.limits
            && one.deprecated == other.deprecated
            && one.allowed_from == other.allowed_from
            && self.items(&one.item, &other.item)
    }

    fn items(&mut self, one: &Item, other: &Item) -> bool {
        one.nullable == other.nullable && self.types(&one.ty, &other.ty)
    }

    fn types(&mut self, one: &Type, other: &Type) -> bool {
        let contract = self.contract;
        match (contract.resolve(one), contract.resolve(other)) {
            (Type::Shape(one), Type::Shape(other)) => self.shapes(one, other),
            (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => {
                self.items(one, other)
            }
            (one, other) => one == other,
        }
    }
}
