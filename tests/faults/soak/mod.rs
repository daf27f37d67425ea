//! The soak: many mixed calls through a proxy that breaks some of their exchanges, and then the question to the
//! simulator's ledger whether an order was lost or doubled. Shared by a test and by `examples/soak.rs`.

pub mod load;
pub mod proxy;
pub mod verdict;
pub mod world;

#[cfg(test)]
mod short {
    use super::load::{Load, Target};
    use super::verdict::Verdict;
    use super::world::World;

    /// The soak in little, for every run of the tests.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_order_is_lost_or_doubled() {
        let world = World::start(2026).await.expect("a simulator and a proxy");
        let target = Target { url: world.url(), login: world.login() };
        let load = Load::new(&target).await.expect("the proxy lets the preparations through");
        world.break_exchanges();
        let tally = crate::in_time(load.run(0..3000, 64)).await;
        let verdict = Verdict::new(&tally, &world.report());
        println!("{verdict}");
        assert!(verdict.is_good(), "{verdict}");
        assert!(verdict.faults > 50, "the proxy broke something: {verdict}");
    }
}
