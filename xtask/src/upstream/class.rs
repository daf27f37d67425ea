//! Tells whether a change breaks users.
//!
//! Breaking is what makes a program that was built with today's crate fail against the changed service, and
//! what takes something away that a program may name, once the crate follows. Where the crate may stay wider
//! than the service (a field that is now always sent may remain optional) the change is compatible.

use super::change::{Aspect, Class, Kind, Usage};

/// What the class depends on besides the change itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// How the place is used.
    pub usage: Usage,
    /// Our field is a list, which reads a missing or null value as empty.
    pub list: bool,
    /// Our field is read as optional whether or not `null` is documented.
    pub optional: bool,
    /// The new thing must be sent.
    pub required: bool,
}

/// The class of a change.
pub fn classify(
    aspect: Aspect,
    kind: Kind,
    theirs: Option<&str>,
    ours: Option<&str>,
    context: Context,
) -> Class {
    let Context { usage, list, optional, required } = context;
    let breaking = match aspect {
        Aspect::Operation | Aspect::Event | Aspect::Value | Aspect::Variant => kind == Kind::Removed,
        Aspect::Field => kind == Kind::Removed || (required && usage.sent),
        Aspect::Request
        | Aspect::Type
        | Aspect::Tag
        | Aspect::Command
        | Aspect::Authorization
        | Aspect::Path => true,
        Aspect::Response => kind != Kind::Added,
        Aspect::Parameter => kind == Kind::Removed || required,
        Aspect::Required => match theirs {
            Some("true") => usage.sent,
            _ => usage.received && !list,
        },
        Aspect::Nullable => match theirs {
            Some("true") => usage.received && !list && !optional,
            _ => usage.sent,
        },
        Aspect::MinLength | Aspect::Minimum | Aspect::MinItems => {
            usage.sent && !looser(theirs, ours, |t, o| t <= o)
        }
        Aspect::MaxLength | Aspect::Maximum | Aspect::MaxItems => {
            usage.sent && !looser(theirs, ours, |t, o| t >= o)
        }
        Aspect::Default => usage.sent && kind == Kind::Changed,
        Aspect::AllowedFrom => kind == Kind::Changed && later(theirs, ours),
        // The client takes any status of a success.
        Aspect::RestrictionGroup
        | Aspect::Deprecated
        | Aspect::Section
        | Aspect::Status
        | Aspect::Replacement => false,
    };
    if breaking { Class::Breaking } else { Class::Compatible }
}

/// Whether their limit lets everything through that ours does.
fn looser(theirs: Option<&str>, ours: Option<&str>, wider: impl Fn(f64, f64) -> bool) -> bool {
    let number = |limit: Option<&str>| limit.and_then(|limit| limit.parse::<f64>().ok());
    match (number(theirs), number(ours)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(theirs), Some(ours)) => wider(theirs, ours),
    }
}

/// Whether their version is later than ours.
fn later(theirs: Option<&str>, ours: Option<&str>) -> bool {
    let parts = |version: Option<&str>| -> Vec<u64> {
        version.unwrap_or_default().split('.').map(|part| part.parse().unwrap_or_default()).collect()
    };
    parts(theirs) > parts(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(aspect: Aspect, theirs: Option<&str>, ours: Option<&str>, usage: Usage) -> Class {
        let kind = match (theirs, ours) {
            (Some(_), None) => Kind::Added,
            (None, Some(_)) => Kind::Removed,
            _ => Kind::Changed,
        };
        classify(aspect, kind, theirs, ours, Context { usage, ..Context::default() })
    }

    #[test]
    fn requests_break_by_what_tightens_and_answers_by_what_loosens() {
        let required = |usage| class(Aspect::Required, Some("true"), Some("false"), usage);
        assert_eq!(required(Usage::SENT), Class::Breaking);
        assert_eq!(required(Usage::RECEIVED), Class::Compatible);
        let optional = |usage| class(Aspect::Required, Some("false"), Some("true"), usage);
        assert_eq!(optional(Usage::SENT), Class::Compatible);
        assert_eq!(optional(Usage::RECEIVED), Class::Breaking);
        let nullable = |usage| class(Aspect::Nullable, Some("true"), Some("false"), usage);
        assert_eq!(nullable(Usage::SENT), Class::Compatible);
        assert_eq!(nullable(Usage::RECEIVED), Class::Breaking);
    }

    #[test]
    fn a_longer_text_is_welcome_and_a_shorter_one_is_not() {
        assert_eq!(class(Aspect::MaxLength, Some("50"), Some("60"), Usage::SENT), Class::Breaking);
        assert_eq!(class(Aspect::MaxLength, Some("50"), None, Usage::SENT), Class::Breaking);
        assert_eq!(class(Aspect::MaxLength, Some("60"), Some("50"), Usage::SENT), Class::Compatible);
        assert_eq!(class(Aspect::MaxLength, None, Some("50"), Usage::SENT), Class::Compatible);
        assert_eq!(class(Aspect::MaxLength, Some("50"), Some("60"), Usage::RECEIVED), Class::Compatible);
        assert_eq!(class(Aspect::Minimum, Some("1"), Some("0"), Usage::SENT), Class::Breaking);
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(class(Aspect::AllowedFrom, Some("7.10"), Some("7.9.2"), Usage::SENT), Class::Breaking);
        assert_eq!(class(Aspect::AllowedFrom, Some("7.4.6"), Some("7.10"), Usage::SENT), Class::Compatible);
    }
}
