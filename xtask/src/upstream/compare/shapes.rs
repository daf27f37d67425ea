//! The walk below operations and events: types, shapes, fields, values and members.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::Walk;
use crate::upstream::change::{Aspect, Usage};
use crate::upstream::class::Context;
use crate::upstream::model::{Contract, Field, Item, LIMITS, Shape, Type, Variant, likeness, most_alike};
use crate::upstream::ours::text;

impl<'a> Walk<'a> {
    pub(super) fn types(&mut self, place: &str, theirs: &Type, ours: &Type, usage: Usage) {
        let (their, our) = (self.theirs.resolve(theirs), self.ours.resolve(ours));
        match (their, our) {
            (Type::Shape(theirs), Type::Shape(ours)) => return self.shapes(place, theirs, ours, usage),
            (Type::List(theirs), Type::List(ours)) => {
                return self.items(&format!("{place}[]"), theirs, ours, usage);
            }
            (Type::Map(theirs), Type::Map(ours)) => {
                return self.items(&format!("{place}{{}}"), theirs, ours, usage);
            }
            _ if their == our => return,
            _ => {}
        }
        self.type_differs(place, their, our, usage);
        // Below a type that differs by a list or a map the same shapes still stand for each other.
        if let (Some(theirs), Some(ours)) = (self.theirs.innermost(their), self.ours.innermost(our)) {
            let is_object = |contract: &Contract, name: &str| {
                !matches!(contract.shapes.get(name), None | Some(Shape::Enum { .. }))
            };
            if is_object(self.theirs, theirs) == is_object(self.ours, ours) {
                self.shapes(place, theirs, ours, usage);
            }
        }
    }

    fn type_differs(&mut self, place: &str, theirs: &Type, ours: &Type, usage: Usage) {
        let (theirs, ours) = (self.theirs.describe(theirs), self.ours.describe(ours));
        self.differ(place, Aspect::Type, Some(theirs), Some(ours), Context { usage, ..Context::default() });
    }

    fn items(&mut self, place: &str, theirs: &Item, ours: &Item, usage: Usage) {
        self.visit(place);
        let context = Context { usage, ..Context::default() };
        self.mark(place, Aspect::Nullable, Some(theirs.nullable), Some(ours.nullable), context);
        self.types(place, &theirs.ty, &ours.ty, usage);
    }

    pub(super) fn shapes(&mut self, place: &str, theirs: &str, ours: &str, usage: Usage) {
        let (Some(their), Some(our)) = (self.theirs.shapes.get(theirs), self.ours.shapes.get(ours)) else {
            return;
        };
        if different_kinds(their, our) {
            self.type_differs(place, &Type::Shape(theirs.to_owned()), &Type::Shape(ours.to_owned()), usage);
            return self.unlike(place, (theirs, their), (ours, our), usage);
        }
        // What has no name of its own is known by its place.
        let inline = ours.contains('.');
        if !inline {
            self.result.pairs.entry(ours.to_owned()).or_default().insert(theirs.to_owned());
        }
        if !self.seen.insert((theirs.to_owned(), ours.to_owned(), usage)) {
            return;
        }
        self.visit(ours);
        let outer = if inline { None } else { Some(std::mem::replace(&mut self.inside, theirs.to_owned())) };
        match (their, our) {
            (Shape::Object(theirs), Shape::Object(our)) => self.objects(ours, theirs, our, usage),
            (Shape::Enum { values: theirs, .. }, Shape::Enum { values: our, .. }) => {
                self.enums(ours, theirs, our, usage)
            }
            (Shape::Union { tag: their_tag, variants: theirs }, Shape::Union { tag, variants: our }) => {
                self.unions(ours, (their_tag.as_deref(), theirs), (tag.as_deref(), our), usage);
            }
            _ => {}
        }
        if let Some(outer) = outer {
            self.inside = outer;
        }
    }

