//! Walks both contracts side by side, from operations and events down to the last field.
//!
//! A schema of theirs belongs to the schema of ours that stands in the same place; names do not matter. Each
//! pair is compared once for each way of use.

use std::collections::{BTreeSet, HashSet};

use indexmap::{IndexMap, IndexSet};

use super::change::{Aspect, Change, Kind, Usage};
use super::class::{Context, classify};
use super::model::{Contract, Field, Item, Operation, Shape, Type, Variant, likeness};
use super::ours::text;

/// What the walk found.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Differences, each once, in the order of the walk.
    pub changes: Vec<Change>,
    /// Operations that both have.
    pub operations: usize,
    /// Events that both have.
    pub events: usize,
    /// Schemas of theirs behind each of ours.
    pub pairs: IndexMap<String, IndexSet<String>>,
    /// Places of ours that were compared.
    pub places: HashSet<String>,
}

type Key = (String, Aspect, Option<String>, Option<String>);

struct Walk<'a> {
    theirs: &'a Contract,
    ours: &'a Contract,
    seen: HashSet<(String, String, Usage)>,
    changes: IndexMap<Key, Change>,
    /// The schema of theirs that is being compared, for the reports.
    inside: String,
    result: Comparison,
}

/// Compares the contracts.
pub fn compare(theirs: &Contract, ours: &Contract) -> Comparison {
    let mut walk = Walk {
        theirs,
        ours,
        seen: HashSet::new(),
        changes: IndexMap::new(),
        inside: String::new(),
        result: Comparison::default(),
    };
    walk.operations();
    walk.events();
    walk.errors();
    walk.finish()
}

impl<'a> Walk<'a> {
    fn finish(self) -> Comparison {
        let mut result = self.result;
        result.changes = self.changes.into_values().collect();
        for change in &mut result.changes {
            let behind = result.pairs.get(change.schema()).into_iter().flatten();
            change.not_in = behind.filter(|name| !change.seen_in.contains(*name)).cloned().collect();
        }
        result
    }

    /// Notes a difference; the same one seen again, in another use or schema, is the same.
    fn differ(
        &mut self,
        place: &str,
        aspect: Aspect,
        theirs: Option<String>,
        ours: Option<String>,
        context: Context,
    ) {
        let kind = match (&theirs, &ours) {
            (Some(_), None) => Kind::Added,
            (None, Some(_)) => Kind::Removed,
            _ => Kind::Changed,
        };
        let class = classify(aspect, kind, theirs.as_deref(), ours.as_deref(), context);
        let key = (place.to_owned(), aspect, theirs.clone(), ours.clone());
        let change = self.changes.entry(key).or_insert_with(|| Change {
            place: place.to_owned(),
            aspect,
            kind,
            theirs,
            ours,
            class,
            usage: Usage::default(),
            seen_in: BTreeSet::new(),
            not_in: BTreeSet::new(),
        });
        change.class = change.class.min(class);
        change.usage = change.usage.or(context.usage);
        if !self.inside.is_empty() {
            change.seen_in.insert(self.inside.clone());
        }
    }

    fn mark<T: PartialEq + ToString>(
        &mut self,
        place: &str,
        aspect: Aspect,
        theirs: Option<T>,
        ours: Option<T>,
        context: Context,
    ) {
        if theirs != ours {
            let text = |value: Option<T>| value.map(|value| value.to_string());
            self.differ(place, aspect, text(theirs), text(ours), context);
        }
    }

    fn visit(&mut self, place: &str) {
        self.result.places.insert(place.to_owned());
    }

    fn operations(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        for (path, our) in &ours.operations {
            self.visit(path);
            match theirs.operations.get(path) {
                Some(their) => {
                    self.result.operations += 1;
                    self.operation(path, their, our);
                }
                None => self.differ(
                    path,
                    Aspect::Operation,
                    None,
                    Some("operation".to_owned()),
                    Context::default(),
                ),
            }
        }
        for path in theirs.operations.keys().filter(|path| !ours.operations.contains_key(*path)) {
            self.differ(path, Aspect::Operation, Some("operation".to_owned()), None, Context::default());
        }
    }

