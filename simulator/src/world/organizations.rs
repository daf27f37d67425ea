//! Two organizations of one chain and their terminal groups.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::sections::{self, Section};
use super::{Text, id};

/// A restaurant.
pub(crate) struct Organization {
    pub(crate) id: Uuid,
    pub(crate) name: Text,
    pub(crate) groups: Vec<TerminalGroup>,
    /// Hours ahead of UTC.
    pub(crate) utc_offset: i64,
    /// Whether deliveries wait to be confirmed.
    pub(crate) confirms: bool,
    /// What the menu's prices are multiplied with here.
    pub(crate) price_level: Decimal,
    /// Key of its city in the directory of places.
    pub(crate) city: Text,
    code: Text,
    address: Text,
    coordinates: (f64, f64),
    inn: &'static str,
}

/// Terminals that work as one.
pub(crate) struct TerminalGroup {
    pub(crate) id: Uuid,
    pub(crate) name: Text,
    pub(crate) asleep_at_first: bool,
    /// Table of orders that name none.
    pub(crate) table: Uuid,
    pub(crate) sections: Vec<Section>,
    address: Text,
    time_zone: &'static str,
}

/// Both organizations.
pub(crate) fn all() -> Vec<Organization> {
    let moscow = "Москва, ул. Покровка, 17";
    let ural = "Екатеринбург, ул. Малышева, 36";
    vec![
        Organization {
            id: id("organization", "pokrovka"),
            name: "Самовар на Покровке".into(),
            code: "1".into(),
            groups: vec![
                group("pokrovka/hall", "Зал и доставка", moscow, "Europe/Moscow", false),
                group("pokrovka/terrace", "Летняя веранда", moscow, "Europe/Moscow", true),
            ],
            utc_offset: 3,
            confirms: true,
            price_level: Decimal::ONE,
            city: "moscow".into(),
            address: moscow.into(),
            coordinates: (55.7597, 37.6473),
            inn: "7701000017",
        },
        Organization {
            id: id("organization", "malysheva"),
            name: "Самовар на Малышева".into(),
            code: "2".into(),
            groups: vec![group("malysheva/hall", "Зал и доставка", ural, "Asia/Yekaterinburg", false)],
            utc_offset: 5,
            confirms: false,
            price_level: Decimal::new(9, 1),
            city: "yekaterinburg".into(),
            address: ural.into(),
            coordinates: (56.8334, 60.5969),
            inn: "6671000036",
        },
    ]
}

fn group(
    key: &str,
    name: &'static str,
    address: &'static str,
    time_zone: &'static str,
    asleep_at_first: bool,
) -> TerminalGroup {
    TerminalGroup {
        id: id("terminal-group", key),
        name: name.into(),
        asleep_at_first,
        table: id("table", key),
        sections: sections::of(key),
        address: address.into(),
        time_zone,
    }
}

impl TerminalGroup {
    /// A group of somebody's own world.
    pub(super) fn own(id: Uuid, name: String, address: &str, asleep: bool, section: Section) -> Self {
        Self {
            id,
            name: name.into(),
            asleep_at_first: asleep,
            table: section.tables.first().map(|table| table.id).unwrap_or_default(),
            sections: vec![section],
            address: address.to_owned().into(),
            time_zone: "Europe/Moscow",
        }
    }

    /// Whether a table is one of the group's.
    pub(crate) fn has_table(&self, table: Uuid) -> bool {
        self.sections.iter().any(|section| section.tables.iter().any(|own| own.id == table))
    }

    /// The group as the service tells it.
    pub(crate) fn json(&self, organization: &Organization) -> Value {
        json!({
            "id": self.id,
            "organizationId": organization.id,
            "name": self.name,
            "address": self.address,
            "timeZone": self.time_zone,
            "posVersion": "9.3.7",
        })
    }
}

impl Organization {
    /// A restaurant of somebody's own world.
    pub(super) fn own(
        id: Uuid,
        at: usize,
        name: String,
        address: String,
        groups: Vec<TerminalGroup>,
    ) -> Self {
        Self {
            id,
            name: name.into(),
            groups,
            utc_offset: 3,
            confirms: false,
            price_level: Decimal::ONE,
            city: "moscow".into(),
            code: format!("{}", at + 1).into(),
            address: address.into(),
            coordinates: (55.75, 37.62),
            inn: "7700000000",
        }
    }

    /// The same at another place in time.
    pub(super) fn at(mut self, utc_offset: i64, confirms: bool) -> Self {
        (self.utc_offset, self.confirms) = (utc_offset, confirms);
        self
    }

    /// Id and name, with the external data of the keys asked for.
    pub(crate) fn simple(&self, external_keys: &[&str]) -> Value {
        let mut told = json!({
            "responseType": "Simple",
            "id": self.id,
            "name": self.name,
            "code": self.code,
        });
        told["externalData"] = self.external_data(external_keys);
        told
    }

    /// Everything that is known.
    pub(crate) fn extended(&self, external_keys: &[&str]) -> Value {
        let mut told = self.simple(external_keys);
        told["responseType"] = json!("Extended");
        if let (Value::Object(told), Value::Object(settings)) = (&mut told, self.settings()) {
            // Settings that only `organization_settings` tells.
            let apart =
                ["name", "pricesVatInclusive", "loyaltyDiscountAffectsVat", "useBusinessHoursAndMapping"];
            told.extend(settings.into_iter().filter(|(key, _)| !apart.contains(&key.as_str())));
            told.insert("currencyMinimumDenomination".to_owned(), json!(0.01));
            told.insert("inn".to_owned(), json!(self.inn));
            told.insert("isCloud".to_owned(), json!(false));
        }
        told
    }

    /// All settings by the names of the answer.
    pub(crate) fn settings(&self) -> Value {
        json!({
            "name": self.name,
            "country": "Россия",
            "restaurantAddress": self.address,
            "latitude": self.coordinates.0,
            "longitude": self.coordinates.1,
            "useUaeAddressingSystem": false,
            "version": "9.3.7016.0",
            "currencyIsoName": "RUB",
            "countryPhoneCode": "7",
            "marketingSourceRequiredInDelivery": false,
            "defaultDeliveryCityId": id("city", &self.city),
            "deliveryCityIds": [id("city", &self.city)],
            "deliveryServiceType": "CourierAndSelfService",
            "deliveryOrderPaymentSettings": "WhenOrderClosed",
            "defaultCallCenterPaymentTypeId": id("payment-type", "CASH"),
            "orderItemCommentEnabled": true,
            "addressFormatType": "Legacy",
            "isConfirmationEnabled": self.confirms,
            "confirmAllowedIntervalInMinutes": 60,
            "isAnonymousGuestsAllowed": true,
            "addressLookup": ["DaData"],
            "useBusinessHoursAndMapping": false,
            "pricesVatInclusive": true,
            "loyaltyDiscountAffectsVat": true,
        })
    }

    /// The external data of the keys asked for; `null` when none was.
    pub(crate) fn external_data(&self, keys: &[&str]) -> Value {
        if keys.is_empty() {
            return Value::Null;
        }
        let known = [("site", format!("https://samovar.example/{}", self.city))];
        let asked = known.iter().filter(|(key, _)| keys.contains(key));
        asked.map(|(key, value)| json!({ "key": key, "value": value })).collect()
    }
}