    /// An object in the place of a union is held against the member that is the most similar, so that what stands
    /// below is compared still.
    fn unlike(
        &mut self,
        place: &str,
        (theirs, their): (&str, &'a Shape),
        (ours, our): (&str, &'a Shape),
        usage: Usage,
    ) {
        let (variants, object, contract) = match (their, our) {
            (Shape::Object(_), Shape::Union { variants, .. }) => {
                self.visit(ours);
                (variants, self.theirs.property_names(theirs), self.ours)
            }
            (Shape::Union { variants, .. }, Shape::Object(_)) => {
                (variants, self.ours.property_names(ours), self.theirs)
            }
            _ => return,
        };
        let members =
            variants.iter().map(|variant| (&*variant.shape, contract.property_names(&variant.shape)));
        let Some((member, _)) = most_alike(&object, members).filter(|(_, alike)| *alike > 0.0) else {
            return;
        };
        match our {
            Shape::Union { .. } => self.shapes(place, theirs, member, usage),
            _ => self.shapes(place, member, ours, usage),
        }
    }

    fn enums(&mut self, place: &str, theirs: &[String], ours: &[String], usage: Usage) {
        let context = Context { usage, ..Context::default() };
        for value in ours.iter().filter(|value| !theirs.contains(value)) {
            self.differ(place, Aspect::Value, None, Some(value.clone()), context);
        }
        for value in theirs.iter().filter(|value| !ours.contains(value)) {
            self.differ(place, Aspect::Value, Some(value.clone()), None, context);
        }
    }

    fn objects(
        &mut self,
        place: &str,
        theirs: &IndexMap<String, Field>,
        ours: &IndexMap<String, Field>,
        usage: Usage,
    ) {
        for (name, our) in ours {
            let place = format!("{place}.{name}");
            self.visit(&place);
            match theirs.get(name) {
                Some(their) => self.field(&place, their, our, usage),
                None => {
                    let ours = Some(self.ours.describe(&our.item.ty));
                    self.differ(&place, Aspect::Field, None, ours, Context { usage, ..Context::default() });
                }
            }
        }
        for (name, their) in theirs.iter().filter(|(name, _)| !ours.contains_key(*name)) {
            let context = Context { usage, required: their.required, ..Context::default() };
            let theirs = Some(self.theirs.describe(&their.item.ty));
            self.differ(&format!("{place}.{name}"), Aspect::Field, theirs, None, context);
        }
    }

    fn field(&mut self, place: &str, theirs: &Field, ours: &Field, usage: Usage) {
        let list = matches!(self.ours.resolve(&ours.item.ty), Type::List(_));
        let context =
            Context { usage, list, optional: !ours.required || ours.item.nullable, required: false };
        self.mark(place, Aspect::Required, Some(theirs.required), Some(ours.required), context);
        self.mark(place, Aspect::Nullable, Some(theirs.item.nullable), Some(ours.item.nullable), context);
        self.mark(place, Aspect::Deprecated, Some(theirs.deprecated), Some(ours.deprecated), context);
        self.mark(
            place,
            Aspect::AllowedFrom,
            theirs.allowed_from.clone(),
            ours.allowed_from.clone(),
            context,
        );
        self.default(place, theirs, ours, context);
        for name in LIMITS {
            let (theirs, ours) = (theirs.limits.get(name).copied(), ours.limits.get(name).copied());
            self.mark(place, Aspect::of_limit(name), theirs, ours, context);
        }
        self.types(place, &theirs.item.ty, &ours.item.ty, usage);
    }

    fn default(&mut self, place: &str, theirs: &Field, ours: &Field, context: Context) {
        let (theirs, ours) = (theirs.default.as_ref(), ours.default.as_ref());
        let number = |default: Option<&Value>| default.and_then(Value::as_f64);
        let same = match (number(theirs), number(ours)) {
            (Some(theirs), Some(ours)) => theirs == ours,
            // A type that differs spells the same default its own way.
            _ => theirs.map(text) == ours.map(text),
        };
        if !same {
            self.differ(place, Aspect::Default, theirs.map(text), ours.map(text), context);
        }
    }

    fn unions(
        &mut self,
        place: &str,
        (their_tag, theirs): (Option<&str>, &'a [Variant]),
        (our_tag, ours): (Option<&str>, &'a [Variant]),
        usage: Usage,
    ) {
        let context = Context { usage, ..Context::default() };
        self.mark(place, Aspect::Tag, their_tag, our_tag, context);
        if their_tag.is_none() {
            return self.untagged(place, theirs, ours, usage);
        }
        let find = |variants: &'a [Variant], tag: &String| {
            variants.iter().find(|variant| variant.tags.contains(tag))
        };
        for (our, tag) in ours.iter().flat_map(|variant| variant.tags.iter().map(move |tag| (variant, tag))) {
            match find(theirs, tag) {
                Some(their) => self.shapes(place, &their.shape, &our.shape, usage),
                None => self.differ(place, Aspect::Variant, None, Some(tag.clone()), context),
            }
        }
        for tag in theirs.iter().flat_map(|variant| &variant.tags) {
            if find(ours, tag).is_none() {
                self.differ(place, Aspect::Variant, Some(tag.clone()), None, context);
            }
        }
    }

    /// A union without tags is compared by the likeness of its members: the most similar first.
    fn untagged(&mut self, place: &str, theirs: &'a [Variant], ours: &'a [Variant], usage: Usage) {
        let context = Context { usage, ..Context::default() };
        let mut candidates = Vec::new();
        for (their_index, their) in theirs.iter().enumerate() {
            let names = self.theirs.property_names(&their.shape);
            for (our_index, our) in ours.iter().enumerate() {
                let alike = likeness(&names, &self.ours.property_names(&our.shape));
                candidates.push((alike, their_index, our_index));
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let (mut their_rest, mut our_rest): (BTreeSet<usize>, BTreeSet<usize>) =
            ((0..theirs.len()).collect(), (0..ours.len()).collect());
        for (alike, their, our) in candidates {
            if alike >= 0.5 && their_rest.contains(&their) && our_rest.contains(&our) {
                their_rest.remove(&their);
                our_rest.remove(&our);
                self.shapes(place, &theirs[their].shape, &ours[our].shape, usage);
            }
        }
        for index in our_rest {
            self.differ(place, Aspect::Variant, None, Some(ours[index].tags.join(", ")), context);
        }
        for index in their_rest {
            // Without a tag only the name tells which one is new.
            let name = theirs[index].shape.rsplit('.').next().unwrap_or_default();
            self.differ(place, Aspect::Variant, Some(name.to_owned()), None, context);
        }
    }
}

/// Whether two shapes cannot be compared part by part: values of text with values of numbers, say.
fn different_kinds(theirs: &Shape, ours: &Shape) -> bool {
    match (theirs, ours) {
        (Shape::Enum { integer: theirs, .. }, Shape::Enum { integer: ours, .. }) => theirs != ours,
        _ => std::mem::discriminant(theirs) != std::mem::discriminant(ours),
    }
}
