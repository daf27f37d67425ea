//! The restaurants: two organizations of one chain, their dictionaries, streets and menu.

mod combo_answers;
mod combos;
mod dictionaries;
mod dishes;
mod external_menu;
mod file;
mod id;
mod loyalty;
mod menu;
mod nomenclature;
mod organizations;
mod places;
mod plain_menu;
mod recorded;
mod sections;
mod staff;
#[expect(clippy::module_inception, reason = "the world itself")]
mod world;
mod zones;

pub(crate) use combos::{Combo, ComboPrice};
pub(crate) use dictionaries::{
    Dictionaries, DiscountMode, OrderType, PaymentType, cancel_causes, removal_types,
};
pub(crate) use external_menu::MENU_ID;
pub(crate) use id::{Text, id};
pub(crate) use loyalty::{Condition, Coupon, Gift, KnownGuest, Promotion};
pub(crate) use menu::{Limits, Menu, Product};
pub(crate) use organizations::{Organization, TerminalGroup};
pub(crate) use places::Places;
pub(crate) use sections::{Section, Table};
pub(crate) use staff::Employee;
pub(crate) use world::World;
pub(crate) use zones::{Zone, marketing_sources};
