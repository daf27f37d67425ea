//! Names for what is new: sections, operations and schemas, as a file of names says or else after the vendor's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use heck::{ToSnakeCase as _, ToUpperCamelCase as _};

use crate::fragments;
use crate::problem::Report;

/// The family of operations whose paths begin with a version, as iiko Transport's do.
const TRANSPORT: &str = "transport";

/// Names that somebody chose: the vendor's on the left, ours on the right.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Families by the first word of the path: `employees: staff`.
    pub families: BTreeMap<String, String>,
    /// Sections by the vendor's tag: `Inventory.Counteragents: counterparties`.
    pub sections: BTreeMap<String, String>,
    /// Operation ids by path.
    pub operations: BTreeMap<String, String>,
    /// Schemas by the vendor's name of them; of what has none, by its place: `Schema.field`.
    pub schemas: BTreeMap<String, String>,
}

impl Names {
    /// Reads a file of names: a map of `families`, `sections`, `operations` and `schemas`, in YAML.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
        let file: Arc<str> = shown.as_str().into();
        let mut report = Report::default();
        let root = fragments::parse(&file, &text, &mut report);
        let mut names = Self::default();
        for (group, node) in root.map().into_iter().flatten() {
            let target = match group.as_str() {
                "families" => &mut names.families,
                "sections" => &mut names.sections,
                "operations" => &mut names.operations,
                "schemas" => &mut names.schemas,
                other => {
                    let known = "`families`, `sections`, `operations` and `schemas`";
                    report.add(&node.place, format!("`{other}` is unknown here: there are {known}"));
                    continue;
                }
            };
            for (theirs, ours) in node.map().into_iter().flatten() {
                match ours.text() {
                    Some(text) => {
                        target.insert(theirs.clone(), text.to_owned());
                    }
                    None => report.add(&ours.place, format!("the name for `{theirs}` is no text")),
                }
            }
        }
        let problems = report.finish();
        if let Some(first) = problems.first() {
            anyhow::bail!("{first}");
        }
        Ok(names)
    }

    /// The family of a path: `/api/inventory/v1/…` is of `inventory`, `/api/1/…` of Transport.
    pub fn family(&self, path: &str) -> String {
        if is_of_transport(path) {
            return TRANSPORT.to_owned();
        }
        let word = words_of(path).next().unwrap_or_default();
        self.families.get(&word).cloned().unwrap_or(word)
    }

    /// The section that a tag of the vendor's means: its last part, in our spelling.
    pub fn section(&self, tag: &str) -> String {
        let last = tag.rsplit('.').next().unwrap_or(tag);
        self.sections.get(tag).cloned().unwrap_or_else(|| last.to_snake_case())
    }

    /// The id of an operation: the section's singular and the tail of the path, no word said twice:
    /// `/api/1/order/add_items` is `order_add_items`.
    pub fn operation(&self, path: &str, section: &str) -> String {
        if let Some(chosen) = self.operations.get(path) {
            return chosen.clone();
        }
        let singular = singular(section);
        let mut tail: Vec<String> =
            words_of(path).filter(|word| !["loyalty", "iiko"].contains(&word.as_str())).collect();
        let said =
            |word: &str| word == section || self::singular(word) == singular || singular.starts_with(word);
        // What stands before the section in the path leads to it, and is said by it.
        if let Some(at) = tail.iter().rposition(|word| said(word)).filter(|at| at + 1 < tail.len()) {
            tail.drain(..=at);
        } else if tail.len() > 1 && !is_of_transport(path) {
            tail.remove(0);
        }
        format!("{singular}_{}", tail.join("_"))
    }

    /// The name of a schema, before it is made one of a kind.
    pub fn schema(&self, shape: &str) -> String {
        self.schemas.get(shape).cloned().unwrap_or_else(|| domain_word(shape))
    }

    /// The same with the part before the last of the vendor's name, where there is one.
    pub fn qualified(&self, shape: &str) -> Option<String> {
        let shape = shape.split(['`', '[']).next().unwrap_or_default();
        let mut parts = shape.rsplit(['.', '+']).filter(|part| part.chars().any(char::is_alphabetic));
        let last = parts.next()?;
        let before = parts.find(|part| !["Contracts", "Dto", "Dtos", "Common", "Models"].contains(part))?;
        let (before, last) = (domain_word(before), domain_word(last));
        Some(if last.starts_with(&before) { last } else { format!("{before}{last}") })
    }
}

/// The words of a path, versions left out.
fn words_of(path: &str) -> impl Iterator<Item = String> {
    segments(path).filter(|part| !is_version(part)).map(|part| part.to_snake_case())
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_start_matches("/api/").split('/')
}

fn is_of_transport(path: &str) -> bool {
    segments(path).next().is_some_and(is_version)
}

/// Whether a part of a path is a version: `1`, `v2`.
pub fn is_version(segment: &str) -> bool {
    let digits = segment.trim_start_matches('v');
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// A section's name as a title: `size_scales` is `Size scales`.
pub fn title(section: &str) -> String {
    let words = section.replace(['-', '_'], " ");
    let mut characters = words.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// `deliveries` is many of `delivery`.
pub fn singular(section: &str) -> String {
    if let Some(stem) = section.strip_suffix("ies") {
        return format!("{stem}y");
    }
    section.strip_suffix('s').unwrap_or(section).to_owned()
}

/// A CLR name as a domain word: its last part without numbers, generics and the letters that mark a carrier.
pub fn domain_word(shape: &str) -> String {
    let shape = shape.split(['`', '[']).next().unwrap_or_default();
    // What has no name of its own is called after its place: schema and field.
    let last =
        shape.rsplit(['.', '+']).find(|part| part.chars().any(char::is_alphabetic)).unwrap_or("Unnamed");
    let word = last.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches("Dto");
    let word = word.to_upper_camel_case();
    if word.is_empty() { "Unnamed".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clr_names_become_words() {
        assert_eq!(domain_word("Vendor.Api.Contracts.Orders.TipDto3"), "Tip");
        assert_eq!(domain_word("Vendor.Wrapper`2[[Vendor.Item,Vendor]]"), "Wrapper");
        assert_eq!(domain_word("Outer+Inner"), "Inner");
        assert_eq!(singular("deliveries"), "delivery");
        assert_eq!(singular("terminal_groups"), "terminal_group");
        let names = Names::default();
        assert_eq!(names.qualified("Vendor.Orders.Filter").as_deref(), Some("OrdersFilter"));
        assert_eq!(names.qualified("Filter"), None);
    }

    #[test]
    fn operations_say_no_word_twice() {
        let names = Names::default();
        for (path, section, id) in [
            ("/api/1/order/add_items", "orders", "order_add_items"),
            ("/api/1/parcel/track", "parcels", "parcel_track"),
            ("/api/1/loyalty/iiko/customer/card/add", "customers", "customer_card_add"),
            ("/api/nomenclature/v2/assembly-chart/create", "assembly_charts", "assembly_chart_create"),
            ("/api/inventory/v1/incoming-invoice/list", "incoming_invoices", "incoming_invoice_list"),
            ("/api/inventory/v1/store/list", "catalogs", "catalog_store_list"),
        ] {
            assert_eq!(names.operation(path, section), id, "{path}");
        }
    }

    #[test]
    fn families_are_folders() {
        let names =
            Names { families: BTreeMap::from([("employees".into(), "staff".into())]), ..Names::default() };
        assert_eq!(names.family("/api/1/order/create"), "transport");
        assert_eq!(names.family("/api/inventory/v1/store/list"), "inventory");
        assert_eq!(names.family("/api/employees/v1/employee/list"), "staff");
    }
}
