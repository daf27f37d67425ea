//! One difference between the vendor's document and the curated spec, and what it means to users.

use std::collections::BTreeSet;

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// An operation is there or not.
    Operation,
    /// A webhook event is there or not.
    Event,
    /// An operation's request body.
    Request,
    /// An operation's answer.
    Response,
    /// A parameter beside the body.
    Parameter,
    /// Whether the access token is needed.
    Authorization,
    /// Whether an operation is an asynchronous command.
    Command,
    /// The rate group.
    RestrictionGroup,
    /// An operation's path.
    Path,
    /// The vendor's tag of an operation.
    Section,
    /// The status of a success.
    Status,
    /// The operation to use instead of a deprecated one.
    Replacement,
    /// A field is there or not.
    Field,
    /// The type of a field, a list's items or a map's values.
    Type,
    /// Whether a field must be there.
    Required,
    /// Whether `null` may stand there.
    Nullable,
    /// A value of an enum.
    Value,
    /// A member of a union.
    Variant,
    /// The field that tells the members of a union apart.
    Tag,
    /// A length.
    MinLength,
    /// A length.
    MaxLength,
    /// A range.
    Minimum,
    /// A range.
    Maximum,
    /// A number of items.
    MinItems,
    /// A number of items.
    MaxItems,
    /// What the service assumes when a field is missing.
    Default,
    /// The deprecation mark.
    Deprecated,
    /// First version that knows it.
    AllowedFrom,
}

/// Whether it is new, gone or different upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Upstream has it, we have not.
    Added,
    /// We have it, upstream has not.
    Removed,
    /// Both have it, each its own way.
    Changed,
}

/// What it means to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A program built today may stop working, or stops compiling once we follow.
    Breaking,
    /// Programs go on as they are.
    Compatible,
}

/// Where a schema is used: what tightens a request loosens an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// Users send it.
    pub sent: bool,
    /// Users receive it.
    pub received: bool,
}

impl Usage {
    /// Only in requests.
    pub const SENT: Self = Self { sent: true, received: false };
    /// Only in answers and events.
    pub const RECEIVED: Self = Self { sent: false, received: true };

    /// Used in either way.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { sent: self.sent || other.sent, received: self.received || other.received }
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where in the curated spec: an operation's path, `event X`, `Schema`, `Schema.field`, and of a list's
    /// items or a map's values `Schema.field[]` and `Schema.field{}`.
    pub place: String,
    /// What differs.
    pub aspect: Aspect,
    /// New, gone or different.
    pub kind: Kind,
    /// What upstream says; none when it has no such thing.
    pub theirs: Option<String>,
    /// What the curated spec says.
    pub ours: Option<String>,
    /// What it means to users.
    pub class: Class,
    /// How the place is used.
    pub usage: Usage,
    /// Upstream schemas where it was seen.
    pub seen_in: BTreeSet<String>,
    /// Upstream schemas that stand behind the same schema of ours and do not have the change.
    pub not_in: BTreeSet<String>,
}

impl Change {
    /// Whether only some of the upstream schemas behind one of ours differ.
    pub fn partly(&self) -> bool {
        !self.not_in.is_empty()
    }

    /// The schema, without field.
    pub fn schema(&self) -> &str {
        self.place.split('.').next().unwrap_or_default()
    }
}

impl Aspect {
    /// The name in the register and in reports.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(aspect, _)| *aspect == self).map_or("", |(_, name)| name)
    }

    /// The aspect of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(aspect, _)| *aspect)
    }

    /// The aspect of a limit, by its name in OpenAPI.
    pub fn of_limit(name: &str) -> Self {
        match name {
            "minLength" => Self::MinLength,
            "maxLength" => Self::MaxLength,
            "minimum" => Self::Minimum,
            "maximum" => Self::Maximum,
            "minItems" => Self::MinItems,
            _ => Self::MaxItems,
        }
    }
}

/// Aspects and their names.
pub const NAMES: [(Aspect, &str); 28] = [
    (Aspect::Operation, "operation"),
    (Aspect::Event, "event"),
    (Aspect::Request, "request"),
    (Aspect::Response, "response"),
    (Aspect::Parameter, "parameter"),
    (Aspect::Authorization, "authorization"),
    (Aspect::Command, "command"),
    (Aspect::RestrictionGroup, "restriction-group"),
    (Aspect::Path, "path"),
    (Aspect::Section, "section"),
    (Aspect::Status, "status"),
    (Aspect::Replacement, "replacement"),
    (Aspect::Field, "field"),
    (Aspect::Type, "type"),
    (Aspect::Required, "required"),
    (Aspect::Nullable, "nullable"),
    (Aspect::Value, "value"),
    (Aspect::Variant, "variant"),
    (Aspect::Tag, "tag"),
    (Aspect::MinLength, "min-length"),
    (Aspect::MaxLength, "max-length"),
    (Aspect::Minimum, "minimum"),
    (Aspect::Maximum, "maximum"),
    (Aspect::MinItems, "min-items"),
    (Aspect::MaxItems, "max-items"),
    (Aspect::Default, "default"),
    (Aspect::Deprecated, "deprecated"),
    (Aspect::AllowedFrom, "allowed-from"),
];
