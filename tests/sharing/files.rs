//! The token in a folder.

use std::path::PathBuf;

use iiko_transport::FileTokenStore;

use crate::{go_on_alone, share_one_token};

/// A folder of the test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_one_token() {
    let folder = Folder::new();
    share_one_token(|| FileTokenStore::new(&folder.0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_folder_can_be_costs_only_the_sharing() {
    let folder = Folder::new();
    std::fs::write(&folder.0, "a file in the folder's place").expect("a file");
    go_on_alone(|| FileTokenStore::new(&folder.0)).await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_alone_and_does_not_name_the_login() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let worker = crate::worker(&simulator, FileTokenStore::new(&folder.0));
    crate::all_call(&[worker]).await;
    let mut files = 0;
    for entry in std::fs::read_dir(&folder.0).expect("the folder") {
        let entry = entry.expect("an entry");
        assert_eq!(entry.metadata().expect("metadata").permissions().mode() & 0o077, 0, "{entry:?}");
        assert!(!entry.file_name().to_string_lossy().contains(simulator.default_login()), "{entry:?}");
        files += 1;
    }
    assert_eq!(files, 2, "a token and a lock, nothing half-written");
}
