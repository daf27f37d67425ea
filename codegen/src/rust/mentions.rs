//! Sentences of the spec name operations by their ids; readers of the client's documentation see how to reach them.

use std::collections::HashMap;

use crate::model::{Kind, Spec};

/// The spec with `` `draft_create` `` written as `` `drafts().create` `` in its sentences. What has a Python name is a
/// method of the client under its id, and stays.
pub fn shown(spec: &Spec) -> Spec {
    let reached = spec.operations.iter().filter(|operation| !operation.is_on_client());
    let reached: HashMap<String, String> =
        reached.map(|operation| (operation.id.clone(), spec.call_of(operation))).collect();
    let mut shown = spec.clone();
    each_sentence(&mut shown, |sentence| *sentence = rewritten(sentence, &reached));
    shown
}

fn each_sentence(spec: &mut Spec, mut change: impl FnMut(&mut String)) {
    spec.sections.iter_mut().for_each(|section| change(&mut section.description));
    for operation in &mut spec.operations {
        change(&mut operation.summary);
        operation.description.iter_mut().for_each(&mut change);
    }
    for schema in spec.schemas.values_mut() {
        change(&mut schema.description);
        match &mut schema.kind {
            Kind::Object(fields) => fields.iter_mut().for_each(|field| change(&mut field.description)),
            Kind::StringEnum(values) => values.iter_mut().for_each(|value| change(&mut value.description)),
            Kind::IntegerEnum(values) => values.iter_mut().for_each(|value| change(&mut value.description)),
            Kind::Code(code) => code.known.iter_mut().for_each(|value| change(&mut value.description)),
            Kind::Union(_) | Kind::Id(_) => {}
        }
    }
}

/// Only whole spans of code are names: every second part between backquotes.
fn rewritten(sentence: &str, reached: &HashMap<String, String>) -> String {
    let parts = sentence.split('`').enumerate();
    let parts: Vec<&str> = parts
        .map(|(place, part)| match reached.get(part) {
            Some(call) if place % 2 == 1 => call,
            _ => part,
        })
        .collect();
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_spans_of_code_are_names() {
        let reached = HashMap::from([("draft_create".to_owned(), "drafts().create".to_owned())]);
        let shown = rewritten("See `draft_create`, not draft_create or `draft_create.id`.", &reached);
        assert_eq!(shown, "See `drafts().create`, not draft_create or `draft_create.id`.");
    }
}
