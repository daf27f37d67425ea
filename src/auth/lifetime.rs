//! How long a token is used. What it says of itself comes from outside and may be anything.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::clock::wall;

/// How long a token of unknown lifetime is trusted: the service keeps it for an hour.
const UNKNOWN: Duration = Duration::from_secs(15 * 60);

/// No token is trusted for longer, whatever it says: some count in milliseconds.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A token is renewed this long before its end, or a tenth of its life before if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// How long from now a token should be used.
pub(super) fn good_for(token: &str) -> Duration {
    usable(lifetime(token))
}

/// All of a lifetime but the margin at its end.
fn usable(lifetime: Option<Duration>) -> Duration {
    let lifetime = lifetime.unwrap_or(UNKNOWN).min(LONGEST);
    lifetime.saturating_sub(MARGIN.min(lifetime / 10))
}

/// How long a JWT lives from now. The issuer's own clock is preferred to ours, which may be wrong.
fn lifetime(token: &str) -> Option<Duration> {
    let payload = token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let begin = seconds(&claims["iat"]).or_else(now)?;
    let seconds = seconds(&claims["exp"])?.saturating_sub(begin);
    u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

/// Seconds since 1970, of which the standard lets an issuer write parts. Casts of floats saturate.
fn seconds(claim: &Value) -> Option<i64> {
    claim.as_i64().or_else(|| claim.as_f64().map(|seconds| seconds as i64))
}

fn now() -> Option<i64> {
    let since = wall().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jwt(claims: &str) -> String {
        format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_is_renewed_shortly_before_its_end() {
        let seconds = Duration::from_secs;
        let cases = [
            (None, seconds(14 * 60)),
            (Some(seconds(3600)), seconds(3540)),
            (Some(seconds(100)), seconds(90)),
            (Some(Duration::MAX), LONGEST - MARGIN),
        ];
        for (lifetime, good_for) in cases {
            assert_eq!(usable(lifetime), good_for, "{lifetime:?}");
        }
    }

    #[test]
    fn a_jwt_tells_its_lifetime() {
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":4600}"#)), Some(Duration::from_secs(3600)));
        assert_eq!(lifetime(&jwt(r#"{"iat":1000.9,"exp":4600.25}"#)), Some(Duration::from_secs(3600)));
        for nothing in ["an-opaque-token".to_owned(), jwt("7"), jwt("[]"), jwt(r#"{"exp":"soon"}"#)] {
            assert_eq!(lifetime(&nothing), None, "{nothing}");
        }
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":10}"#)), None);
    }

    #[test]
    fn an_end_beyond_all_time_is_tomorrow() {
        let tomorrow = LONGEST - MARGIN;
        for exp in ["9223372036854775807", "18446744073709551615", "1e300", "1790000000000"] {
            for iat in ["null", "0", "1790000000", "-9223372036854775808"] {
                let token = jwt(&format!(r#"{{"iat":{iat},"exp":{exp}}}"#));
                assert_eq!(good_for(&token), tomorrow, "exp {exp}, iat {iat}");
            }
            assert_eq!(good_for(&jwt(&format!(r#"{{"exp":{exp}}}"#))), tomorrow, "exp {exp}");
        }
    }

    /// Any JSON, with numbers of all sizes.
    fn claim() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<i64>().prop_map(|number| number.to_string()),
            any::<u64>().prop_map(|number| number.to_string()),
            any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
            (any::<i32>(), 0..400).prop_map(|(number, power)| format!("{number}e{power}")),
            any::<String>().prop_map(|text| serde_json::json!(text).to_string()),
            Just("null".to_owned()),
            Just("[1]".to_owned()),
            Just(r#"{"exp":1}"#.to_owned()),
        ]
    }

    proptest! {
        #[test]
        fn no_claims_are_trusted_beyond_a_day(exp in claim(), iat in claim()) {
            let claims = [format!(r#"{{"exp":{exp},"iat":{iat}}}"#), format!(r#"{{"exp":{exp}}}"#), exp];
            for claims in claims {
                prop_assert!(good_for(&jwt(&claims)) <= LONGEST, "{}", claims);
            }
        }

        #[test]
        fn no_text_is_a_token_that_cannot_be_kept(token in any::<String>(), bytes in any::<Vec<u8>>()) {
            prop_assert!(good_for(&token) <= LONGEST);
            let token = format!("head.{}.signature", URL_SAFE_NO_PAD.encode(bytes));
            prop_assert!(good_for(&token) <= LONGEST);
        }
    }
}
