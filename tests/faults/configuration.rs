//! Settings that could only fail later are refused at once, with the setting's name and the way out.

use std::time::Duration;

use iiko_transport::{Client, ClientBuilder, Error};

/// A setting that makes no sense, its name, and words of what to do about it.
fn bad_settings() -> Vec<(&'static str, ClientBuilder, &'static str)> {
    let good = || Client::builder("login");
    vec![
        ("api_login", Client::builder(" "), "take it from"),
        ("base_url", good().base_url("api-ru iiko services"), "write it as https://"),
        ("base_url", good().base_url("http://api.example.com"), "use https"),
        ("timeout", good().timeout(Duration::ZERO), "leave it out"),
        ("connect_timeout", good().connect_timeout(Duration::ZERO), "leave it out"),
        ("deadline", good().deadline(Duration::ZERO), "leave it out"),
        ("response_limit", good().response_limit(0), "leave it out"),
        ("app", good().app("00000001-0000-4000-8000-000000000001", ""), "the developer portal"),
        ("working_token", good().working_token(""), "leave it out"),
        ("working_token", good().working_token("two\nlines"), "pass the token alone"),
    ]
}

#[test]
fn bad_settings_are_refused_with_the_way_out() {
    for (setting, builder, way_out) in bad_settings() {
        let error = builder.build().expect_err(setting);
        assert!(
            matches!(&error, Error::Configuration(error) if error.setting() == setting),
            "{setting}: {error}"
        );
        let text = error.to_string();
        assert!(text.contains(way_out) && !text.contains('\n'), "{text}");
    }
}
