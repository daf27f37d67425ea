//! Texts by schema and by the name of a field.

use super::place::Place;
use super::scene::Scene;
use super::shape::Shape;
use super::{limits, times, words};
use crate::world::MENU_ID;

/// A text that fits a field and its schema.
pub(super) fn text(scene: &Scene<'_>, shape: &Shape<'_>, place: &Place<'_>) -> String {
    if let Some(kind) = shape.id_kind() {
        return scene.id(kind, place).to_string();
    }
    let format = shape.schema["format"].as_str().unwrap_or_default();
    if format == "uuid" {
        return scene.dice.id(&place.pointer).to_string();
    }
    let roll = scene.dice.roll(&place.pointer);
    let offset = scene.organization(place).map_or(0, |organization| organization.utc_offset);
    let time = times::text(format, place.name, scene.now, offset, roll);
    time.unwrap_or_else(|| {
        let loose = times::loose(place.name, scene.now, offset, roll);
        limits::text(shape.schema, &loose.unwrap_or_else(|| plain(scene, place)))
    })
}

fn plain(scene: &Scene<'_>, place: &Place<'_>) -> String {
    let roll = scene.dice.roll(&place.pointer);
    match place.name {
        "id" => return scene.dice.id(&place.pointer).to_string(),
        "externalMenuId" => return MENU_ID.to_string(),
        "name" if place.own_name.is_some() => return place.own_name.clone().unwrap_or_default(),
        _ => {}
    }
    if let Some(kind) = kind_of(place.name, "Id") {
        return scene.id(&kind, place).to_string();
    }
    if let Some(kind) = kind_of(place.name, "Name") {
        let about = place.thing(&kind).cloned().filter(|thing| !thing.name.is_empty());
        if let Some(thing) = about.or_else(|| scene.thing(&kind, place, roll)) {
            return thing.name;
        }
    }
    let words = words::for_field(place.name, place.owner);
    scene.dice.pick(&place.pointer, words).copied().unwrap_or_default().to_owned()
}

/// The kind of id that a field's name tells: `ProductId` for `productId` and `productName`.
fn kind_of(name: &str, end: &str) -> Option<String> {
    let stem = name.strip_suffix(end)?;
    let first = stem.chars().next()?;
    let rest = &stem[first.len_utf8()..];
    Some(format!("{}{rest}Id", first.to_ascii_uppercase()))
}
