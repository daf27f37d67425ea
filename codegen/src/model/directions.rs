//! Which way each schema travels: with requests, with answers, or both.

use std::collections::HashSet;

use super::references::error_schemas;
use super::spec::Spec;

/// Which way a schema travels.
#[derive(Debug, Clone, Default)]
pub struct Directions<'a> {
    /// Schemas that requests are made of.
    pub sent: HashSet<&'a str>,
    /// Schemas that responses and events are made of.
    pub received: HashSet<&'a str>,
}

impl<'a> Directions<'a> {
    /// Follows every request, response and event of the spec.
    pub fn of(spec: &'a Spec) -> Self {
        let requests = spec.operations.iter().filter_map(|op| op.request.as_deref()).collect();
        let mut answers: Vec<&str> = spec.operations.iter().filter_map(|op| op.response.as_deref()).collect();
        answers.extend(spec.sections.iter().filter_map(|section| section.events.as_deref()));
        answers.extend(error_schemas(&spec.document));
        Self { sent: spec.closure(requests), received: spec.closure(answers) }
    }

    /// Whether a schema is only ever sent, so that an unset list differs from an empty one.
    pub fn only_sent(&self, schema: &str) -> bool {
        self.sent.contains(schema) && !self.received.contains(schema)
    }
}
