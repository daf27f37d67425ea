//! What the list of the public surface promises: exact money, an id type for each entity, no shape left untyped.

use std::sync::LazyLock;

/// The lines of the list that tell a field's type: its owner and name, and the type.
static FIELDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/surface.txt");
    let text = std::fs::read_to_string(path).expect("the surface is checked in");
    let fields = text.lines().filter_map(|line| line.strip_prefix("struct ")?.split_once(": "));
    fields.map(|(name, ty)| (name.to_owned(), ty.to_owned())).collect()
});

/// Fields whose type holds that word.
fn fields_with(word: &str) -> impl Iterator<Item = &'static str> {
    FIELDS
        .iter()
        .filter(move |(_, ty)| ty.split(|c: char| !c.is_alphanumeric()).any(|other| other == word))
        .map(|(name, _)| name.as_str())
}

#[test]
fn floating_point_is_for_places_and_drawings_alone() {
    for field in fields_with("f64").chain(fields_with("f32")) {
        let name = field.rsplit('.').next().unwrap_or_default();
        let measured = ["latitude", "longitude", "angle", "size"].iter().any(|word| name.ends_with(word));
        assert!(measured, "{field} is floating point: money and amounts are Decimal");
    }
    assert!(fields_with("Decimal").count() > 100, "money is there");
}

#[test]
fn every_id_has_a_type_of_its_own() {
    assert_eq!(fields_with("Uuid").collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn only_what_the_vendor_leaves_open_is_plain_json() {
    let open = [
        "BookFilter.value",
        "CommandFailed.exception",
        "CorporationSettings.currency",
        "CorporationSettings.document_settings",
        "CorporationSettings.personal_data_processing_settings",
        "CreationError.additional_data",
        "EventAttribute.value",
        "FilterCondition.value",
        "ListFilter.value",
        "ListFilter.values",
        "NewerServiceError.details",
        "OlapFilter.from",
        "OlapFilter.to",
        "OlapReportResponse.data",
        "OlapReportResponse.summary",
        "ProblemDetails.errors",
        "StaffPositionFilter.value",
        "StaffPositionFilter.values",
    ];
    assert_eq!(fields_with("Value").collect::<Vec<_>>(), open);
}
