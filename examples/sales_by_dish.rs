//! What each dish has brought in: an OLAP report on sales, its rows as a table.
//!
//! `IIKO_API_LOGIN=… cargo run --example sales_by_dish --features reporting,mock`
//!
//! Without a login there is nothing to report on; its test runs on a mock.

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use iiko_transport::chrono::NaiveDate;
use iiko_transport::interfaces::OlapApi;
use iiko_transport::rust_decimal::Decimal;
use iiko_transport::serde_json::Value;
use iiko_transport::types::{OlapFilter, OlapReportRequest, OlapReportType};
use iiko_transport::{Client, chrono};

/// Names of the fields, as `olap().columns` lists them.
const DAY: &str = "OpenDate.Typed";
const DISH: &str = "DishName";
const SUM: &str = "DishDiscountSumInt";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    if std::env::var_os("IIKO_API_LOGIN").is_none() {
        println!("Set IIKO_API_LOGIN: the report is made of a restaurant's own sales.");
        return Ok(());
    }
    let client = Client::from_env()?;
    // The clock of the program that runs it.
    #[allow(clippy::disallowed_methods)]
    let today = chrono::Utc::now().date_naive();
    let week = today - chrono::Days::new(6)..=today;
    for (dish, sum) in sales_by_dish(&client.olap(), week).await? {
        println!("{sum:>12}  {dish}");
    }
    Ok(())
}

/// What each dish has brought in on these days.
async fn sales_by_dish(
    olap: &impl OlapApi,
    days: std::ops::RangeInclusive<NaiveDate>,
) -> Result<BTreeMap<String, Decimal>, iiko_transport::Error> {
    let request = OlapReportRequest::builder()
        .report_type(OlapReportType::Sales)
        .group_by_row_fields([DISH])
        .aggregate_fields([SUM])
        .filters([
            OlapFilter::date_range(DAY, days),
            OlapFilter::exclude_values("DeletedWithWriteoff", ["DELETED_WITH_WRITEOFF"]),
        ])
        .build();
    let mut totals = BTreeMap::new();
    for row in olap.report(request).await?.data {
        let dish = row.get(DISH).and_then(Value::as_str).unwrap_or("(without a name)");
        let sum: Option<Decimal> = row.get(SUM).and_then(|sum| sum.to_string().parse().ok());
        *totals.entry(dish.to_owned()).or_insert(Decimal::ZERO) += sum.unwrap_or_default();
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use iiko_transport::mock::{self, MockOlapApi};
    use iiko_transport::serde_json::json;
    use iiko_transport::types::OlapReportResponse;

    use super::*;

    #[tokio::test]
    async fn rows_of_a_dish_are_added_up() {
        let mut olap = MockOlapApi::new();
        olap.expect_report()
            .withf(|request| {
                let asked = json!(request.filters[0]);
                request.report_type == OlapReportType::Sales
                    && asked["from"] == "2026-08-01"
                    && asked["to"] == "2026-08-31"
                    && asked["filterType"] == "DateRange"
            })
            .returning(|_| {
                let row = |dish: &str, sum: Value| {
                    BTreeMap::from([(DISH.to_owned(), json!(dish)), (SUM.to_owned(), sum)])
                };
                let rows = [row("Soup", json!(350)), row("Tea", json!(99.5)), row("Soup", json!(0.25))];
                mock::ok(OlapReportResponse::builder().data(rows).build())
            });
        let day = |day| NaiveDate::from_ymd_opt(2026, 8, day).expect("a day");
        let totals = sales_by_dish(&olap, day(1)..=day(31)).await.expect("a report");
        let told: Vec<String> = totals.iter().map(|(dish, sum)| format!("{dish} {sum}")).collect();
        assert_eq!(told, ["Soup 350.25", "Tea 99.5"]);
    }
}
