//! Wallets as a double-entry ledger: each entry moves a sum from one account to another, and a balance is what has come in
//! less what has gone out. So nothing appears from nowhere, and nothing is lost.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Where bonuses are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// With the restaurant, which gives and takes them.
    Restaurant,
    /// In a guest's wallet.
    Guest(Uuid),
    /// Reserved in a guest's wallet.
    Held(Uuid),
}

/// Why something was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    TopUp,
    ChargeOff,
    Hold,
    CancelHold,
    Payment,
    Refund,
    Refill,
}

impl Movement {
    /// Number and name as the reports tell them.
    pub(crate) fn told(self) -> (i64, &'static str) {
        match self {
            Self::TopUp => (1, "RefillWallet"),
            Self::ChargeOff => (2, "PayFromWallet"),
            Self::Hold => (3, "HoldMoney"),
            Self::CancelHold => (4, "CancelHold"),
            Self::Payment => (5, "Payment"),
            Self::Refund => (6, "CancelPayment"),
            Self::Refill => (7, "RefillWalletFromOrder"),
        }
    }
}

/// A sum that was moved.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    /// Higher than that of each entry before.
    pub(crate) revision: i64,
    pub(crate) organization: Uuid,
    pub(crate) guest: Uuid,
    pub(crate) from: Account,
    pub(crate) to: Account,
    pub(crate) sum: Decimal,
    pub(crate) movement: Movement,
    pub(crate) comment: String,
    pub(crate) order: Option<Uuid>,
    /// The guest's balance before and after.
    pub(crate) balances: (Decimal, Decimal),
}

/// What is to be moved.
pub(crate) struct Move<'a> {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) organization: Uuid,
    pub(crate) guest: Uuid,
    pub(crate) sum: Decimal,
    pub(crate) movement: Movement,
    pub(crate) comment: &'a str,
    pub(crate) order: Option<Uuid>,
}

/// All entries, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wallets {
    entries: Vec<Entry>,
}

impl Wallets {
    /// What is in an account.
    pub(crate) fn balance(&self, account: Account) -> Decimal {
        let moved = self.entries.iter().map(|entry| match (entry.from == account, entry.to == account) {
            (true, false) => -entry.sum,
            (false, true) => entry.sum,
            _ => Decimal::ZERO,
        });
        moved.sum()
    }

    /// Moves a sum, if the account that it comes from has it; the restaurant has as much as it wants.
    pub(crate) fn post(&mut self, wanted: Move<'_>) -> Result<&Entry, String> {
        let guest = wanted.guest;
        let (from, to) = match wanted.movement {
            Movement::TopUp | Movement::Refill | Movement::Refund => {
                (Account::Restaurant, Account::Guest(guest))
            }
            Movement::ChargeOff | Movement::Payment => (Account::Guest(guest), Account::Restaurant),
            Movement::Hold => (Account::Guest(guest), Account::Held(guest)),
            Movement::CancelHold => (Account::Held(guest), Account::Guest(guest)),
        };
        if wanted.sum <= Decimal::ZERO {
            return Err(format!("the sum must be above 0, but is {}", wanted.sum));
        }
        let there = self.balance(from);
        if from != Account::Restaurant && there < wanted.sum {
            return Err(format!("the wallet has {there}, which is less than {}", wanted.sum));
        }
        if self.entries.iter().any(|entry| entry.id == wanted.id) {
            return Err(format!("there is a transaction {} already", wanted.id));
        }
        let before = self.balance(Account::Guest(guest));
        let last = self.entries.last().map_or(0, |entry| entry.revision);
        let change = match (from, to) {
            (Account::Guest(_), _) => -wanted.sum,
            _ => wanted.sum,
        };
        self.entries.push(Entry {
            id: wanted.id,
            at: wanted.at,
            revision: wanted.at.timestamp_millis().max(last + 1),
            organization: wanted.organization,
            guest,
            from,
            to,
            sum: wanted.sum,
            movement: wanted.movement,
            comment: wanted.comment.to_owned(),
            order: wanted.order,
            balances: (before, before + change),
        });
        self.entries.last().ok_or_else(|| "the entry is gone".to_owned())
    }

    /// A hold that was not cancelled.
    pub(crate) fn open_hold(&self, id: Uuid) -> Option<&Entry> {
        let hold = self.entries.iter().find(|entry| entry.id == id && entry.movement == Movement::Hold)?;
        let name = id.to_string();
        let cancelled =
            self.entries.iter().any(|entry| entry.movement == Movement::CancelHold && entry.comment == name);
        (!cancelled).then_some(hold)
    }

    /// The entries of a guest, or all of them.
    pub(crate) fn of(&self, guest: Option<Uuid>) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| guest.is_none_or(|guest| entry.guest == guest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(guest: u128, sum: i64, movement: Movement, id: u128) -> Move<'static> {
        let (id, guest) = (Uuid::from_u128(id), Uuid::from_u128(guest));
        let at = DateTime::<Utc>::UNIX_EPOCH;
        Move { id, at, organization: Uuid::nil(), guest, sum: sum.into(), movement, comment: "", order: None }
    }

    #[test]
    fn the_ledger_balances_whatever_happens() {
        let mut wallets = Wallets::default();
        let movements =
            [Movement::TopUp, Movement::Hold, Movement::ChargeOff, Movement::CancelHold, Movement::Payment];
        let mut state = 7_u64;
        for id in 0..2_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (guest, movement) = (u128::from(state >> 60) % 3, movements[(state >> 40) as usize % 5]);
            let _ = wallets.post(moved(guest, (state >> 50) as i64 % 100, movement, id));
            let accounts = (0..3).flat_map(|guest| {
                let guest = Uuid::from_u128(guest);
                [Account::Guest(guest), Account::Held(guest)]
            });
            let balances: Vec<Decimal> = accounts.map(|account| wallets.balance(account)).collect();
            assert!(balances.iter().all(|balance| *balance >= Decimal::ZERO), "{balances:?}");
            let all: Decimal = balances.iter().sum();
            assert_eq!(all + wallets.balance(Account::Restaurant), Decimal::ZERO);
        }
        assert!(wallets.of(None).count() > 200, "it would prove nothing");
        let revisions: Vec<i64> = wallets.of(None).map(|entry| entry.revision).collect();
        assert!(revisions.is_sorted());
    }

    #[test]
    fn more_than_there_is_cannot_be_taken() {
        let mut wallets = Wallets::default();
        assert!(wallets.post(moved(1, 5, Movement::ChargeOff, 1)).is_err());
        assert!(wallets.post(moved(1, 0, Movement::TopUp, 2)).is_err());
        assert!(wallets.post(moved(1, 5, Movement::TopUp, 3)).is_ok());
        assert!(wallets.post(moved(1, 5, Movement::TopUp, 3)).is_err(), "one id, one entry");
        assert!(wallets.post(moved(1, 5, Movement::Hold, 4)).is_ok());
        assert!(wallets.post(moved(1, 1, Movement::ChargeOff, 5)).is_err(), "it is held");
    }
}
