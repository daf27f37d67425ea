//! The token in a folder.

use std::path::PathBuf;
use std::time::Duration;

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

/// Whoever may write to the folder could put links there: to a file that the token would be written to, and to one
/// that would be made or locked by its way.
#[cfg(unix)]
#[tokio::test]
async fn no_link_is_followed() {
    let folder = Folder::new();
    let elsewhere = Folder::new();
    std::fs::create_dir_all(&elsewhere.0).expect("a folder");
    let there = elsewhere.0.join("there");
    std::fs::write(&there, "9999999999999 TOKEN-of-somebody").expect("a file");
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let worker = || crate::worker(&simulator, FileTokenStore::new(&folder.0));
    crate::all_call(&[worker()]).await;
    let paths: Vec<PathBuf> = std::fs::read_dir(&folder.0)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let targets =
        [elsewhere.0.join("not there"), there.clone(), PathBuf::from("/dev/null"), elsewhere.0.clone()];

    for target in &targets {
        for path in &paths {
            std::fs::remove_file(path).expect("ours");
            std::os::unix::fs::symlink(target, path).expect("a link");
        }
        crate::all_call(&[worker()]).await;
        assert_eq!(std::fs::read_to_string(&there).expect("the file"), "9999999999999 TOKEN-of-somebody");
        assert_eq!(std::fs::read_dir(&elsewhere.0).expect("the folder").count(), 1, "nothing is made there");
        for path in &paths {
            assert!(path.symlink_metadata().expect("a file").is_file(), "a file has replaced the link");
        }
        let before = simulator.token_requests();
        crate::all_call(&[worker()]).await;
        assert_eq!(simulator.token_requests(), before, "it is shared again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_broken_gets_the_token_when_it_is_back() {
    let folder = Folder::new();
    std::fs::write(&folder.0, "a file in the folder's place").expect("a file");
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let worker = || crate::worker(&simulator, FileTokenStore::new(&folder.0));
    let first = worker();
    crate::all_call(std::slice::from_ref(&first)).await;

    std::fs::remove_file(&folder.0).expect("the file is ours");
    let is_saved = || {
        let entries = std::fs::read_dir(&folder.0).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.path().extension().is_some_and(|ending| ending == "token"))
    };
    while !is_saved() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    crate::all_call(&[worker()]).await;
    assert_eq!(simulator.token_requests(), 1, "the first worker's token is shared");
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let above = Folder::new();
    let folder = above.0.join("tokens");
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    crate::all_call(&[crate::worker(&simulator, FileTokenStore::new(&folder))]).await;
    for made in [&above.0, &folder] {
        assert_eq!(made.metadata().expect("a folder").permissions().mode() & 0o777, 0o700, "{made:?}");
    }
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
