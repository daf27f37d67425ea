//! The directory of regions, cities and streets.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Organization, id};

const CITIES: &[(&str, &str, &str, &[&str])] = &[
    (
        "moscow",
        "Москва",
        "Центральный округ",
        &["Покровка", "Маросейка", "Мясницкая", "Тверская", "Большая Ордынка", "Чистопрудный бульвар"],
    ),
    (
        "yekaterinburg",
        "Екатеринбург",
        "Ленинский район",
        &["Малышева", "8 Марта", "Вайнера", "Радищева", "проспект Ленина"],
    ),
];

/// Cities with their region and streets.
pub(crate) struct Places {
    cities: Vec<City>,
}

/// A city.
pub(crate) struct City {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    pub(crate) region: (Uuid, &'static str),
    pub(crate) streets: Vec<Street>,
    key: &'static str,
}

/// A street.
pub(crate) struct Street {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    pub(crate) classifier_id: String,
}

impl Places {
    pub(crate) fn new() -> Self {
        let city =
            |&(key, name, region, streets): &(&'static str, &'static str, &'static str, &[&'static str])| {
                City {
                    id: id("city", key),
                    name,
                    region: (id("region", key), region),
                    streets: streets.iter().map(|street| Street::new(key, street)).collect(),
                    key,
                }
            };
        Self { cities: CITIES.iter().map(city).collect() }
    }

    /// The cities that an organization delivers to.
    pub(crate) fn of<'a>(&'a self, organization: &'a Organization) -> impl Iterator<Item = &'a City> {
        self.cities.iter().filter(|city| city.key == organization.city)
    }

    /// A street of the organization's cities that `wanted` accepts.
    pub(crate) fn street<'a>(
        &'a self,
        organization: &'a Organization,
        wanted: impl Fn(&City, &Street) -> bool,
    ) -> Option<(&'a City, &'a Street)> {
        self.of(organization)
            .find_map(|city| Some((city, city.streets.iter().find(|street| wanted(city, street))?)))
    }
}

impl City {
    /// The city as the service tells it.
    pub(crate) fn json(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "externalRevision": 1, "isDeleted": false, "classifierId": null })
    }

    /// Its region as the service tells it.
    pub(crate) fn region_json(&self) -> Value {
        json!({ "id": self.region.0, "name": self.region.1, "externalRevision": 1, "isDeleted": false })
    }
}

impl Street {
    fn new(city: &str, name: &'static str) -> Self {
        let id = id("street", &format!("{city}/{name}"));
        // A classifier's codes are digits: some of the id's own serve.
        Self { id, name, classifier_id: format!("{:017}", id.as_u128() % 10_u128.pow(17)) }
    }

    /// The street as the service tells it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "externalRevision": 1,
            "classifierId": self.classifier_id,
            "isDeleted": false,
        })
    }
}
