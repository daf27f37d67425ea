//! Where in a body a value is made, and what is known there.

use super::known::Thing;

/// Where in a body a value is made, and what is known there.
#[derive(Clone, Default)]
pub(super) struct Place<'a> {
    /// The JSON pointer of the value.
    pub(super) pointer: String,
    /// Name of the field.
    pub(super) name: &'a str,
    /// Name of the field that holds the object; empty for fields of the body itself.
    pub(super) parent: &'a str,
    /// Name of the object's schema.
    pub(super) owner: &'a str,
    /// Name of the thing that the object is about.
    pub(super) own_name: Option<String>,
    /// The schemas that it stands in, the outermost first.
    pub(super) trail: Vec<&'a str>,
    /// In how many lists it stands.
    pub(super) lists: u32,
    /// What the objects around it are about, by kind of id, the outermost first.
    about: Vec<(&'a str, Thing)>,
}

impl<'a> Place<'a> {
    /// A field of the object that is made here.
    pub(super) fn field(&self, name: &'a str, owner: &'a str) -> Self {
        Self { pointer: format!("{}/{name}", self.pointer), name, parent: self.name, owner, ..self.clone() }
    }

    /// An item of the list that is made here.
    pub(super) fn item(&self, index: u64) -> Self {
        let pointer = format!("{}/{index}", self.pointer);
        Self { pointer, lists: self.lists + 1, own_name: None, ..self.clone() }
    }

    /// The same place, inside a schema.
    pub(super) fn inside(&self, schema: Option<&'a str>) -> Self {
        let mut place = self.clone();
        place.trail.push(schema.unwrap_or_default());
        place
    }

    /// The same place, where an object is about a thing.
    pub(super) fn about(mut self, kind: &'a str, thing: Thing) -> Self {
        self.about.push((kind, thing));
        self
    }

    /// The thing of that kind that the nearest object around is about.
    pub(super) fn thing(&self, kind: &str) -> Option<&Thing> {
        self.about.iter().rev().find(|(own, _)| *own == kind).map(|(_, thing)| thing)
    }
}
