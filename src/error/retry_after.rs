//! `Retry-After`: seconds or a date.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::clock::{AN_AGE, wall};

/// How long the service asks to be left alone.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(AN_AGE);
    }
    let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    let now = chrono::DateTime::<chrono::Utc>::from(wall());
    // A date in the past asks for nothing more.
    Some(date.signed_duration_since(now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use tokio::time::Instant;

    use super::*;
    use crate::clock::later;

    fn asked(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).expect("a header's value"));
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(asked("120"), Some(Duration::from_secs(120)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO), "past");
        let date = chrono::DateTime::<chrono::Utc>::from(wall()) + chrono::TimeDelta::seconds(3600);
        let left = asked(&date.to_rfc2822()).expect("a date");
        assert!(left <= Duration::from_secs(3600) && left > Duration::from_secs(1800), "{left:?}");
        assert_eq!(asked("soon"), None);
        assert_eq!(asked("-1"), None);
    }

    #[test]
    fn no_wait_is_too_long_for_the_clock() {
        for text in ["18446744073709551615", "99999999999999999999999999"] {
            assert!(later(Instant::now(), asked(text).expect("a wait")) > Instant::now(), "{text}");
        }
    }
}
