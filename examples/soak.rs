//! The soak: mixed calls through a proxy that breaks a twentieth of the exchanges, then the ledger's word on lost and
//! doubled orders, and whether the client's memory and sockets have grown.
//!
//! `cargo run --release --example soak -- --calls 100000`
//!
//! With `--exactly-once` orders are made exactly once, and of none it may stay open whether it was made.
//!
//! The simulator and the proxy run in a process of their own, so that the memory that is measured is the client's.

// What is deprecated works as long as it is there.
#![allow(deprecated)]

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use soak::load::{Load, Tally, Target};
use soak::verdict::Verdict;
use soak::world::{Report, World};
use tokio::time::Instant;

#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../tests/faults/fault.rs"]
mod fault;
#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../tests/faults/server.rs"]
mod server;
#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../tests/faults/soak/mod.rs"]
mod soak;

type AnyError = Box<dyn std::error::Error>;

/// Calls under way at once.
const TOGETHER: usize = 64;
/// What the client's memory may grow by after the warm-up: the errors are kept, and allocators keep some for later.
const MEMORY: u64 = 8 * 1024 * 1024;
/// What the number of open files may differ by: connections come and go, and some have just been replaced.
const FILES: usize = TOGETHER;
/// A soak that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30 * 60);

struct Options {
    calls: u64,
    seed: u64,
    serve: bool,
    once: bool,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\nusage: soak [--calls NUMBER] [--seed NUMBER] [--exactly-once]");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(AnyError::from).and_then(|runtime| {
        runtime.block_on(async {
            match options.serve {
                true => serve(options.seed).await.map(|()| true),
                false => tokio::time::timeout(LONGEST, run(&options)).await?,
            }
        })
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the soak broke off: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options, AnyError> {
    let mut options = Options { calls: 100_000, seed: 2026, serve: false, once: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number =
            || words.next().ok_or_else(|| format!("{word} needs a number"))?.parse().map_err(AnyError::from);
        match word.as_str() {
            "--calls" => options.calls = number()?,
            "--seed" => options.seed = number()?,
            "--exactly-once" => options.once = true,
            "--serve" => options.serve = true,
            other => return Err(format!("what is {other}?").into()),
        }
    }
    Ok(options)
}

/// The other process: tells where it listens, and at the end of its input what it has seen.
async fn serve(seed: u64) -> Result<(), AnyError> {
    let world = World::start(seed).await?;
    println!("{}\n{}", world.url(), world.login());
    let mut lines = std::io::stdin().lines();
    tokio::task::block_in_place(|| lines.next()).transpose()?;
    world.break_exchanges();
    println!("breaking");
    tokio::task::block_in_place(|| lines.next()).transpose()?;
    println!("{}", serde_json::to_string(&world.report())?);
    Ok(())
}

/// The process of the simulator and the proxy, seen from here.
struct Other {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Drop for Other {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Other {
    fn start(seed: u64) -> Result<Self, AnyError> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", "--seed", &seed.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self { child, output })
    }

    fn line(&mut self) -> Result<String, AnyError> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn go_on(&mut self) -> Result<(), AnyError> {
        Ok(self.child.stdin.as_mut().ok_or("no input")?.write_all(b"\n")?)
    }

    fn report(&mut self) -> Result<Report, AnyError> {
        self.go_on()?;
        let mut text = String::new();
        self.output.read_to_string(&mut text)?;
        Ok(serde_json::from_str(&text)?)
    }
}

async fn run(options: &Options) -> Result<bool, AnyError> {
    let started = Instant::now();
    let mut other = Other::start(options.seed)?;
    let target = Target { url: other.line()?, login: other.line()? };
    let load = Load::new(&target).await?;
    let load = if options.once { load.exactly_once() } else { load };
    other.go_on()?;
    other.line()?;

    let mut tally = Tally::default();
    let warm = part(&load, 0..options.calls / 5, &mut tally).await;
    let end = part(&load, options.calls / 5..options.calls, &mut tally).await;
    let verdict = Verdict::new(&tally, &other.report()?, options.once);

    print!("{verdict}");
    println!(
        "memory: {} KiB after a fifth of the calls, {} KiB at the end",
        warm.memory / 1024,
        end.memory / 1024
    );
    println!("open files: {} after a fifth of the calls, {} at the end", warm.files, end.files);
    println!(
        "time: {:.0} s, {TOGETHER} calls at once, seed {}",
        started.elapsed().as_secs_f64(),
        options.seed
    );
    let steady = end.memory <= warm.memory + MEMORY && end.files <= warm.files + FILES;
    let good = verdict.is_good() && steady && (!options.once || verdict.open() == 0);
    println!("{}", if good { "good" } else { "NOT GOOD" });
    Ok(good)
}

async fn part(load: &Load, numbers: Range<u64>, tally: &mut Tally) -> Use {
    tally.merge(load.run(numbers, TOGETHER).await);
    Use::now()
}

/// What the process uses; nothing where the system does not tell.
struct Use {
    memory: u64,
    files: usize,
}

impl Use {
    fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let kibibytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<u64>().ok());
        let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        Self { memory: kibibytes.unwrap_or(0) * 1024, files }
    }
}
