//! Marks of how answers are read, where they mean nothing.

use iiko_codegen::model::{Field, Kind, Spec};
use xtask::bundle;
use xtask::fragments::Fragments;

use super::common::{HEAD, THINGS, edit, project};
use super::{refuses, refuses_property, said};

#[test]
fn marks_arrive_in_the_model() {
    let marked = [
        ("            $ref: '#/components/schemas/Thing'\n", "          x-independent: true\n"),
        ("        price:\n          description: What it costs.\n", "          x-forgiving: true\n"),
        ("        BLUE: Like the sky.\n", "      x-wire-numbers:\n        BLUE: 7\n"),
        ("      operationId: thing_find\n", "      x-whole-request: true\n"),
    ];
    let add = |text: String, (place, mark): &(&str, &str)| edit(&text, place, &format!("{place}{mark}"));
    let things = edit(THINGS, "      x-python-method: thing_find\n", "");
    let project = project(HEAD, &marked.iter().fold(things, add));
    assert_eq!(said(project.path()), [""; 0]);
    let fragments = Fragments::read(project.path()).expect("readable fragments");
    let spec = Spec::from_document(bundle::document(&fragments)).expect("a model");
    let names = |has: fn(&Field) -> bool| -> Vec<&str> {
        let fields = spec.schemas.values().flat_map(|schema| schema.fields());
        fields.filter(|field| has(field)).map(|field| field.name.as_str()).collect()
    };
    assert_eq!(names(|field| field.independent), ["items"]);
    assert_eq!(names(|field| field.forgiving), ["price"]);
    let Kind::StringEnum(colors) = &spec.schemas["Color"].kind else { panic!("an enum of texts") };
    assert_eq!(colors.iter().map(|color| color.number).collect::<Vec<_>>(), [None, Some(7)]);
    let whole = spec.operations.iter().filter(|operation| operation.whole_request);
    assert_eq!(whole.map(|operation| operation.id.as_str()).collect::<Vec<_>>(), ["thing_find"]);
}

#[test]
fn forgiveness_for_what_is_required() {
    refuses(
        "description: Which one.\n",
        "description: Which one.\n          x-forgiving: true\n",
        "        id:\n          description: Which one.",
        "`Thing.id` has `x-forgiving`: what may read as absent is not required",
    );
}

#[test]
fn forgiveness_in_a_request() {
    refuses(
        "description: Word in the name.\n",
        "description: Word in the name.\n          x-forgiving: true\n",
        "        word:\n          description: Word in the name.",
        "`ThingFindRequest.word` has `x-forgiving`: a schema that is sent, or never received, \
         has nothing to forgive",
    );
}

#[test]
fn forgiveness_for_more_than_a_value() {
    for kind in [
        "type: array\nitems:\n  type: string",
        "type: object\nadditionalProperties:\n  type: string",
        "allOf:\n  - $ref: '#/components/schemas/Thing'",
    ] {
        refuses_property(
            &format!("{kind}\nx-forgiving: true"),
            "        extra:",
            "`Failure.extra` has `x-forgiving`: only a plain value or an id can be missed; \
             a list or an object holds too much",
        );
    }
}

#[test]
fn independence_in_a_request() {
    let word = "          description: Word in the name.\n          type: string\n          minLength: 1\n          maxLength: 20\n";
    refuses(
        word,
        "          description: Words in the name.\n          type: array\n          items:\n            \
         $ref: '#/components/schemas/Pick'\n          x-independent: true\n",
        "        word:\n          description: Words",
        "`ThingFindRequest.word` has `x-independent`: nothing is received there",
    );
}

#[test]
fn independence_of_what_is_no_entity() {
    for kind in [
        "type: string",
        "type: array\nitems:\n  type: string",
        "type: array\nitems:\n  $ref: '#/components/schemas/ThingId'",
    ] {
        refuses_property(
            &format!("{kind}\nx-independent: true"),
            "        extra:",
            "`Failure.extra` has `x-independent`: only a list of objects or unions has items \
             that stand for themselves",
        );
    }
}

#[test]
fn a_mark_of_the_items() {
    refuses_property(
        "type: array\nitems:\n  type: string\n  x-forgiving: true",
        "x-forgiving: true",
        "`items` of `Failure.extra`: `x-forgiving` belongs beside `type`",
    );
}
