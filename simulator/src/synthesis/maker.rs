//! Makes a value of a schema: objects, lists and unions, down to the plain values.

use serde_json::{Map, Value};

use super::known::Thing;
use super::place::Place;
use super::scene::{Purpose, Scene};
use super::shape::{Shape, names_kind};
use super::{dice, limits, numbers, plain};
use crate::contract::name_of;
use crate::fields;

/// Objects inside each other, from where on what may be left out is.
const DEEP: usize = 7;
/// Objects inside each other, from where on there is nothing.
const TOO_DEEP: usize = 30;
/// What is only there when something went wrong or was taken back.
const FAILURES: &[&str] = &[
    "ErrorCode",
    "cancelInfo",
    "deleted",
    "error",
    "errorInfo",
    "errorReason",
    "errors",
    "exception",
    "failedProcessed",
    "internalError",
    "problem",
];
/// Fields that shut each other out, where the bundle does not say so.
const ALTERNATIVES: &[&[&str]] = &[&["orderIds", "posOrderIds"]];

/// A value of a schema.
pub(super) fn value<'a>(scene: &Scene<'a>, schema: &'a Value, place: &Place<'a>) -> Value {
    let shape = Shape::of(scene.bundle, schema);
    if place.trail.len() > TOO_DEEP {
        return Value::Null;
    }
    match shape.kind() {
        _ if shape.tag().is_some() => union(scene, &shape, place),
        "object" => object(scene, &shape, place),
        "array" => list(scene, &shape, place),
        _ => plain::value(scene, &shape, place),
    }
}

fn object<'a>(scene: &Scene<'a>, shape: &Shape<'a>, place: &Place<'a>) -> Value {
    let place = about(scene, shape, place.inside(shape.name));
    let (needed, barred) = alternatives(shape);
    let mut object = Map::new();
    for (name, schema) in shape.properties() {
        let optional = scene.purpose == Purpose::Request { all: false } && !shape.requires(name);
        let left_out = barred.contains(&name) || optional && !needed.contains(&name);
        if scene.asks() && left_out {
            continue;
        }
        let size = sized(scene, &object, schema, &place);
        let made = size.unwrap_or_else(|| property(scene, shape, name, schema, &place));
        if let Some(value) = made.or_else(|| shape.requires(name).then_some(Value::Null)) {
            object.insert(name.to_owned(), value);
        }
    }
    if let Some(others) = shape.schema.get("additionalProperties").filter(|others| others.is_object()) {
        let key = scene.dice.id(&format!("{}/key", place.pointer)).to_string();
        object.insert(key, value(scene, others, &place.field("value", place.name)));
    }
    Value::Object(object)
}

/// The size of a product that a request has named already: one of its own, if it has any.
fn sized(
    scene: &Scene<'_>,
    made: &Map<String, Value>,
    schema: &Value,
    place: &Place<'_>,
) -> Option<Option<Value>> {
    Shape::of(scene.bundle, schema).id_kind().filter(|kind| scene.asks() && *kind == "ProductSizeId")?;
    let product = scene.world.menu.product(fields::as_uuid(made.get("productId")?)?)?;
    let sizes: Vec<_> = product.sizes().collect();
    Some(
        scene.dice.pick(&format!("{}/size", place.pointer), &sizes).map(|size| Value::from(size.to_string())),
    )
}

/// The field of an object, unless it is left out.
fn property<'a>(
    scene: &Scene<'a>,
    owner: &Shape<'a>,
    name: &'a str,
    schema: &'a Value,
    place: &Place<'a>,
) -> Option<Value> {
    let shape = Shape::of(scene.bundle, schema);
    let required = owner.requires(name);
    let mut place = place.field(name, owner.name.unwrap_or(place.owner));
    if matches!(shape.kind(), "object" | "array") || shape.tag().is_some() {
        place.own_name = None;
    }
    let nothing = || shape.nullable.then_some(Value::Null);
    if scene.asks() {
        let default = &schema["default"];
        if !default.is_null() && default != "" {
            return Some(default.clone());
        }
        if schema.get("x-deprecated-for").is_some() && !required {
            return None;
        }
    } else {
        if FAILURES.contains(&name) && (shape.nullable || !required) {
            return nothing();
        }
        let about = shape.id_kind().is_some_and(|kind| place.thing(kind).is_some());
        if !about
            && name != "correlationId"
            && let Some(said) = scene.echo.say(scene.bundle, place.parent, name, schema)
        {
            return Some(said.clone());
        }
    }
    match too_deep(scene, &shape, &place) {
        true if shape.nullable && !scene.asks() => nothing(),
        true if !required => None,
        true if shape.nullable => nothing(),
        _ => Some(value(scene, schema, &place)),
    }
}

