//! Runs the simulator as a program until Ctrl-C.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use iiko_simulator::{Builder, Exchange, Simulator};
use lexopt::{Arg, Parser, ValueExt as _};

const HELP: &str = "\
An iikoCloud on this machine: tokens, two restaurants, a menu, deliveries and table orders.

Usage: iiko-simulator [options]

  --port N             listen on this port of 127.0.0.1 (8080; 0 takes a free one)
  --login TEXT         accept this API login; may be repeated (demo)
  --token-lifetime S   accept a token for so many seconds (3600)
  --command-polls N    a command is done when looked at after N looks (1)
  --command-delay MS   or: a command is done after so many milliseconds
  --latency MS         hold each answer back for so many milliseconds (0)
  --menu-size N        fill the menu up to so many products
  --seed N             make answers up from this seed, where there is no handler (0)
  -q, --quiet          do not log requests
  -h, --help           show this text
";

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
    println!("Stop it with Ctrl-C.");
    tokio::signal::ctrl_c().await?;
    println!("{} orders were taken.", simulator.orders().len());
    // Dropped, it closes idle connections; calls under way are not waited for.
    Ok(())
}

/// Settings from the command line; nothing when only help was asked for.
fn configure(mut arguments: Parser) -> Result<Option<Builder>, lexopt::Error> {
    let mut builder = Simulator::builder().port(8080);
    let mut quiet = false;
    while let Some(argument) = arguments.next()? {
        builder = match argument {
            Arg::Long("port") => builder.port(arguments.value()?.parse()?),
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
