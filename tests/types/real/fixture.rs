//! A file of `tests/fixtures/real`: what it is about, the body, and what must come of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use wiremock::ResponseTemplate;

/// One body and its right outcome.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// The file's name.
    #[serde(skip)]
    pub file: String,
    /// What it is about, in one sentence.
    pub about: String,
    /// Operation whose answer the body is.
    answer: Option<String>,
    /// Type that the body is, where no operation answers with it.
    #[serde(rename = "type")]
    of_type: Option<String>,
    /// Whether the body is what iiko posts to a webhook handler.
    #[serde(default)]
    webhooks: bool,
    /// Whether the answer is read leniently.
    #[serde(default)]
    pub lenient: bool,
    #[serde(default = "success")]
    status: u16,
    #[serde(default = "json")]
    content_type: String,
    /// Further headers of the answer.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The body, where it is clean JSON.
    body: Option<Value>,
    /// The body, where it is not.
    text: Option<String>,
    /// Values of what was read, written again as JSON, by JSON pointer; `null`: it is not there.
    #[serde(default)]
    pub expect: BTreeMap<String, Value>,
    /// The same for numbers that must keep every digit: their spelling.
    #[serde(default)]
    pub spelt: BTreeMap<String, String>,
    /// Paths of the broken items that are left out: all of them, and no others.
    #[serde(default)]
    pub broken: Vec<String>,
    /// The error that the body must give.
    pub error: Option<ExpectedError>,
}

/// The error that a body must give. What is not said may be anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// Name of the variant of `Error`.
    pub kind: String,
    /// Status of the answer.
    pub status: Option<u16>,
    /// Where the answer cannot be read.
    pub path: Option<String>,
    /// The service's code.
    pub code: Option<String>,
    /// The call's id in the service's logs.
    pub correlation_id: Option<String>,
    /// Whether a write took effect: name of the variant of `Effect`.
    pub effect: Option<String>,
    /// Seconds to leave the service alone.
    pub retry_after: Option<u64>,
    /// Whether the login is blocked.
    pub blocked: Option<bool>,
    /// Parts of the message.
    #[serde(default)]
    pub words: Vec<String>,
    /// What the message must not hold.
    #[serde(default)]
    pub never: Vec<String>,
}

/// What a body is.
pub enum Subject<'a> {
    Answer(&'a str),
    Type(&'a str),
    Webhooks,
}

fn success() -> u16 {
    200
}

fn json() -> String {
    "application/json".to_owned()
}

impl Fixture {
    pub fn subject(&self) -> Subject<'_> {
        match (&self.answer, &self.of_type, self.webhooks) {
            (Some(operation), None, false) => Subject::Answer(operation),
            (None, Some(name), false) => Subject::Type(name),
            (None, None, true) => Subject::Webhooks,
            _ => panic!("{}: either `answer` or `type` or `webhooks`", self.file),
        }
    }

    /// The body as it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.text) {
            (Some(body), None) => body.to_string().into_bytes(),
            (None, Some(text)) => text.clone().into_bytes(),
            _ => panic!("{}: either `body` or `text`", self.file),
        }
    }

    /// The whole answer of a server.
    pub fn answer(&self) -> ResponseTemplate {
        let answer = ResponseTemplate::new(self.status);
        let answer = self
            .headers
            .iter()
            .fold(answer, |answer, (name, value)| answer.insert_header(name.as_str(), value.as_str()));
        if self.content_type.is_empty() {
            return answer.set_body_bytes(self.bytes());
        }
        answer.set_body_raw(self.bytes(), &self.content_type)
    }

    fn read(path: &Path) -> Self {
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut fixture: Self = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        fixture.file = file;
        let expects = !fixture.expect.is_empty() || !fixture.spelt.is_empty();
        assert!(expects != fixture.error.is_some(), "{}: either values or an error", fixture.file);
        fixture
    }
}

/// All files, by name.
pub fn all() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/real");
    let entries = std::fs::read_dir(folder).expect("the folder of the fixtures");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    paths.iter().map(|path| Fixture::read(path)).collect()
}
