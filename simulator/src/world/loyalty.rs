//! The loyalty program: its wallet, categories, coupons and promotions, and the guests who are known from the start.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Text, id};

/// The bonus program of the chain.
pub(crate) struct Loyalty {
    pub(crate) program: (Uuid, &'static str),
    pub(crate) campaign: Uuid,
    pub(crate) wallet: (Uuid, &'static str),
    /// Percent of a closed order that its guest gets as bonuses.
    pub(crate) refill_percent: Decimal,
    /// Greatest part of an order that can be paid with bonuses, in percent.
    pub(crate) payable_percent: Decimal,
    pub(crate) categories: Vec<(Uuid, &'static str)>,
    pub(crate) coupons: Vec<Coupon>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) guests: Vec<KnownGuest>,
}

/// A coupon, good once.
pub(crate) struct Coupon {
    pub(crate) id: Uuid,
    pub(crate) number: Text,
    pub(crate) series: (Uuid, Text),
}

/// What the program gives for an order.
pub(crate) struct Promotion {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    /// The order must cost so much.
    pub(crate) least_sum: Decimal,
    pub(crate) condition: Condition,
    pub(crate) gift: Gift,
}

/// When a promotion applies.
pub(crate) enum Condition {
    Always,
    /// With an unused coupon of a series.
    Coupon(Uuid),
    /// When somebody switches it on.
    Manual,
}

/// What a promotion gives.
pub(crate) enum Gift {
    Percent(Decimal),
    Product(Uuid),
}

/// A guest who is known from the start.
pub(crate) struct KnownGuest {
    pub(crate) phone: Text,
    pub(crate) name: Text,
    pub(crate) surname: Text,
    pub(crate) email: Text,
    /// Track and number.
    pub(crate) card: (Text, Text),
    pub(crate) category: Uuid,
    pub(crate) balance: Decimal,
}

impl KnownGuest {
    pub(crate) fn id(&self) -> Uuid {
        id("customer", &self.phone)
    }
}

impl Loyalty {
    pub(super) fn new() -> Self {
        let series = |name: &'static str| (id("coupon-series", name), name);
        let coupon = |number: &'static str, name: &'static str| Coupon {
            id: id("coupon", number),
            number: number.into(),
            series: (series(name).0, name.into()),
        };
        let category = |name: &'static str| (id("customer-category", name), name);
        Self {
            program: (id("loyalty-program", "bonus"), "Бонусная программа"),
            campaign: id("marketing-campaign", "bonus"),
            wallet: (id("wallet", "bonus"), "Бонусы"),
            refill_percent: Decimal::from(5),
            payable_percent: Decimal::from(50),
            categories: vec![category("Постоянные гости"), category("Сотрудники")],
            coupons: vec![
                coupon("SPRING", "Весна"),
                coupon("SPRING-2", "Весна"),
                coupon("SPRING-3", "Весна"),
                coupon("TEA-1", "Чай в подарок"),
            ],
            promotions: promotions(),
            guests: vec![KnownGuest {
                phone: "+79161234567".into(),
                name: "Анна".into(),
                surname: "Смирнова".into(),
                email: "anna@samovar.example".into(),
                card: ("7700000117".into(), "7700000117".into()),
                category: category("Постоянные гости").0,
                balance: Decimal::from(500),
            }],
        }
    }

    /// The coupon of that number.
    pub(crate) fn coupon(&self, number: &str) -> Option<&Coupon> {
        self.coupons.iter().find(|coupon| coupon.number == number)
    }
}

fn promotions() -> Vec<Promotion> {
    let promotion = |name: &'static str, least: i64, condition, gift| Promotion {
        id: id("promotion", name),
        name,
        least_sum: Decimal::from(least),
        condition,
        gift,
    };
    let series = |name: &str| Condition::Coupon(id("coupon-series", name));
    vec![
        promotion("Скидка от 3000 ₽", 3000, Condition::Always, Gift::Percent(Decimal::TEN)),
        promotion("Весенний купон", 500, series("Весна"), Gift::Percent(Decimal::from(15))),
        promotion("Морс в подарок", 0, series("Чай в подарок"), Gift::Product(id("product", "mors"))),
        promotion("День рождения", 0, Condition::Manual, Gift::Percent(Decimal::from(20))),
    ]
}
