//! All known values, and not a word on those still to come.

use iiko_transport::types::CreationStatus;

fn told(status: CreationStatus) -> &'static str {
    match status {
        CreationStatus::Success => "created",
        CreationStatus::InProgress => "on its way",
        CreationStatus::Error => "failed",
        CreationStatus::Unknown(_) => "something new",
    }
}

fn main() {
    told(CreationStatus::Success);
}
