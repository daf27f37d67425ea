//! Runs the simulator as a program until it is told to stop.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use iiko_simulator::{Builder, Exchange, Simulator};
use lexopt::{Arg, Parser, ValueExt as _};

const HELP: &str = "\
An iikoCloud on this machine: tokens, two restaurants, a menu, deliveries and table orders.

Usage: iiko-simulator [options]

  --port N             listen on this port (8080; 0 takes a free one)
  --host ADDRESS       listen at this address (127.0.0.1); whoever reaches it can do everything
  --login TEXT         accept this API login; may be repeated (demo)
  --token-lifetime S   accept a token for so many seconds (3600)
  --command-polls N    a command is done when looked at after N looks (1)
  --command-delay MS   or: a command is done after so many milliseconds
  --latency MS         hold each answer back for so many milliseconds (0)
  --menu-size N        fill the menu up to so many products
  --world FILE         read organizations, menu, guests and coupons from this YAML file
  --menu FILE          take the menu from this recorded answer of /api/1/nomenclature
  --scenario FILE      play the scenario of this YAML file; ends with status 1 if its expectations are not met
  --seed N             draw ids from this seed: the same calls get the same ids in each run
  --clock TIME         let the clock stand at this time, such as 2026-12-01T10:00:00Z, until it is moved
  --still              kitchens and couriers do nothing by themselves
  --as-live            read bodies as leniently as the live service does
  --check-answers      check each answer against the bundle
  -q, --quiet          do not log requests
  -h, --help           show this text
";

/// How long calls under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("iiko-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(builder) = configure(Parser::from_env())? else {
        print!("{HELP}");
        return Ok(());
    };
    let simulator = builder.start().await?;
    let (app_id, secret) = simulator.default_application();
    println!("iikoCloud is simulated at {}", simulator.base_url());
    println!("  API login      {}", simulator.default_login());
    println!("  app id         {app_id}");
    println!("  client secret  {secret}");
    println!("Look at it in a browser, at the same address. Stop it with Ctrl-C.");
    told_to_stop().await?;
    println!("{} orders were taken.", simulator.orders().len());
    let unmet = simulator.unmet();
    // Calls under way are answered; who is not done by then is left alone.
    let _ = tokio::time::timeout(PATIENCE, simulator.stop()).await;
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(format!("the scenario expected more: {}", unmet.join("; ")).into())
    }
}

/// Waits for Ctrl-C, or for the signal by which services are ended.
#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut end = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = end.recv() => Ok(()),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Settings from the command line; nothing when only help was asked for.
fn configure(mut arguments: Parser) -> Result<Option<Builder>, lexopt::Error> {
    let mut builder = Simulator::builder().port(8080);
    let mut quiet = false;
    while let Some(argument) = arguments.next()? {
        builder = match argument {
            Arg::Long("port") => builder.port(arguments.value()?.parse()?),
            Arg::Long("world") => builder.world_file(PathBuf::from(arguments.value()?)),
            Arg::Long("scenario") => builder.scenario_file(PathBuf::from(arguments.value()?)),
            Arg::Long("menu") => builder.recorded_menu(PathBuf::from(arguments.value()?)),
            Arg::Long("host") => builder.host(arguments.value()?.parse()?),
            Arg::Long("clock") => builder.clock_stands_at(arguments.value()?.parse()?),
            Arg::Long("as-live") => builder.as_live(),
            Arg::Long("still") => builder.kitchens_work(false),
            Arg::Long("check-answers") => builder.check_answers(true),
            Arg::Long("login") => builder.login(arguments.value()?.string()?),
            Arg::Long("token-lifetime") => {
                builder.token_lifetime(Duration::from_secs(arguments.value()?.parse()?))
            }
            Arg::Long("command-polls") => builder.command_polls(arguments.value()?.parse()?),
            Arg::Long("command-delay") => {
                builder.command_delay(Duration::from_millis(arguments.value()?.parse()?))
            }
            Arg::Long("latency") => builder.latency(Duration::from_millis(arguments.value()?.parse()?)),
            Arg::Long("seed") => builder.seed(arguments.value()?.parse()?),
            Arg::Long("menu-size") => builder.menu_size(arguments.value()?.parse()?),
            Arg::Short('q') | Arg::Long("quiet") => {
                quiet = true;
                builder
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        };
    }
    Ok(Some(if quiet { builder } else { builder.on_exchange(log) }))
}

/// One line for each request.
fn log(exchange: &Exchange) {
    let name = exchange.operation.as_deref().unwrap_or("-");
    let milliseconds = exchange.duration.as_secs_f64() * 1000.0;
    let told = match &exchange.error {
        Some(error) => error.clone(),
        None => format!("{} bytes", exchange.bytes),
    };
    println!("{} {name:<34} {} {milliseconds:.1} ms  {told}", exchange.status, exchange.path);
}