/// Whether what the shape holds goes on without an end, or simply too far.
fn too_deep(scene: &Scene<'_>, shape: &Shape<'_>, place: &Place<'_>) -> bool {
    let inner =
        if shape.kind() == "array" { Shape::of(scene.bundle, &shape.schema["items"]) } else { *shape };
    let holds = inner.kind() == "object" || inner.tag().is_some();
    holds && (place.trail.len() > DEEP || inner.name.is_some_and(|name| place.trail.contains(&name)))
}

/// Of fields that shut each other out: those that must be there and those that must not.
fn alternatives<'a>(shape: &Shape<'a>) -> (Vec<&'a str>, Vec<&'a str>) {
    let properties = shape.properties();
    let known = |name: &str| properties.iter().find(|(own, _)| *own == name).map(|(own, _)| *own);
    let told = shape.schema["x-one-of"].as_array().into_iter().flatten();
    // One group of names, or several.
    let told: Vec<Vec<&str>> = match told.clone().all(Value::is_string) {
        true => vec![told.filter_map(Value::as_str).collect()],
        false => told
            .filter_map(|group| Some(group.as_array()?.iter().filter_map(Value::as_str).collect()))
            .collect(),
    };
    let groups = ALTERNATIVES.iter().map(|group| group.to_vec()).chain(told);
    let (mut needed, mut barred) = (Vec::new(), Vec::new());
    for group in groups {
        let names: Vec<&'a str> = group.into_iter().filter_map(known).collect();
        if let [first, rest @ ..] = names.as_slice()
            && !rest.is_empty()
        {
            needed.push(*first);
            barred.extend(rest);
        }
    }
    (needed, barred)
}

/// The place inside an object, with what the object is about if its `id` tells and nobody has said so yet.
fn about<'a>(scene: &Scene<'a>, shape: &Shape<'a>, mut place: Place<'a>) -> Place<'a> {
    let Some(kind) = id_kind(scene, shape, "id").filter(|_| place.own_name.is_none()) else { return place };
    let asked = scene.echo.ids(kind).first().map(|id| scene.named(kind, &place, *id));
    let thing = place.thing(kind).cloned().or(asked);
    let Some(thing) = thing.or_else(|| scene.thing(kind, &place, scene.dice.roll(&place.pointer))) else {
        return place;
    };
    place.own_name = Some(thing.name.clone()).filter(|name| !name.is_empty());
    place.about(kind, thing)
}

/// The kind of id that a property of an object has.
fn id_kind<'a>(scene: &Scene<'a>, shape: &Shape<'a>, property: &str) -> Option<&'a str> {
    let schema = shape.schema["properties"].get(property)?;
    Shape::of(scene.bundle, schema).id_kind()
}

fn list<'a>(scene: &Scene<'a>, shape: &Shape<'a>, place: &Place<'a>) -> Value {
    let items = &shape.schema["items"];
    let roll = scene.dice.roll(&place.pointer);
    let wanted = if scene.asks() { 1 } else { numbers::items(shape.schema, place.lists, roll) };
    let wanted = limits::count(shape.schema, wanted, "minItems", "maxItems");
    let item = Shape::of(scene.bundle, items);
    if too_deep(scene, shape, place) {
        return Value::Array(Vec::new());
    }
    if let Some(values) = item.schema["enum"].as_array() {
        let count = wanted.min(u64::try_from(values.len()).unwrap_or(u64::MAX));
        return (0..count).filter_map(|at| dice::nth(values, (roll >> 8) + at)).cloned().collect();
    }
    let kind = item.id_kind().or_else(|| listed(scene, &item));
    let things = kind.map(|kind| things(scene, shape, kind, place, wanted)).unwrap_or_default();
    match (kind, things.is_empty()) {
        (Some(_), false) if item.id_kind().is_some() => {
            things.iter().map(|thing| thing.id.to_string()).collect()
        }
        (Some(kind), false) => {
            let made = (0..).zip(things).map(|(at, thing)| {
                let mut place = place.item(at);
                place.own_name = Some(thing.name.clone()).filter(|name| !name.is_empty());
                value(scene, items, &place.about(kind, thing))
            });
            made.collect()
        }
        _ => (0..wanted).map(|at| value(scene, items, &place.item(at))).collect(),
    }
}

