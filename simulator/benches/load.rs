//! What the simulator bears: small calls per second on one core, a large answer beside small ones, starts, and many in
//! one process. Run it with `cargo bench -p iiko-simulator`; the numbers stand in `benches/README.md`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use iiko_simulator::Simulator;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Told to this program, it is the server of a measurement.
const SERVER: &str = "--as-server";
/// Callers at once.
const TOGETHER: usize = 16;
/// Small calls of a round.
const CALLS: usize = 20_000;
const ROUNDS: usize = 7;
/// Orders of the large answer.
const ORDERS: usize = 10_000;
/// How often something is started.
const STARTS: usize = 31;
/// Simulators in one process.
const MANY: usize = 100;

fn main() {
    if std::env::args().any(|argument| argument == SERVER) {
        return serve();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        small_calls().await;
        beside_a_large_answer().await;
        starts().await;
        many().await;
    });
}

/// Serves with one worker thread, so that one core does the work, until its standard input ends.
fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let simulator =
            Simulator::builder().command_delay(Duration::ZERO).start().await.expect("a free port");
        println!("{} {}", simulator.base_url(), simulator.default_login());
        let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await;
    });
}

/// A server in a process of its own.
struct Server {
    process: Child,
    caller: Caller,
    login: String,
}

impl Server {
    async fn start() -> Self {
        let program = std::env::current_exe().expect("this program");
        let process = Command::new(program).arg(SERVER).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = process.expect("a process");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let (url, login) = line.trim().split_once(' ').expect("an address and a login");
        Self { caller: Caller::sign_in(url, login).await, login: login.to_owned(), process }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Clone)]
struct Caller {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Caller {
    async fn sign_in(url: &str, login: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut caller = Self { http, url: url.to_owned(), token: String::new() };
        let answer = caller.call("/api/1/access_token", &json!({ "apiLogin": login })).await;
        caller.token = answer["token"].as_str().expect("a token").to_owned();
        caller
    }

    async fn bytes(&self, path: &str, body: &Value) -> usize {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body);
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.expect("a body").len()
    }

    async fn call(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    async fn organization(&self) -> Value {
        self.call("/api/1/organizations", &json!({})).await["organizations"][0]["id"].clone()
    }
}

async fn small_calls() {
    let server = Server::start().await;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let before = Instant::now();
        let mut callers = tokio::task::JoinSet::new();
        for _ in 0..TOGETHER {
            let caller = server.caller.clone();
            callers.spawn(async move {
                for _ in 0..CALLS / TOGETHER {
                    caller.bytes("/api/1/organizations", &json!({})).await;
                }
            });
        }
        callers.join_all().await;
        rates.push(CALLS as f64 / before.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    let (least, median, most) = (rates[0], rates[rates.len() / 2], rates[rates.len() - 1]);
    println!(
        "small calls, {TOGETHER} at once, one core for each side: {median:.0} a second ({least:.0} to {most:.0})"
    );
}

async fn beside_a_large_answer() {
    let server = Server::start().await;
    let caller = server.caller.clone();
    let organization = caller.organization().await;
    take_orders(&caller, &organization).await;
    let alone = waits(&caller, Duration::from_secs(2)).await;
    let body = json!({ "organizationIds": [organization], "startRevision": 0 });
    // Read on a thread of its own, so that nothing is measured but the server.
    let (url, login) = (caller.url.clone(), server.login.clone());
    let reading = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let caller = Caller::sign_in(&url, &login).await;
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                let before = Instant::now();
                let bytes = caller.bytes("/api/1/deliveries/by_revision", &body).await;
                assert!(bytes > 1_000 * ORDERS, "{bytes}");
                times.push(before.elapsed());
            }
            times
        })
    });
    let mut beside = Vec::new();
    while !reading.is_finished() {
        beside.extend(waits(&caller, Duration::from_millis(200)).await);
    }
    let times = reading.join().expect("it was read");
    println!("by_revision of {ORDERS} orders, small calls beside it: {}", longest(times));
    println!("small calls alone: {}", longest(alone));
    println!("small calls beside it: {}", longest(beside));
}

async fn take_orders(caller: &Caller, organization: &Value) {
    let menu = caller.call("/api/1/nomenclature", &json!({ "organizationId": organization })).await;
    let simple = menu["products"].as_array().expect("products").iter().find(|product| {
        let choices = product["groupModifiers"].as_array().is_none_or(Vec::is_empty);
        choices && product["sizePrices"].as_array().is_some_and(|prices| prices[0]["sizeId"].is_null())
    });
    let product = simple.expect("a simple dish")["id"].clone();
    let order = json!({
        "phone": "+79990000000",
        "items": [{ "type": "Product", "productId": product, "amount": 1 }],
    });
    let body = json!({ "organizationId": organization, "order": order });
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..TOGETHER {
        let (caller, body) = (caller.clone(), body.clone());
        callers.spawn(async move {
            for _ in 0..ORDERS / TOGETHER {
                caller.bytes("/api/1/deliveries/create", &body).await;
            }
        });
    }
    callers.join_all().await;
}

/// How long small calls take, one after another for a while.
async fn waits(caller: &Caller, time: Duration) -> Vec<Duration> {
    let (begun, mut waits) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        let before = Instant::now();
        caller.bytes("/api/1/organizations", &json!({})).await;
        waits.push(before.elapsed());
    }
    waits
}

fn longest(mut waits: Vec<Duration>) -> String {
    waits.sort();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    format!("median {:?}, 99.9 % {:?}, longest {:?} of {}", at(0.5), at(0.999), at(1.0), waits.len())
}

async fn starts() {
    let mut here = Vec::new();
    for _ in 0..STARTS {
        let before = Instant::now();
        let simulator = Simulator::start().await.expect("a free port");
        here.push(before.elapsed());
        simulator.stop().await;
    }
    println!("start in a process that has read the bundle: first {:?}, {}", here[0], longest(here.clone()));
    let mut processes = Vec::new();
    for _ in 0..STARTS {
        let before = Instant::now();
        let server = Server::start().await;
        processes.push(before.elapsed());
        drop(server);
    }
    println!("start of a process up to its first answer: {}", longest(processes));
}

async fn many() {
    let before = Instant::now();
    let mut all = Vec::new();
    for _ in 0..MANY {
        all.push(Simulator::start().await.expect("a free port"));
    }
    let started = before.elapsed();
    for simulator in &all {
        Caller::sign_in(&simulator.base_url(), simulator.default_login()).await.organization().await;
    }
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = memory.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS: unknown").to_owned();
    println!(
        "{MANY} simulators in one process: started in {started:?}, each answered after {:?}; {memory}",
        before.elapsed()
    );
}
