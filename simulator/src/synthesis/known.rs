//! The restaurants' own things by kind of id.

use uuid::Uuid;

use super::dice::nth;
use crate::fields;
use crate::world::{self, Menu, Organization, World};

/// Pools longer than this are not searched for a name.
const SEARCHED: u64 = 1000;

/// A thing that an id stands for.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) id: Uuid,
    pub(super) name: String,
    /// How many there are of its kind.
    pub(super) of: u64,
}

/// A thing of that kind by a number of any size: the same number, the same thing.
pub(super) fn thing(world: &World, organization: &Organization, kind: &str, number: u64) -> Option<Thing> {
    let (menu, dictionaries) = (&world.menu, &world.dictionaries);
    match kind {
        "OrganizationId" => of(&world.organizations, number, |own| (own.id, &own.name)),
        "TerminalGroupId" => of(&organization.groups, number, |group| (group.id, &group.name)),
        "ProductId" => of(&menu.products, number, |product| (product.id, &product.name)),
        "ProductSizeId" => of(&menu.sizes, number, |(id, name)| (*id, name)),
        "ProductCategoryId" => of(&menu.categories, number, |(id, name)| (*id, name)),
        "ProductGroupId" => of(&menu.groups, number, |group| (group.id, &group.name)),
        "ComboSourceId" => of(&menu.combos, number, |combo| (combo.id, combo.name)),
        "PriceCategoryId" => of(&[Menu::price_category()], number, |(id, name)| (*id, name)),
        "OrderTypeId" => of(&dictionaries.order_types, number, |own| (own.id, own.name)),
        "PaymentTypeId" => of(&dictionaries.payment_types, number, |own| (own.id, own.name)),
        "DiscountTypeId" => of(&dictionaries.discount_types, number, |own| (own.id, own.name)),
        "TipsTypeId" => of(&[dictionaries.tips_type], number, |(id, name)| (*id, name)),
        "CancelCauseId" => told(&world::cancel_causes(), number),
        "RemovalTypeId" => told(&world::removal_types(), number),
        "ApplicationId" => of(&[world::id("application", "demo")], number, |id| (*id, "Демо")),
        "TaxCategoryId" => of(&[world::id("tax-category", "vat")], number, |id| (*id, "НДС")),
        _ => place(world, organization, kind, number).or_else(|| person(world, organization, kind, number)),
    }
}

/// People, tables and what the loyalty program has.
fn person(world: &World, organization: &Organization, kind: &str, number: u64) -> Option<Thing> {
    let loyalty = &world.loyalty;
    let group = organization.groups.first()?;
    match kind {
        "CustomerId" => of(&loyalty.guests, number, |guest| (guest.id(), &guest.name)),
        "CustomerCategoryId" => of(&loyalty.categories, number, |(id, name)| (*id, name)),
        "LoyaltyProgramId" => of(&[loyalty.program], number, |(id, name)| (*id, name)),
        "WalletId" => of(&[loyalty.wallet], number, |(id, name)| (*id, name)),
        "MarketingCampaignId" => {
            of(&[(loyalty.campaign, loyalty.program.1)], number, |(id, name)| (*id, name))
        }
        "MarketingSourceId" => of(&world::marketing_sources(), number, |(id, name)| (*id, name)),
        "RestaurantSectionId" => of(&group.sections, number, |section| (section.id, &section.name)),
        "TableId" => of(&group.sections.first()?.tables, number, |table| (table.id, &table.name)),
        "EmployeeId" => {
            let staff: Vec<_> = world.couriers(organization.id).collect();
            of(&staff, number, |employee| (employee.id, employee.last_name))
        }
        _ => None,
    }
}

/// The name of a thing.
pub(super) fn name(world: &World, organization: &Organization, kind: &str, id: Uuid) -> Option<String> {
    let of = thing(world, organization, kind, 0)?.of.min(SEARCHED);
    let things = (0..of).filter_map(|number| thing(world, organization, kind, number));
    things.into_iter().find(|thing| thing.id == id).map(|thing| thing.name)
}

fn place(world: &World, organization: &Organization, kind: &str, number: u64) -> Option<Thing> {
    let city = world.places.of(organization).next()?;
    match kind {
        "CityId" => of(&[city], number, |city| (city.id, city.name)),
        "RegionId" => of(&[city.region], number, |(id, name)| (*id, name)),
        "StreetId" => of(&city.streets, number, |street| (street.id, street.name)),
        _ => None,
    }
}

fn of<T>(items: &[T], number: u64, tell: impl for<'a> Fn(&'a T) -> (Uuid, &'a str)) -> Option<Thing> {
    let (id, name) = tell(nth(items, number)?);
    Some(Thing { id, name: name.to_owned(), of: u64::try_from(items.len()).unwrap_or(u64::MAX) })
}

/// A thing of a dictionary that is ready to be told.
fn told(dictionary: &serde_json::Value, number: u64) -> Option<Thing> {
    let entries: Vec<(Uuid, &str)> = fields::list(dictionary)
        .iter()
        .filter_map(|entry| Some((fields::uuid(entry, "id")?, fields::text(entry, "name")?)))
        .collect();
    of(&entries, number, |(id, name)| (*id, name))
}
