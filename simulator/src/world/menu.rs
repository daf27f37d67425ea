//! The menu as orders see it: products with prices, sizes and modifiers.

use std::collections::HashMap;
use std::sync::OnceLock;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::dishes::{CATEGORIES, DISHES, Dish, EXTRAS, Extras, GROUPS, SIZES};
use super::{Combo, Organization, Text, combos, id};
use crate::money;

/// Revision of the menu: it never changes while a simulator runs.
pub(super) const REVISION: i64 = 1_700_000_000_042;

/// The menu of the chain.
pub(crate) struct Menu {
    pub(crate) groups: Vec<Group>,
    pub(crate) categories: Vec<(Uuid, Text)>,
    pub(crate) sizes: Vec<(Uuid, Text)>,
    pub(crate) products: Vec<Product>,
    pub(crate) combos: Vec<Combo>,
    /// What runs out from the start, and what is left of it.
    pub(super) stops: Vec<(Uuid, Decimal)>,
    by_id: HashMap<Uuid, usize>,
    /// Ready bodies of `nomenclature` by price level: they can be large.
    pub(super) nomenclature: [OnceLock<Vec<u8>>; 2],
}

/// A group of products or of modifiers.
pub(crate) struct Group {
    pub(crate) id: Uuid,
    pub(crate) name: Text,
    pub(super) modifiers: bool,
}

/// A dish, a drink or a modifier.
pub(crate) struct Product {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) category: Uuid,
    /// Sizes with their prices; one entry without a size for most products.
    pub(super) prices: Vec<(Option<Uuid>, Decimal)>,
    pub(crate) choices: Vec<Choice>,
    pub(super) description: String,
    pub(super) group: Uuid,
    pub(crate) modifier: bool,
    pub(super) halves: bool,
    pub(super) grams: Decimal,
    pub(super) nutrition: [Decimal; 4],
}

/// A group of modifiers that a product lets choose from.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) group: Uuid,
    pub(crate) name: Text,
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) items: Vec<Uuid>,
    /// The limits of each item, in the order of the items.
    pub(super) own: Vec<Limits>,
    /// Whether it is a modifier that stands alone.
    pub(super) single: bool,
}

/// How many of a modifier.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) least: i64,
    pub(crate) most: i64,
    /// How many are taken where nothing was chosen.
    pub(crate) default: i64,
}

impl Choice {
    /// The limits of one of its items.
    pub(crate) fn limits(&self, item: Uuid) -> Limits {
        let at = self.items.iter().position(|own| *own == item);
        at.and_then(|at| self.own.get(at)).copied().unwrap_or_default()
    }

    /// The modifier, where it is one that stands alone.
    pub(crate) fn single(&self) -> Option<Uuid> {
        self.items.first().copied().filter(|_| self.single)
    }

    /// What is taken when something must be chosen and nothing was, and how many of it.
    pub(crate) fn defaults(&self) -> impl Iterator<Item = (Uuid, i64)> {
        let items = self.items.iter().copied().zip(self.own.iter().map(|own| own.default));
        items.filter(|(_, amount)| self.least > 0 && *amount > 0)
    }

    /// How many are taken when nothing was chosen.
    pub(super) fn default(&self) -> i64 {
        self.defaults().map(|(_, amount)| amount).sum()
    }
}

impl Menu {
    pub(super) fn new(size: usize) -> Self {
        let mut products: Vec<Product> =
            DISHES.iter().enumerate().map(|(at, dish)| Product::dish(at, dish)).collect();
        let extras = EXTRAS.iter().flat_map(|extras| extras.items.iter().map(move |item| (extras, item)));
        products.extend(extras.enumerate().map(|(at, (extras, item))| Product::modifier(at, extras, item)));
        let own = products.len();
        products.extend((own..size).map(Product::seasonal));
        let categories =
            CATEGORIES.iter().map(|(key, name)| (id("category", key), Text::from(*name))).collect();
        let sizes = SIZES.iter().map(|(key, name)| (id("size", key), Text::from(*name))).collect();
        let mut menu = Self::of(groups(size > own), categories, sizes, products, combos::all());
        menu.stops =
            vec![(id("product", "cheesecake"), Decimal::ZERO), (id("product", "ukha"), Decimal::from(3))];
        menu
    }

    /// A menu of these.
    pub(super) fn of(
        groups: Vec<Group>,
        categories: Vec<(Uuid, Text)>,
        sizes: Vec<(Uuid, Text)>,
        products: Vec<Product>,
        combos: Vec<Combo>,
    ) -> Self {
        Self {
            by_id: products.iter().enumerate().map(|(at, product)| (product.id, at)).collect(),
            groups,
            categories,
            sizes,
            products,
            combos,
            stops: Vec::new(),
            nomenclature: [const { OnceLock::new() }; 2],
        }
    }

    /// A menu of a few dishes in one group and category.
    pub(super) fn plain_dishes((group, category): (Uuid, Uuid), products: Vec<Product>) -> Self {
        let group = Group { id: group, name: "Меню".into(), modifiers: false };
        Self::of(vec![group], vec![(category, "Кухня".into())], Vec::new(), products, Vec::new())
    }

