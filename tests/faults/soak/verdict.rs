//! Compares what the client was told with what really happened.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use iiko_transport::Effect;

use super::load::{Call, Failure, Tally};
use super::proxy::{Injected, TAG};
use super::world::Report;
use crate::fault::{End, Fault, TABLE};
use crate::server::path;

/// What the soak has shown.
#[derive(Debug)]
pub struct Verdict {
    pub faults: usize,
    calls: Vec<(Call, u64)>,
    exchanges: u64,
    token_requests: usize,
    acknowledged: usize,
    in_the_ledger: usize,
    /// Orders of failed calls that the service made all the same, as the error allows.
    made_unacknowledged: usize,
    /// Orders of failed calls of which nobody knows whether they were made.
    open: usize,
    failures: BTreeMap<String, usize>,
    by_fault: BTreeMap<String, usize>,
    /// Each of these is one too many.
    lost: Vec<String>,
    doubled: Vec<String>,
    unexplained: Vec<String>,
    contradicted: Vec<String>,
    wrong: Vec<String>,
}

impl Verdict {
    /// Of a load that makes orders exactly once (`once`), or asks for each no more than once.
    pub fn new(tally: &Tally, report: &Report, once: bool) -> Self {
        let mut ledger: HashMap<&str, usize> = HashMap::new();
        for order in &report.orders {
            *ledger.entry(order.external_number.as_str()).or_default() += 1;
        }
        let made = |number: u64| ledger.contains_key(format!("{TAG}{number}").as_str());
        let orders_failed = || tally.failures.iter().filter(|failure| failure.call.makes_an_order());
        let explanations = Explanations::new(&report.injected);
        Self {
            faults: report.injected.len(),
            calls: Call::ALL.into_iter().zip(tally.calls).collect(),
            exchanges: report.exchanges,
            token_requests: report.token_requests,
            acknowledged: tally.acknowledged.len(),
            in_the_ledger: report.orders.len(),
            made_unacknowledged: orders_failed().filter(|failure| made(failure.number)).count(),
            open: orders_failed().filter(|failure| failure.effect == Effect::Unknown).count(),
            failures: count(tally.failures.iter().map(|failure| format!("{:?}", failure.end))),
            by_fault: count(report.injected.iter().map(|injected| format!("{:?}", injected.fault))),
            lost: tally
                .acknowledged
                .iter()
                .filter(|number| !made(**number))
                .map(|n| format!("{TAG}{n}"))
                .collect(),
            doubled: report
                .orders
                .iter()
                .filter(|order| {
                    // Under the same id a client may ask again: the service makes one order of it.
                    let twice = !once && (order.by_id > 1 || order.by_number > 1);
                    twice || ledger[order.external_number.as_str()] > 1
                })
                .map(|order| order.external_number.clone())
                .collect(),
            unexplained: tally.failures.iter().filter(|f| !explanations.cover(f)).map(told).collect(),
            contradicted: orders_failed()
                .filter(|failure| denies(failure.end) && made(failure.number))
                .map(told)
                .collect(),
            wrong: tally.wrong.clone(),
        }
    }

    /// How many orders there are twice.
    pub fn doubled(&self) -> usize {
        self.doubled.len()
    }

    /// How many acknowledged orders there are not.
    pub fn lost(&self) -> usize {
        self.lost.len()
    }

    /// Of how many orders nobody knows whether they were made.
    pub fn open(&self) -> usize {
        self.open
    }

    pub fn is_good(&self) -> bool {
        self.complaints().into_iter().all(|(_, cases)| cases.is_empty())
    }

    fn complaints(&self) -> [(&'static str, &[String]); 5] {
        [
            ("orders lost (acknowledged, yet not in the ledger)", &self.lost),
            ("orders doubled", &self.doubled),
            ("errors that no fault explains", &self.unexplained),
            ("orders made though the error says they were not", &self.contradicted),
            ("wrong answers", &self.wrong),
        ]
    }
}

/// Whether the error says that the service did nothing.
fn denies(end: End) -> bool {
    matches!(end, End::NotConnected | End::Authentication | End::Api(403 | 410 | 429) | End::Gateway(302))
}

fn told(failure: &Failure) -> String {
    format!("{:?} {}: {}", failure.call, failure.number, failure.text)
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// The faults, by the calls that they befell.
struct Explanations<'a> {
    by_tag: HashMap<u64, Vec<Fault>>,
    /// Of requests that tell no number, and of connections.
    others: Vec<&'a Injected>,
}

impl<'a> Explanations<'a> {
    fn new(injected: &'a [Injected]) -> Self {
        let mut explanations = Self { by_tag: HashMap::new(), others: Vec::new() };
        for injected in injected {
            match injected.tag {
                Some(tag) => explanations.by_tag.entry(tag).or_default().push(injected.fault),
                None => explanations.others.push(injected),
            }
        }
        explanations
    }

    fn cover(&self, failure: &Failure) -> bool {
        let Some(operation) = failure.operation.as_deref() else { return false };
        let own = self.by_tag.get(&failure.number).into_iter().flatten();
        let other = self.others.iter().filter(|injected| {
            matches!(injected.fault, Fault::Refused | Fault::ResetAtOnce) || injected.path == path(operation)
        });
        let on_token = operation == "access_token";
        own.copied()
            .filter(|_| !on_token)
            .chain(other.map(|injected| injected.fault))
            .any(|fault| explains(fault, failure.end, on_token))
    }
}

/// Whether a call that met the fault may end like that.
fn explains(fault: Fault, end: End, on_token: bool) -> bool {
    match fault {
        // A listener that goes away takes the connections along that it had not accepted yet.
        Fault::Refused | Fault::ResetAtOnce => matches!(end, End::NotConnected | End::Broken),
        Fault::Unauthorized => end == End::Authentication,
        _ => {
            TABLE.iter().any(|row| row.fault == fault && end == if on_token { row.token.1 } else { row.end })
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls: u64 = self.calls.iter().map(|(_, count)| count).sum();
        let kinds: Vec<String> = self.calls.iter().map(|(call, count)| format!("{call:?} {count}")).collect();
        writeln!(f, "calls: {calls} ({})", kinds.join(", "))?;
        writeln!(f, "exchanges: {}, of which {} were broken", self.exchanges, self.faults)?;
        writeln!(f, "token requests: {}", self.token_requests)?;
        writeln!(f, "orders acknowledged: {}", self.acknowledged)?;
        writeln!(f, "orders in the ledger: {}", self.in_the_ledger)?;
        writeln!(f, "orders made by calls whose error leaves that open: {}", self.made_unacknowledged)?;
        writeln!(f, "orders of which that is open: {}", self.open)?;
        let failed: usize = self.failures.values().sum();
        writeln!(f, "calls failed: {failed} {:?}", self.failures)?;
        writeln!(f, "faults: {:?}", self.by_fault)?;
        for (what, cases) in self.complaints() {
            writeln!(f, "{what}: {}", cases.len())?;
            for case in cases.iter().take(10) {
                writeln!(f, "  {case}")?;
            }
        }
        Ok(())
    }
}
