//! Gates: who is let in, and to what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::StatusCode;
use uuid::Uuid;

use crate::refusal::{Refusal, words};

/// What an organization may have switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feature {
    Deliveries,
    Tables,
    Reserves,
    Loyalty,
}

impl Feature {
    pub(crate) const ALL: [Self; 4] = [Self::Deliveries, Self::Tables, Self::Reserves, Self::Loyalty];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deliveries => "deliveries",
            Self::Tables => "tables",
            Self::Reserves => "reserves",
            Self::Loyalty => "loyalty",
        }
    }

    /// The feature that a section of the bundle belongs to.
    fn of(section: &str) -> Option<Self> {
        match section {
            "deliveries" | "drafts" | "delivery_restrictions" => Some(Self::Deliveries),
            "orders" => Some(Self::Tables),
            "reserves" => Some(Self::Reserves),
            "customers" | "customer_categories" | "discounts_and_promotions" | "reports" => {
                Some(Self::Loyalty)
            }
            _ => None,
        }
    }
}

/// All gates; everything is open at first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gates {
    pub(crate) blocked: BTreeSet<String>,
    /// What organizations have switched off.
    pub(crate) off: BTreeMap<Uuid, BTreeSet<Feature>>,
    /// The sections that a login may call; all of them for one that is not named.
    pub(crate) rights: HashMap<String, BTreeSet<String>>,
}

impl Gates {
    /// Whether a login is not blocked.
    pub(crate) fn login(&self, login: &str) -> Result<(), Refusal> {
        if self.blocked.contains(login) {
            return Err(Refusal::new(StatusCode::LOCKED, words::BLOCKED, words::LOGIN_BLOCKED));
        }
        Ok(())
    }

    /// Whether a login may call a section.
    pub(crate) fn section(&self, login: &str, section: &str) -> Result<(), Refusal> {
        self.login(login)?;
        match self.rights.get(login) {
            Some(sections) if !sections.contains(section) => {
                let told = format!("this login has no right to the section {section}");
                Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", told))
            }
            _ => Ok(()),
        }
    }

    /// Whether the organizations have what a section needs.
    pub(crate) fn feature(&self, organizations: &[Uuid], section: &str) -> Result<(), Refusal> {
        let Some(feature) = Feature::of(section) else { return Ok(()) };
        let off = |id: &&Uuid| self.off.get(id).is_some_and(|off| off.contains(&feature));
        match organizations.iter().find(off) {
            None => Ok(()),
            Some(id) => {
                let told = format!("{} are switched off for the organization {id}", feature.name());
                Err(Refusal::bad_request("FEATURE_DISABLED", told))
            }
        }
    }
}