    /// All products, modifiers included.
    pub(crate) fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.iter()
    }

    /// The product of that id.
    pub(crate) fn product(&self, id: Uuid) -> Option<&Product> {
        self.products.get(*self.by_id.get(&id)?)
    }

    /// Name of a size.
    pub(crate) fn size_name(&self, id: Uuid) -> Option<&str> {
        self.sizes.iter().find(|(size, _)| *size == id).map(|(_, name)| name.as_ref())
    }

    /// What stands in the stop list of each terminal group: product and what is left of it.
    pub(crate) fn stopped(&self) -> impl Iterator<Item = (&Product, Decimal)> {
        self.stops.iter().filter_map(|(id, left)| Some((self.product(*id)?, *left)))
    }
}

fn groups(seasonal: bool) -> Vec<Group> {
    let group =
        |key, name: &'static str, modifiers| Group { id: id("group", key), name: name.into(), modifiers };
    let menu = GROUPS.iter().map(|(key, name)| group(key, name, false));
    let extras = EXTRAS.iter().map(|extras| group(extras.key, extras.name, true));
    let mut groups: Vec<Group> = menu.chain(extras).collect();
    if seasonal {
        groups.push(group("seasonal", "Сезонное меню", false));
    }
    groups
}

fn choice(key: &str) -> Option<Choice> {
    let extras = EXTRAS.iter().find(|extras| extras.key == key)?;
    let limits =
        |at| Limits { least: 0, most: extras.each, default: i64::from(extras.has_default && at == 0) };
    Some(Choice {
        group: id("group", extras.key),
        name: extras.name.into(),
        least: extras.least,
        most: extras.most,
        items: extras.items.iter().map(|(key, ..)| id("product", key)).collect(),
        own: (0..extras.items.len()).map(limits).collect(),
        single: false,
    })
}

impl Product {
    fn dish(position: usize, dish: &Dish) -> Self {
        let size = |key: &str| (!key.is_empty()).then(|| id("size", key));
        Self {
            id: id("product", dish.key),
            code: format!("{:05}", position + 1),
            name: dish.name.to_owned(),
            category: id("category", dish.category),
            prices: dish.prices.iter().map(|(key, price)| (size(key), Decimal::new(*price, 2))).collect(),
            choices: dish.extras.iter().filter_map(|key| choice(key)).collect(),
            description: dish.description.to_owned(),
            group: id("group", dish.group),
            modifier: false,
            halves: dish.halves,
            grams: Decimal::from(dish.grams),
            nutrition: dish.nutrition.map(|tenths| Decimal::new(tenths, 1)),
        }
    }

    fn modifier(position: usize, extras: &Extras, (key, name, price): &(&str, &str, i64)) -> Self {
        Self {
            id: id("product", key),
            code: format!("{:05}", position + 501),
            name: (*name).to_owned(),
            category: id("category", "extras"),
            prices: vec![(None, Decimal::new(*price, 2))],
            choices: Vec::new(),
            description: String::new(),
            group: id("group", extras.key),
            modifier: true,
            halves: false,
            grams: Decimal::from(30),
            nutrition: [Decimal::ZERO; 4],
        }
    }

    /// A dish without sizes and modifiers.
    pub(super) fn plain(
        id: Uuid,
        position: usize,
        name: String,
        (group, category): (Uuid, Uuid),
        price: Decimal,
    ) -> Self {
        Self {
            id,
            code: format!("{:05}", position + 1),
            name,
            category,
            prices: vec![(None, price)],
            choices: Vec::new(),
            description: String::new(),
            group,
            modifier: false,
            halves: false,
            grams: Decimal::from(300),
            nutrition: [Decimal::ZERO; 4],
        }
    }

    /// One of the dishes that fill a menu up to the size asked for.
    fn seasonal(number: usize) -> Self {
        let Some(model) = DISHES.get(number % DISHES.len()) else {
            // A remainder by the table's own length is always an index of it.
            unreachable!("the table of dishes is not empty")
        };
        let mut product = Self::dish(number, model);
        product.id = id("product", &format!("seasonal-{number}"));
        product.code = format!("{:05}", number + 1000);
        product.name = format!("{} (сезон {number})", model.name);
        product.group = id("group", "seasonal");
        product
    }

    /// The sizes in which it is sold; none alone for a product without sizes.
    pub(crate) fn offered(&self) -> impl Iterator<Item = Option<Uuid>> {
        self.prices.iter().map(|(size, _)| *size)
    }

    /// Price of a size in an organization; without a size, of a product that has none.
    pub(crate) fn price(&self, size: Option<Uuid>, organization: &Organization) -> Option<Decimal> {
        let (_, base) = self.prices.iter().find(|(own, _)| *own == size)?;
        Some(at_level(*base, organization))
    }

    /// The sizes that it has.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = Uuid> {
        self.prices.iter().filter_map(|(size, _)| *size)
    }

    /// Sizes with their prices in an organization.
    pub(super) fn prices_in(&self, organization: &Organization) -> Vec<(Option<Uuid>, Decimal)> {
        self.prices.iter().map(|(size, base)| (*size, at_level(*base, organization))).collect()
    }
}

fn at_level(base: Decimal, organization: &Organization) -> Decimal {
    money::round(base * organization.price_level)
}
