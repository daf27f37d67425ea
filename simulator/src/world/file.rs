//! A world of one's own: a file that says what is other than in the one that is built in.

use std::path::Path;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::loyalty::{Coupon, KnownGuest};
use super::menu::{Menu, Product};
use super::organizations::{Organization, TerminalGroup};
use super::sections::{Section, Table};
use super::{Text, World, id};

/// What a file may say; what it leaves out is as it is built in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WorldFile {
    organizations: Option<Vec<OrganizationFile>>,
    menu: Option<MenuFile>,
    guests: Option<Vec<GuestFile>>,
    coupons: Option<Vec<CouponFile>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OrganizationFile {
    name: String,
    id: Option<Uuid>,
    #[serde(default)]
    address: String,
    #[serde(default = "moscow")]
    utc_offset: i64,
    /// Whether deliveries wait to be confirmed.
    #[serde(default)]
    confirms: bool,
    terminal_groups: Vec<GroupFile>,
}

fn moscow() -> i64 {
    3
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct GroupFile {
    name: String,
    id: Option<Uuid>,
    #[serde(default)]
    asleep: bool,
    /// How many each table of its hall seats.
    #[serde(default = "one_table")]
    tables: Vec<i64>,
}

fn one_table() -> Vec<i64> {
    vec![4]
}

/// A menu: recorded, or a few dishes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MenuFile {
    /// A file with the answer of `nomenclature`, beside the world's own file.
    recorded: Option<String>,
    #[serde(default)]
    dishes: Vec<DishFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DishFile {
    name: String,
    price: Value,
    id: Option<Uuid>,
    /// What is left of it, where it runs out.
    stop: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GuestFile {
    phone: String,
    name: String,
    #[serde(default)]
    surname: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    card: String,
    balance: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CouponFile {
    number: String,
    series: String,
}

impl World {
    /// Changes the world to what a file says; the error names the file, the place and the reason.
    pub(crate) fn read(&mut self, path: &Path) -> Result<(), String> {
        let named = |told: String| format!("{}: {told}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        let file: WorldFile = serde_saphyr::from_str(&text).map_err(|error| named(error.to_string()))?;
        self.take(file, path.parent().unwrap_or_else(|| Path::new("."))).map_err(named)
    }

    /// Takes the menu that a file has recorded.
    pub(crate) fn read_menu(&mut self, path: &Path) -> Result<(), String> {
        let named = |told: String| format!("{}: {told}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        let answer =
            serde_json::from_str(&text).map_err(|error| named(format!("it is not JSON: {error}")))?;
        self.menu = Menu::recorded(&answer).map_err(named)?;
        // Recorded prices are those of the place itself.
        for organization in &mut self.organizations {
            organization.price_level = Decimal::ONE;
        }
        Ok(())
    }

    fn take(&mut self, file: WorldFile, folder: &Path) -> Result<(), String> {
        if let Some(organizations) = file.organizations {
            if organizations.is_empty() || organizations.iter().any(|own| own.terminal_groups.is_empty()) {
                return Err("organizations: there must be one, and each needs a terminal group".to_owned());
            }
            let own = organizations.into_iter().enumerate().map(organization).collect();
            self.settle_into(own);
        }
        if let Some(menu) = file.menu {
            match (menu.recorded, menu.dishes.is_empty()) {
                (Some(recorded), true) => self.read_menu(&folder.join(recorded))?,
                (None, false) => self.dishes(menu.dishes)?,
                _ => return Err("menu: give either `recorded` or `dishes`".to_owned()),
            }
        }
        if let Some(guests) = file.guests {
            self.loyalty.guests =
                guests.into_iter().map(|own| guest(own, self.category())).collect::<Result<_, _>>()?;
        }
        if let Some(coupons) = file.coupons {
            self.loyalty.coupons = coupons.into_iter().map(coupon).collect();
        }
        Ok(())
    }

    /// Other restaurants in the place of the built-in ones, with staff and zones like theirs.
    fn settle_into(&mut self, own: Vec<Organization>) {
        let before: Vec<Uuid> = self.organizations.iter().map(|organization| organization.id).collect();
        let (mut staff, mut zones) = (Vec::new(), Vec::new());
        for (organization, model) in own.iter().zip(before.iter().cycle()) {
            let hired = self.staff.iter().filter(|employee| employee.organization == *model);
            staff.extend(hired.map(|employee| employee.hired_by(organization.id)));
            let group = organization.groups.first().map(|group| group.id).unwrap_or_default();
            let drawn = self.zones.iter().filter(|zone| zone.organization == *model);
            zones.extend(drawn.map(|zone| zone.of(organization.id, group)));
        }
        (self.staff, self.zones, self.organizations) = (staff, zones, own);
    }

    fn category(&self) -> Uuid {
        self.loyalty.categories.first().map(|(id, _)| *id).unwrap_or_default()
    }

    fn dishes(&mut self, dishes: Vec<DishFile>) -> Result<(), String> {
        let (group, category) = (id("group", "own"), id("category", "kitchen"));
        let (mut products, mut stops) = (Vec::new(), Vec::new());
        for (at, dish) in dishes.into_iter().enumerate() {
            let own = dish.id.unwrap_or_else(|| id("product", &dish.name));
            let price = sum(&dish.price, &format!("menu.dishes[{at}].price"))?;
            if let Some(stop) = &dish.stop {
                stops.push((own, sum(stop, &format!("menu.dishes[{at}].stop"))?));
            }
            products.push(Product::plain(own, at, dish.name, (group, category), price));
        }
        self.menu = Menu::plain_dishes((group, category), products);
        self.menu.stops = stops;
        Ok(())
    }
}

fn sum(value: &Value, place: &str) -> Result<Decimal, String> {
    crate::money::read(value).ok_or_else(|| format!("{place}: a number of 0 or more is wanted, not {value}"))
}

fn organization((at, own): (usize, OrganizationFile)) -> Organization {
    let key = format!("own {at} {}", own.name);
    let groups =
        own.terminal_groups.into_iter().map(|group| terminal_group(&key, &own.address, group)).collect();
    Organization::own(own.id.unwrap_or_else(|| id("organization", &key)), at, own.name, own.address, groups)
        .at(own.utc_offset, own.confirms)
}

fn terminal_group(organization: &str, address: &str, own: GroupFile) -> TerminalGroup {
    let key = format!("{organization}/{}", own.name);
    let tables: Vec<Table> = own
        .tables
        .iter()
        .zip(1_i64..)
        .map(|(seats, number)| Table {
            id: id("table", &format!("{key}/{number}")),
            number,
            name: format!("Стол {number}"),
            seats: *seats,
        })
        .collect();
    let section = Section { id: id("section", &key), name: "Зал".into(), tables };
    TerminalGroup::own(
        own.id.unwrap_or_else(|| id("terminal-group", &key)),
        own.name,
        address,
        own.asleep,
        section,
    )
}

fn guest(own: GuestFile, category: Uuid) -> Result<KnownGuest, String> {
    let balance = own.balance.as_ref().map(|balance| sum(balance, "guests: balance")).transpose()?;
    let card = Text::from(if own.card.is_empty() { own.phone.clone() } else { own.card });
    Ok(KnownGuest {
        phone: own.phone.into(),
        name: own.name.into(),
        surname: own.surname.into(),
        email: own.email.into(),
        card: (card.clone(), card),
        category,
        balance: balance.unwrap_or_default(),
    })
}

fn coupon(own: CouponFile) -> Coupon {
    Coupon {
        id: id("coupon", &own.number),
        series: (id("coupon-series", &own.series), own.series.into()),
        number: own.number.into(),
    }
}
