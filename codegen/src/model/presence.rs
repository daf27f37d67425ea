//! How a field stands in its struct: always, optional, nullable, as a list.

use super::spec::{Field, Type};

/// How a field is represented in its struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// `T`: always there.
    Always,
    /// `Option<T>`, left out when `None`.
    Optional,
    /// `Option<T>`, sent as `null` when `None`.
    Nullable,
    /// `Nullable<T>`: missing, `null` and a value are three different things.
    ThreeState,
    /// `Vec` or map, written even when empty.
    List,
    /// `Vec` or map, left out when empty.
    OptionalList,
}

/// How `field` of a schema is represented.
pub fn presence(field: &Field, only_sent: bool) -> Presence {
    if field.send_null {
        return Presence::ThreeState;
    }
    let list = matches!(field.ty, Type::Array(..) | Type::Map(_));
    match (list, field.required, field.nullable) {
        (true, true, nullable) if !(only_sent && nullable) => Presence::List,
        (true, false, _) if !only_sent => Presence::OptionalList,
        (_, true, false) => Presence::Always,
        (_, true, true) => Presence::Nullable,
        (_, false, _) => Presence::Optional,
    }
}
