//! Security schemes whose words about refusals the client could not compare.

use super::common::{HEAD, THINGS, edit, project};
use super::said;

const SCHEME: &str = "components:
  securitySchemes:
    bearer:
      type: http
      x-login-words: [apilogin]
      x-blocked-statuses: [423]
      x-blocked-codes: [LOCKED]
";

#[track_caller]
fn refuses(line: &str, instead: &str, reason: Option<&str>) {
    let scheme = edit(SCHEME, line, instead);
    let head = edit(HEAD, "components:\n", &scheme);
    let at = head.lines().position(|line| line.contains(instead.trim())).expect("a line") + 1;
    let expected: Vec<String> = reason.iter().map(|why| format!("openapi/api.yaml:{at}: {why}")).collect();
    assert_eq!(said(project(&head, THINGS).path()), expected);
}

#[test]
fn what_says_nothing_wrong() {
    refuses("[apilogin]", "[apilogin, apikey2]", None);
}

#[test]
fn a_word_that_is_not_compared_like_that() {
    for words in ["[Api login]", "[api-login]", "['']", "[7]", "[]", "apilogin"] {
        let reason = "`x-login-words` lists words in small letters and digits alone, as they are compared";
        refuses("x-login-words: [apilogin]", &format!("x-login-words: {words}"), Some(reason));
    }
}

#[test]
fn a_status_that_is_no_refusal() {
    for statuses in ["[200]", "['423']", "[-423]", "[423.5]", "423"] {
        let reason = "`x-blocked-statuses` lists HTTP statuses of refusals, 400 to 499";
        refuses("x-blocked-statuses: [423]", &format!("x-blocked-statuses: {statuses}"), Some(reason));
    }
}

#[test]
fn a_code_that_is_none() {
    for codes in ["[' ']", "[423]", "{}"] {
        let reason = "`x-blocked-codes` lists codes of the service";
        refuses("x-blocked-codes: [LOCKED]", &format!("x-blocked-codes: {codes}"), Some(reason));
    }
}

#[test]
fn a_key_that_nobody_knows() {
    refuses("x-blocked-codes", "x-blocked-code", Some("unknown key `x-blocked-code` in a security scheme"));
    refuses("type: http", "type: 5", Some("`type` takes text"));
}
