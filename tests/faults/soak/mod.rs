//! The soak: many mixed calls through a proxy that breaks some of their exchanges, and then the question to the
//! simulator's ledger whether an order was lost or doubled. Shared by a test and by `examples/soak.rs`.

pub mod load;
pub mod proxy;
pub mod verdict;
pub mod world;

#[cfg(test)]
mod short {
    use super::load::{Load, Tally, Target};
    use super::verdict::Verdict;
    use super::world::World;

    async fn soak(calls: u64, prepare: impl Fn(Load) -> Load) -> (Tally, World) {
        let world = World::start(2026).await.expect("a simulator and a proxy");
        let target = Target { url: world.url(), login: world.login() };
        let load = prepare(Load::new(&target).await.expect("the proxy lets the preparations through"));
        world.break_exchanges();
        (crate::in_time(load.run(0..calls, 64)).await, world)
    }

    /// The soak in little, for every run of the tests.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_order_is_lost_or_doubled() {
        let (tally, world) = soak(3000, |load| load).await;
        let verdict = Verdict::new(&tally, &world.report(), false);
        println!("{verdict}");
        assert!(verdict.is_good(), "{verdict}");
        assert!(verdict.faults > 50, "the proxy broke something: {verdict}");
    }

    /// The same, with orders that are made exactly once: of none it stays open whether it was made.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn exactly_once_leaves_nothing_open() {
        let (tally, world) = soak(3000, Load::exactly_once).await;
        let verdict = Verdict::new(&tally, &world.report(), true);
        println!("{verdict}");
        assert!(verdict.is_good() && verdict.open() == 0, "{verdict}");
        assert!(verdict.faults > 50, "the proxy broke something: {verdict}");
    }

    /// The ledger is no rubber stamp.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_client_that_repeats_blindly_is_found_out() {
        let (mut tally, world) = soak(900, Load::blindly).await;
        let verdict = Verdict::new(&tally, &world.report(), false);
        assert!(!verdict.is_good() && verdict.doubled() > 0 && verdict.lost() == 0, "{verdict}");

        tally.acknowledged.push(1_000_000);
        let verdict = Verdict::new(&tally, &world.report(), false);
        assert_eq!(verdict.lost(), 1, "an order that nobody made");
    }
}
