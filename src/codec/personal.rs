//! Takes personal data out of texts that are for logs: what looks like a phone number or an e-mail address, and what
//! a decode error quotes of a property that holds such data.

use std::borrow::Cow;
use std::ops::Range;

use crate::operation::operations::{MASKED, MASKED_BESIDE};

/// What stands in the place of a masked value.
pub(crate) const MASK: &str = "***";

/// Digits of a phone number that is written with its country's code, and of one without a plus.
const WITH_PLUS: std::ops::RangeInclusive<usize> = 8..=15;
const WITHOUT_PLUS: std::ops::RangeInclusive<usize> = 10..=12;

/// Length of a uuid in its usual spelling: digits and dashes that are no phone number.
const UUID: usize = 36;

/// The text without what looks like a phone number or an e-mail address, wherever it stands.
pub(crate) fn veiled(text: &str) -> Cow<'_, str> {
    let mut found = addresses(text);
    found.extend(phones(text));
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|range| range.start);
    let (mut out, mut end) = (String::with_capacity(text.len()), 0);
    for range in found.into_iter().filter(|range| !range.is_empty()) {
        if range.start >= end {
            out.push_str(&text[end..range.start]);
            out.push_str(MASK);
        }
        end = end.max(range.end);
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

/// The reason of a decode error, without the value that it quotes when its path leads into personal data.
pub(crate) fn veiled_reason(path: &str, reason: &str) -> String {
    // These name the property and quote no value.
    let names_only = ["missing field", "duplicate field"].iter().any(|start| reason.starts_with(start));
    if !names_only && is_personal(path) {
        return without_quotes(reason);
    }
    veiled(reason).into_owned()
}

/// Whether a property on the path holds secrets or personal data.
fn is_personal(path: &str) -> bool {
    let mut names = path.split('.').map(|part| part.split('[').next().unwrap_or(part));
    names.any(|name| MASKED.contains(&name) || MASKED_BESIDE.contains(&name))
}

/// Hides what stands between the outermost quotes, and between the first pair of backticks: what was found, for behind
/// it stands what was expected.
fn without_quotes(reason: &str) -> String {
    let (found, expected) = reason.split_at(reason.rfind(", expected ").unwrap_or(reason.len()));
    let mut hidden = found.to_owned();
    for quote in ['"', '`'] {
        let Some(start) = hidden.find(quote) else { continue };
        let last = if quote == '"' {
            hidden.rfind(quote)
        } else {
            hidden[start + 1..].find(quote).map(|at| start + 1 + at)
        };
        if let Some(end) = last.filter(|end| *end > start) {
            hidden.replace_range(start + 1..end, MASK);
        }
    }
    hidden + expected
}

/// Where e-mail addresses stand.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let in_name = |char: char| char.is_alphanumeric() || "._%+-'".contains(char);
    let in_domain = |char: char| char.is_alphanumeric() || ".-".contains(char);
    let signs = memchr::memchr_iter(b'@', text.as_bytes());
    let address = |at: usize| {
        let name = text[..at].trim_end_matches(in_name).len();
        let after = &text[at + 1..];
        let domain = &after[..after.len() - after.trim_start_matches(in_domain).len()];
        let domain = domain.trim_end_matches(['.', '-']);
        (name < at && domain.contains('.')).then(|| name..at + 1 + domain.len())
    };
    signs.filter_map(address).collect()
}

/// Where phone numbers stand: digits, with what people put between them.
fn phones(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|next| at + next) {
        let end = end_of_number(bytes, start);
        // Beyond it, so that the time taken is that of one reading.
        at = end;
        if let Some(skipped) = other_than_a_phone(text, start) {
            at = skipped;
            continue;
        }
        found.extend(phone(bytes, start, end));
    }
    found
}

/// The end of a run of digits and separators that begins with a digit: behind its last digit.
fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let run =
        bytes[start..].iter().take_while(|byte| byte.is_ascii_digit() || b" -()\xA0\xC2".contains(byte));
    let run = &bytes[start..start + run.count()];
    start + run.iter().rposition(u8::is_ascii_digit).map_or(1, |last| last + 1)
}

/// The end of a uuid or a date that begins there.
fn other_than_a_phone(text: &str, start: usize) -> Option<usize> {
    let word = text[..start].trim_end_matches(|char: char| char.is_ascii_hexdigit() || char == '-').len();
    for begin in [start, word] {
        if text.get(begin..begin + UUID).is_some_and(|word| uuid::Uuid::try_parse(word).is_ok()) {
            return Some(begin + UUID);
        }
    }
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match text.as_bytes().get(start..start + 10)? {
        [year @ .., b'-', a, b, b'-', c, d] if digits(year) && digits(&[*a, *b, *c, *d]) => Some(start + 10),
        _ => None,
    }
}

/// The number with its plus, if it has as many digits as a phone number and is no part of a word.
fn phone(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let digits = bytes[start..end].iter().filter(|byte| byte.is_ascii_digit()).count();
    let open = bytes[..start].iter().rposition(|byte| *byte != b'(').map_or(0, |before| before + 1);
    let plus = open.checked_sub(1).filter(|at| bytes[*at] == b'+');
    let known = if plus.is_some() { WITH_PLUS } else { WITHOUT_PLUS };
    let begin = plus.unwrap_or(open);
    let in_a_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let apart = !in_a_word(begin.checked_sub(1).and_then(|at| bytes.get(at))) && !in_a_word(bytes.get(end));
    (known.contains(&digits) && apart).then_some(begin..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_addresses_go_and_the_rest_stays() {
        let cases = [
            ("phone +79990000000 is taken", "phone *** is taken"),
            ("8 (999) 000-00-00, call", "***, call"),
            ("+7(999)0000000", "***"),
            ("(999) 000-00-00", "***"),
            ("tel:375291234567;", "tel:***;"),
            ("two: 89990000000 and +441632960961.", "two: *** and ***."),
            ("mail anna.k+shop@mail.example.com!", "mail ***!"),
            ("почта анна@почта.рф", "почта ***"),
            ("<a@b.co>,b@c.de", "<***>,***"),
        ];
        for (text, expected) in cases {
            assert_eq!(veiled(text), expected);
        }
        let others = [
            "00000000-0000-4000-8000-000000000001",
            "12345678-1234-4123-8123-12345678901f",
            "id a2345678-1234-4123-8123-123456789012 is unknown",
            "2026-01-01 10:00:00.000",
            "2026-01-01T10:00:00.000+03:00",
            "order 12345, sum 100.50, 4607034170011",
            "1700000000000",
            "192.168.100.100:443",
            "item1234567890x",
            "a@b, @here, x@",
            "",
        ];
        for text in others {
            assert_eq!(veiled(text), text);
        }
    }

    #[test]
    fn what_is_quoted_of_a_person_is_hidden() {
        let quoted = r#"invalid type: string "Anna "K"", expected an integer"#;
        assert_eq!(
            veiled_reason("customer.phone", quoted),
            r#"invalid type: string "***", expected an integer"#
        );
        assert_eq!(
            veiled_reason("customers[1].phone", "invalid type: integer `7`"),
            "invalid type: integer `***`"
        );
        let tagged = "invalid type: null, expected an object of Customer with `type`";
        assert_eq!(veiled_reason("reserve.customer", tagged), tagged);
        assert_eq!(veiled_reason("customer.phone", "missing field `phone`"), "missing field `phone`");
        assert_eq!(veiled_reason("sum", r#"string "two""#), r#"string "two""#);
        assert_eq!(veiled_reason("sum", r#"string "a@b.co""#), r#"string "***""#);
    }
}
