//! Where restaurants deliver to, and where their orders come from.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::id;

/// A zone to which a terminal group delivers: a polygon on the map.
pub(crate) struct Zone {
    pub(crate) organization: Uuid,
    pub(crate) group: Uuid,
    pub(crate) name: &'static str,
    /// Corners: latitude and longitude.
    pub(crate) corners: Vec<(f64, f64)>,
    pub(crate) least_sum: Decimal,
    pub(crate) minutes: i64,
}

impl Zone {
    /// The same zone of another restaurant.
    pub(super) fn of(&self, organization: Uuid, group: Uuid) -> Self {
        Self { organization, group, corners: self.corners.clone(), ..*self }
    }

    /// Whether a point lies within: a ray from it crosses the border an odd number of times.
    pub(crate) fn holds(&self, (latitude, longitude): (f64, f64)) -> bool {
        let next = self.corners.iter().cycle().skip(1);
        let crossed = self.corners.iter().zip(next).filter(|((lat, lon), (next_lat, next_lon))| {
            (*lon > longitude) != (*next_lon > longitude)
                && latitude < (next_lat - lat) * (longitude - lon) / (next_lon - lon) + lat
        });
        crossed.count() % 2 == 1
    }
}

/// All zones, the nearest of an organization first.
pub(super) fn all() -> Vec<Zone> {
    let zone =
        |organization: &str, name, (latitude, longitude): (f64, f64), size: f64, sum: i64, minutes| Zone {
            organization: id("organization", organization),
            group: id("terminal-group", &format!("{organization}/hall")),
            name,
            corners: vec![
                (latitude - size, longitude - size),
                (latitude - size, longitude + size),
                (latitude + size, longitude + size),
                (latitude + size, longitude - size),
            ],
            least_sum: Decimal::from(sum),
            minutes,
        };
    vec![
        zone("pokrovka", "Ближняя", (55.7597, 37.6473), 0.02, 0, 45),
        zone("pokrovka", "Дальняя", (55.7597, 37.6473), 0.06, 1500, 75),
        zone("malysheva", "Центр", (56.8334, 60.5969), 0.05, 800, 60),
    ]
}

/// Where orders come from: id and name.
pub(crate) fn marketing_sources() -> Vec<(Uuid, &'static str)> {
    ["Сайт", "Приложение", "Листовка"].map(|name| (id("marketing-source", name), name)).into()
}