/// The kind of id that tells the items of a list apart: of what the request asks for, or else of their `id`.
fn listed<'a>(scene: &Scene<'a>, item: &Shape<'a>) -> Option<&'a str> {
    let asked = item.properties().into_iter().find_map(|(name, schema)| {
        let kind = Shape::of(scene.bundle, schema).id_kind()?;
        (names_kind(name, kind) && !scene.echo.ids(kind).is_empty()).then_some(kind)
    });
    id_kind(scene, item, "id")
        .filter(|kind| !scene.echo.ids(kind).is_empty())
        .or(asked)
        .or_else(|| id_kind(scene, item, "id"))
}

/// What the items of a list are about: what the request asks for, or else some things of the restaurants.
fn things<'a>(
    scene: &Scene<'a>,
    shape: &Shape<'a>,
    kind: &str,
    place: &Place<'a>,
    wanted: u64,
) -> Vec<Thing> {
    let asked = scene.echo.ids(kind);
    if !asked.is_empty() && place.thing(kind).is_none() {
        let most = limits::count(shape.schema, u64::MAX, "minItems", "maxItems");
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        return asked.iter().take(most).map(|id| scene.named(kind, place, *id)).collect();
    }
    let roll = scene.dice.roll(&place.pointer) >> 8;
    let Some(first) = scene.thing(kind, place, roll) else { return Vec::new() };
    (0..wanted.min(first.of)).filter_map(|at| scene.thing(kind, place, roll + at)).collect()
}

fn union<'a>(scene: &Scene<'a>, shape: &Shape<'a>, place: &Place<'a>) -> Value {
    let (Some(tag), variants) = (shape.tag(), shape.variants()) else { return Value::Null };
    let open: Vec<_> = variants
        .iter()
        .filter(|(_, reference)| !place.trail.contains(&name_of(reference)))
        .copied()
        .collect();
    let open = if open.is_empty() { variants } else { open };
    let done = open.iter().find(|(tag, _)| *tag == "Success");
    let picked = done.or_else(|| scene.dice.pick(&format!("{}/{tag}", place.pointer), &open));
    let Some((chosen, variant)) = picked.copied() else { return Value::Null };
    let Some(shape) = scene.bundle.resolve(variant).map(|schema| Shape::of(scene.bundle, schema)) else {
        return Value::Null;
    };
    let shape = Shape { name: Some(name_of(variant)), ..shape };
    let mut made = object(scene, &shape, &paid(scene, tag, chosen, place));
    let property = &shape.schema["properties"][tag];
    let number = Shape::of(scene.bundle, property).kind() == "integer";
    let number = number.then(|| chosen.parse::<i64>().ok()).flatten();
    made[tag] = number.map_or_else(|| Value::from(chosen), Value::from);
    made
}

/// The place of a payment, about a payment type of the kind that its tag says.
fn paid<'a>(scene: &Scene<'a>, tag: &str, chosen: &str, place: &Place<'a>) -> Place<'a> {
    let kind = if chosen == "LoyaltyCard" { "IikoCard" } else { chosen };
    let mut types = scene.world.dictionaries.payment_types.iter().filter(|_| tag == "paymentTypeKind");
    match types.find(|own| own.kind == kind) {
        Some(own) => {
            let thing = Thing { id: own.id, name: own.name.to_owned(), of: 1 };
            place.clone().about("PaymentTypeId", thing)
        }
        None => place.clone(),
    }
}
