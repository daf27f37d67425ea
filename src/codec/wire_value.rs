//! A value of an enum as it stands on the wire.

use std::fmt;

use serde::{Serialize, Serializer};

/// What stands on the wire where an enum's value is due: a text or a number. It goes back out as what it was.
///
/// ```
/// use iiko_transport::WireValue;
///
/// let (text, number) = (WireValue::from("192"), WireValue::from(192));
/// assert_eq!(text.as_str(), number.as_str());
/// assert!(number.is_number() && text != number);
/// assert_eq!(number.as_i64(), Some(192));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireValue {
    text: Box<str>,
    is_number: bool,
}

impl WireValue {
    /// The text, or the number's digits.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is a number.
    pub const fn is_number(&self) -> bool {
        self.is_number
    }

    /// The number, if it is a whole one that 64 bits hold. A text has none, whatever it spells.
    pub fn as_i64(&self) -> Option<i64> {
        if self.is_number { self.text.parse().ok() } else { None }
    }

    /// A number that is no `i64`.
    pub(crate) fn number(value: impl fmt::Display) -> Self {
        Self { text: value.to_string().into(), is_number: true }
    }
}

/// A text.
impl From<&str> for WireValue {
    fn from(text: &str) -> Self {
        Self { text: text.into(), is_number: false }
    }
}

/// A text.
impl From<String> for WireValue {
    fn from(text: String) -> Self {
        Self { text: text.into(), is_number: false }
    }
}

/// A number.
impl From<i64> for WireValue {
    fn from(number: i64) -> Self {
        Self::number(number)
    }
}

/// The text, or the number's digits.
impl fmt::Display for WireValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// As in JSON: a text in quotes, a number without.
impl fmt::Debug for WireValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_number { f.write_str(&self.text) } else { fmt::Debug::fmt(&*self.text, f) }
    }
}

impl Serialize for WireValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_number {
            return serializer.serialize_str(&self.text);
        }
        if let Ok(number) = self.text.parse::<i64>() {
            return serializer.serialize_i64(number);
        }
        if let Ok(number) = self.text.parse::<u64>() {
            return serializer.serialize_u64(number);
        }
        // Every number that is none of these came as a double.
        serializer.serialize_f64(self.text.parse().unwrap_or(f64::NAN))
    }
}
