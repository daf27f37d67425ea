//! The program: what it prints and how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::project::{small, vendor};

fn run(root: &Path, document: &str, arguments: &[&str]) -> Output {
    let file = root.join("vendor.json");
    fs::write(&file, document).expect("a writable folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env("CARGO_MANIFEST_DIR", root.join("xtask")).arg("drift").arg(file).args(arguments);
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn with_a_field() -> String {
    let mut document = vendor();
    document["components"]["schemas"]["Acme.Parcels.Send.SendRequest"]["properties"]["insured"] =
        json!({"type": "bool"});
    document.to_string()
}

#[test]
fn nothing_new_ends_with_0() {
    let output = run(small().path(), &vendor().to_string(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report = text(&output.stdout);
    assert!(
        report.starts_with("3 of 3 operations (1 more left out) and 2 of 2 webhooks compared"),
        "{report}"
    );
    assert!(report.ends_with("nothing new\n"), "{report}");
}

#[test]
fn drift_ends_with_1_and_says_what_to_write() {
    let project = small();
    let before = fs::read_to_string(project.path().join("openapi/parcels.yaml")).expect("a fragment");
    let output = run(project.path(), &with_a_field(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stdout);
    for line in [
        "drift: 0 breaking and 1 compatible changes, ",
        "\n\nparcels\n  compatible  ParcelSendRequest.insured: field added: boolean  (openapi/parcels.yaml:",
        "to add (--apply writes it; the words are left to write)",
        ", components.schemas.ParcelSendRequest.properties\n    |         insured:\n    |           description: ''\n    |           type: boolean\n",
    ] {
        assert!(report.contains(line), "{line:?} is not in\n{report}");
    }
    assert_eq!(fs::read_to_string(project.path().join("openapi/parcels.yaml")).expect("a fragment"), before);
}

#[test]
fn applying_writes_only_lines_to_add() {
    let project = small();
    let path = project.path().join("openapi/parcels.yaml");
    let before = fs::read_to_string(&path).expect("a fragment");
    let output = run(project.path(), &with_a_field(), &["--apply"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "openapi/parcels.yaml: 3 lines added\nwrite the descriptions, then run `cargo xtask regen`\n"
    );
    let after = fs::read_to_string(&path).expect("a fragment");
    let added = "        insured:\n          description: ''\n          type: boolean\n";
    assert_eq!(after.replacen(added, "", 1), before);
}

#[test]
fn the_report_as_json() {
    let output = run(small().path(), &with_a_field(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["operations"], json!({"upstream": 3, "curated": 3, "both": 3}));
    assert_eq!(report["compatible"], 1);
    let change = &report["changes"][0];
    assert_eq!(change["where"], "ParcelSendRequest.insured");
    assert_eq!(
        (&change["what"], &change["kind"], &change["class"]),
        (&json!("field"), &json!("added"), &json!("compatible"))
    );
    assert_eq!(change["section"], "parcels");
    assert_eq!(change["lines"][0]["lines"][2], "          type: boolean");
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    for (document, reason) in [
        ("<html>", "no JSON"),
        ("{\"swagger\": \"2.0\"}", "no OpenAPI 3 document"),
        ("{\"openapi\": \"3.0.1\"}", "no `paths`"),
        ("{\"openapi\": \"3.2.0\", \"paths\": {}}", "OpenAPI 3.2.0 is not known here"),
    ] {
        let output = run(small().path(), document, &[]);
        assert_eq!(output.status.code(), Some(2), "{reason}");
        assert!(text(&output.stderr).contains(reason), "{reason:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    }
}
