//! Bodies in the shapes that the live service and its restaurants send, with what must come of each: the files of
//! `tests/fixtures/real`, read one by one.

mod calls;
mod fixture;
mod outcome;

#[path = "../../client/service.rs"]
#[allow(dead_code, reason = "the client's tests need all of it")]
mod service;

use std::collections::BTreeSet;

use fixture::{Fixture, Subject};
use iiko_transport::types::WebhookEvent;
use iiko_transport::{BrokenItem, webhooks};
use outcome::{Outcome, Read};

/// Fewer files than this, and some have been lost.
const AT_LEAST: usize = 60;

/// What comes of a body on its way through the client, through the reader of webhooks or, for a type alone, through its
/// decoder.
async fn outcome(fixture: &Fixture) -> Outcome {
    match fixture.subject() {
        Subject::Answer(operation) => calls::answer(operation, fixture).await,
        Subject::Type(name) => {
            let value = (crate::tables::find(name).round_trip)(fixture.bytes().into())?;
            Ok(Read { value, ..Read::default() })
        }
        Subject::Webhooks => Ok(batch(&fixture.bytes())),
    }
}

/// A batch of webhook events; in the place of a broken one stands nothing.
fn batch(body: &[u8]) -> Read {
    let events = webhooks::parse(body).expect("a batch");
    let broken: Vec<BrokenItem> = events.iter().filter_map(|event| event.as_ref().err().cloned()).collect();
    let events: Vec<Option<WebhookEvent>> = events.into_iter().map(Result::ok).collect();
    Read::new(events, &broken)
}

#[tokio::test]
async fn every_real_body_gives_what_it_must() {
    let fixtures = fixture::all();
    assert!(fixtures.len() >= AT_LEAST, "only {} files: are some lost?", fixtures.len());
    let mut wrong = Vec::new();
    for fixture in &fixtures {
        let found = outcome::differences(&outcome(fixture).await, fixture);
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", fixture.file)));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_file_is_about_something_of_its_own() {
    let mut seen = BTreeSet::new();
    for fixture in fixture::all() {
        assert!(fixture.about.ends_with('.'), "{}: `about` is a sentence", fixture.file);
        assert!(seen.insert(fixture.about.clone()), "{}: another file is about the same", fixture.file);
    }
}