    fn operation(&mut self, path: &str, theirs: &Operation, ours: &Operation) {
        let context = Context::default();
        self.mark(path, Aspect::Deprecated, Some(theirs.deprecated), Some(ours.deprecated), context);
        self.mark(path, Aspect::Command, Some(theirs.command), Some(ours.command), context);
        self.mark(path, Aspect::Authorization, Some(theirs.authorized), Some(ours.authorized), context);
        self.mark(path, Aspect::AllowedFrom, theirs.allowed_from.clone(), ours.allowed_from.clone(), context);
        let (their_group, our_group) = (theirs.restriction_group.clone(), ours.restriction_group.clone());
        self.mark(path, Aspect::RestrictionGroup, their_group, our_group, context);
        for name in theirs.parameters.symmetric_difference(&ours.parameters) {
            let name = Some(name.clone());
            let (theirs, ours) = if theirs.parameters.contains(name.as_deref().unwrap_or_default()) {
                (name, None)
            } else {
                (None, name)
            };
            self.differ(path, Aspect::Parameter, theirs, ours, context);
        }
        self.body(path, Aspect::Request, theirs.request.as_ref(), ours.request.as_ref(), Usage::SENT);
        self.body(path, Aspect::Response, theirs.response.as_ref(), ours.response.as_ref(), Usage::RECEIVED);
    }

    fn body(&mut self, path: &str, aspect: Aspect, theirs: Option<&Type>, ours: Option<&Type>, usage: Usage) {
        let context = Context { usage, ..Context::default() };
        match (theirs, ours) {
            (Some(theirs), Some(ours)) => {
                let place = format!("{path} {}", aspect.name());
                self.visit(&place);
                self.types(&place, theirs, ours, usage);
            }
            (None, None) => {}
            (theirs, ours) => {
                let theirs = theirs.map(|ty| self.theirs.describe(ty));
                let ours = ours.map(|ty| self.ours.describe(ty));
                self.differ(path, aspect, theirs, ours, context);
            }
        }
    }

    fn events(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        for (event, our) in &ours.events {
            let place = format!("event {event}");
            self.visit(&place);
            match theirs.events.get(event) {
                Some(their) => {
                    self.result.events += 1;
                    self.shapes(&place, their, our, Usage::RECEIVED);
                }
                None => {
                    self.differ(&place, Aspect::Event, None, Some("event".to_owned()), Context::default())
                }
            }
        }
        for event in theirs.events.keys().filter(|event| !ours.events.contains_key(*event)) {
            let place = format!("event {event}");
            self.differ(&place, Aspect::Event, Some("event".to_owned()), None, Context::default());
        }
    }

    /// Each error body of theirs is held against the most similar one of ours.
    fn errors(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        for error in &theirs.errors {
            let names = theirs.property_names(error);
            let alike = |name: &&String| likeness(&ours.property_names(name), &names);
            if let Some(our) = ours.errors.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))) {
                self.shapes("error", error, our, Usage::RECEIVED);
            }
        }
    }

    fn types(&mut self, place: &str, theirs: &Type, ours: &Type, usage: Usage) {
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

    fn shapes(&mut self, place: &str, theirs: &str, ours: &str, usage: Usage) {
        let (Some(their), Some(our)) = (self.theirs.shapes.get(theirs), self.ours.shapes.get(ours)) else {
            return;
        };
        if different_kinds(their, our) {
            self.type_differs(place, &Type::Shape(theirs.to_owned()), &Type::Shape(ours.to_owned()), usage);
            return self.member(place, theirs, (ours, our), usage);
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

    /// An object of theirs in the place of a union of ours is one of its members: the most similar.
    fn member(&mut self, place: &str, theirs: &str, (ours, our): (&str, &'a Shape), usage: Usage) {
        let Shape::Union { variants, .. } = our else { return };
        self.visit(ours);
        let names = self.theirs.property_names(theirs);
        let alike = |variant: &&Variant| likeness(&names, &self.ours.property_names(&variant.shape));
        let best = variants.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
        if let Some(variant) = best.filter(|variant| alike(variant) >= 0.5) {
            self.shapes(place, theirs, &variant.shape, usage);
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
        for name in super::model::LIMITS {
            let (theirs, ours) = (theirs.limits.get(name).copied(), ours.limits.get(name).copied());
            self.mark(place, Aspect::of_limit(name), theirs, ours, context);
        }
        self.types(place, &theirs.item.ty, &ours.item.ty, usage);
    }

    fn default(&mut self, place: &str, theirs: &Field, ours: &Field, context: Context) {
        let (theirs, ours) = (theirs.default.as_ref(), ours.default.as_ref());
        let same = match (theirs.and_then(|d| d.as_f64()), ours.and_then(|d| d.as_f64())) {
            (Some(theirs), Some(ours)) => theirs == ours,
            _ => theirs == ours,
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
            let number = format!("member {}", index + 1);
            self.differ(place, Aspect::Variant, Some(number), None, context);
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
