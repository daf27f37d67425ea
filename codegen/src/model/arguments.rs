//! What goes by position: the rules that operations and constructors share.

use super::presence::{Presence, presence};
use super::spec::{Field, Kind, Operation, Spec, Type};

/// More arguments than these cannot be told apart by position.
pub const MOST_POSITIONAL: usize = 3;

/// Whether a field of a request has to be given, for a call or a builder to be complete.
pub fn is_required(field: &Field) -> bool {
    field.constant.is_none() && matches!(presence(field, true), Presence::Always | Presence::List)
}

/// What an operation's method takes by position, in the spec's order; nothing when it takes its request as a whole.
pub fn positional<'a>(spec: &'a Spec, operation: &Operation) -> Vec<&'a Field> {
    let request = operation.request.as_ref().filter(|_| !operation.whole_request);
    let schema = request.and_then(|name| spec.schemas.get(name));
    schema
        .map(|schema| schema.fields().iter().filter(|field| is_required(field)).collect())
        .unwrap_or_default()
}

/// Whether one argument would compile in the place of the other. Texts and secrets count as one type, since a
/// literal fits both; ids are excepted, since each kind of entity has a type of its own.
pub fn may_be_swapped(left: &Field, right: &Field, spec: &Spec) -> bool {
    let is_text = |ty: &Type| matches!(ty, Type::String | Type::Secret);
    let (left, right) = (&left.ty, &right.ty);
    (left == right && !is_id(left, spec)) || (is_text(left) && is_text(right))
}

fn is_id(ty: &Type, spec: &Spec) -> bool {
    let Type::Ref(name) = ty else { return false };
    spec.schemas.get(name).is_some_and(|schema| matches!(schema.kind, Kind::Id(_)))
}

/// What the constructor of a union's variant takes by position, and what is left to set by name.
///
/// A required field of the variant is positional when nothing but its place need tell what it is:
/// - it is no number and no flag: `2`, `350` and `true` say nothing of themselves, so amounts and money go by name;
/// - no other required field that is neither number nor flag takes the same Rust type, or else both go by name, for the
///   compiler would not see them swapped. Texts and secrets count as one type, since a literal fits both. Ids are excepted:
///   each kind of entity has a type of its own;
/// - it is one of the first three of these, in the spec's order.
///
/// Optional fields, nullable ones too, always go by name.
pub fn constructor_arguments<'a>(fields: &'a [Field], spec: &Spec) -> (Vec<&'a Field>, Vec<&'a Field>) {
    let required: Vec<&Field> = fields.iter().filter(|field| is_required(field)).collect();
    let swappable =
        |field: &Field| required.iter().filter(|other| may_be_swapped(field, other, spec)).count() > 1;
    let (mut positional, mut named): (Vec<&Field>, Vec<&Field>) =
        required.iter().partition(|field| speaks_for_itself(&field.ty) && !swappable(field));
    named.extend(positional.split_off(positional.len().min(MOST_POSITIONAL)));
    (positional, named)
}

fn speaks_for_itself(ty: &Type) -> bool {
    !matches!(ty, Type::Int32 | Type::Int64 | Type::Decimal | Type::Double | Type::Boolean)
}
