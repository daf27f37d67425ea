//! Sections of a restaurant and their tables.

use uuid::Uuid;

use super::{Text, id};

/// A part of a restaurant, such as its hall.
pub(crate) struct Section {
    pub(crate) id: Uuid,
    pub(crate) name: Text,
    pub(crate) tables: Vec<Table>,
}

/// A table.
pub(crate) struct Table {
    pub(crate) id: Uuid,
    pub(crate) number: i64,
    pub(crate) name: String,
    /// How many people it seats.
    pub(crate) seats: i64,
}

/// A section: its name and how many each of its tables seats.
type Plan = (&'static str, &'static [i64]);

/// The sections of a terminal group: name and how many each of its tables seats.
const PLANS: &[(&str, &[Plan])] = &[
    ("pokrovka/hall", &[("Зал", &[2, 2, 4, 4, 4, 6, 8]), ("Бар", &[1, 1, 1, 1])]),
    ("pokrovka/terrace", &[("Веранда", &[2, 2, 4, 4])]),
    ("malysheva/hall", &[("Зал", &[2, 4, 4, 6]), ("Банкетный зал", &[20])]),
];

/// The sections of the terminal group of that key; its first table is the one of orders that name none.
pub(super) fn of(group: &str) -> Vec<Section> {
    let plan = PLANS.iter().find(|(key, _)| *key == group).map_or(&[][..], |(_, plan)| plan);
    let mut number = 0;
    let section = |(name, seats): &Plan| {
        let tables = seats.iter().map(|seats| {
            number += 1;
            let key = if number == 1 { group.to_owned() } else { format!("{group}/{number}") };
            Table { id: id("table", &key), number, name: format!("Стол {number}"), seats: *seats }
        });
        Section {
            id: id("section", &format!("{group}/{name}")),
            name: (*name).into(),
            tables: tables.collect(),
        }
    };
    plan.iter().map(section).collect()
}
