//! Checks of the documented ranges and lengths, made before a request is sent. Limits change after a release:
//! [`ClientBuilder::validate`](crate::ClientBuilder::validate) and the setter of the same name on each call switch
//! the checks off.

// Each section needs some of them, all sections need all.
#![cfg_attr(not(feature = "full"), allow(dead_code))]

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// A part of a request that breaks a documented limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    reason: String,
}

impl Violation {
    fn new(field: &str, reason: String) -> Self {
        Self { path: field.to_owned(), reason }
    }

    fn within(mut self, outer: &str) -> Self {
        let separator = if self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{outer}{separator}{}", self.path);
        self
    }

    /// Where in the request, by the names of the wire: `order.items[2].amount`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which limit, and the value that breaks it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.reason)
    }
}

impl std::error::Error for Violation {}

/// What a request is made of can check its own limits. Calls do so before they are sent, unless they are told not
/// to.
pub trait Validate {
    /// Finds the first value that breaks a documented range or length.
    ///
    /// # Errors
    ///
    /// The violation names the field by its path, the limit and the value.
    fn validate(&self) -> Result<(), Violation>;
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self) -> Result<(), Violation> {
        let mut items = self.iter().enumerate();
        items.try_for_each(|(index, item)| {
            item.validate().map_err(|violation| violation.within(&format!("[{index}]")))
        })
    }
}

/// `None` breaks no limit.
impl<T: Validate> Validate for Option<T> {
    fn validate(&self) -> Result<(), Violation> {
        self.as_ref().map_or(Ok(()), Validate::validate)
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn validate(&self) -> Result<(), Violation> {
        self.iter().try_for_each(|(key, value)| inside(key, value))
    }
}

pub(crate) fn inside(at: &str, value: &impl Validate) -> Result<(), Violation> {
    value.validate().map_err(|violation| violation.within(at))
}

pub(crate) fn length(at: &str, value: &str, min: Option<usize>, max: Option<usize>) -> Result<(), Violation> {
    bounded(at, value.chars().count(), min, max, "characters")
}

#[allow(dead_code, reason = "for limits on lists: the spec has none today")]
pub(crate) fn items<T>(
    at: &str,
    value: &[T],
    min: Option<usize>,
    max: Option<usize>,
) -> Result<(), Violation> {
    bounded(at, value.len(), min, max, "items")
}

fn bounded(
    at: &str,
    count: usize,
    min: Option<usize>,
    max: Option<usize>,
    what: &str,
) -> Result<(), Violation> {
    if let Some(min) = min.filter(|min| count < *min) {
        return Err(Violation::new(at, format!("has {count} {what}; at least {min} are needed")));
    }
    if let Some(max) = max.filter(|max| count > *max) {
        return Err(Violation::new(at, format!("has {count} {what}; at most {max} are allowed")));
    }
    Ok(())
}

/// A number that can be compared with a limit of the spec.
pub(crate) trait Number: Copy + fmt::Display {
    fn decimal(self) -> Option<Decimal>;
}

impl Number for Decimal {
    fn decimal(self) -> Option<Decimal> {
        Some(self)
    }
}

impl Number for f64 {
    fn decimal(self) -> Option<Decimal> {
        Decimal::from_f64(self)
    }
}

impl Number for i32 {
    fn decimal(self) -> Option<Decimal> {
        Some(self.into())
    }
}

impl Number for i64 {
    fn decimal(self) -> Option<Decimal> {
        Some(self.into())
    }
}

/// Limits arrive as the text of the spec, so that none is rounded on the way.
pub(crate) fn range(
    at: &str,
    value: impl Number,
    min: Option<&str>,
    max: Option<&str>,
) -> Result<(), Violation> {
    let number = |text: &str| Decimal::from_scientific(text).or_else(|_| text.parse()).ok();
    let Some(decimal) = value.decimal() else {
        return Err(Violation::new(at, format!("is {value}, which is no number for the service")));
    };
    if let Some(min) = min.filter(|min| number(min).is_some_and(|min| decimal < min)) {
        return Err(Violation::new(at, format!("is {value}; the least is {min}")));
    }
    if let Some(max) = max.filter(|max| number(max).is_some_and(|max| decimal > max)) {
        return Err(Violation::new(at, format!("is {value}; the most is {max}")));
    }
    Ok(())
}
