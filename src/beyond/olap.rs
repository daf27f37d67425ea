//! Filters of OLAP reports, by what they let in: the spec knows one shape for all of them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::codec::{Codec as _, Exact};
use crate::types::{OlapFilter, OlapFilterType, OlapPeriodType};

/// Filters for `olap().report`.
///
/// ```
/// use iiko_transport::chrono::NaiveDate;
/// use iiko_transport::types::{OlapFilter, OlapPeriodType};
///
/// # fn example() -> Option<[OlapFilter; 4]> {
/// let august = NaiveDate::from_ymd_opt(2026, 8, 1)?..=NaiveDate::from_ymd_opt(2026, 8, 31)?;
/// let filters = [
///     OlapFilter::date_range("OpenDate.Typed", august),
///     OlapFilter::include_values("OrderType", ["Delivery by courier", "Pickup"]),
///     OlapFilter::exclude_values("DishCategory", ["Bags"]),
///     OlapFilter::range("DishSumInt", 100..=5_000),
/// ];
/// let yesterday = OlapFilter::period("OpenDate.Typed", OlapPeriodType::Yesterday);
/// # Some(filters)
/// # }
/// # assert!(example().is_some());
/// ```
impl OlapFilter {
    /// Only days from the first to the last, both included; 31 days at most. Every report needs a filter by date.
    pub fn date_range(field: impl Into<String>, days: std::ops::RangeInclusive<NaiveDate>) -> Self {
        let day = |day: &NaiveDate| Value::from(day.to_string());
        Self::builder()
            .name(field)
            .filter_type(OlapFilterType::DateRange)
            .period_type(OlapPeriodType::Custom)
            .from(day(days.start()))
            .to(day(days.end()))
            .include_low(true)
            .include_high(true)
            .build()
    }

    /// Only days of a period that the service names, such as yesterday or the last month.
    pub fn period(field: impl Into<String>, period: OlapPeriodType) -> Self {
        Self::builder().name(field).filter_type(OlapFilterType::DateRange).period_type(period).build()
    }

    /// Only these values.
    pub fn include_values(
        field: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::builder().name(field).filter_type(OlapFilterType::IncludeValues).values(values).build()
    }

    /// All values but these.
    pub fn exclude_values(
        field: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::builder().name(field).filter_type(OlapFilterType::ExcludeValues).values(values).build()
    }

    /// Only numbers from the first to the last, both included.
    pub fn range<N: Into<Decimal> + Clone>(
        field: impl Into<String>,
        numbers: std::ops::RangeInclusive<N>,
    ) -> Self {
        Self::builder()
            .name(field)
            .filter_type(OlapFilterType::Range)
            .from(number(numbers.start().clone().into()))
            .to(number(numbers.end().clone().into()))
            .include_low(true)
            .include_high(true)
            .build()
    }
}

/// A decimal as a JSON number, as every other goes out.
fn number(value: Decimal) -> Value {
    Exact::write(&value, serde_json::value::Serializer).unwrap_or(Value::Null)
}
