//! A token in a file, for the processes of one machine.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};

/// Keeps tokens in a folder, a file each, readable by their owner alone.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    folder: PathBuf,
}

impl FileTokenStore {
    /// A store in that folder, which is made when it is first needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, account: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{account}.{ending}"))
    }
}

impl TokenStore for FileTokenStore {
    fn load<'a>(&'a self, account: &'a str) -> StoreFuture<'a, Option<StoredToken>> {
        let path = self.path(account, "token");
        blocking(move || match std::fs::read_to_string(&path) {
            // A file that says nothing sensible is as good as none: it is written anew.
            Ok(text) => Ok(StoredToken::decode(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn save<'a>(&'a self, account: &'a str, token: StoredToken) -> StoreFuture<'a, ()> {
        let path = self.path(account, "token");
        let fresh = self.path(account, &format!("{}.new", uuid::Uuid::new_v4()));
        blocking(move || {
            // Written aside and moved into place: a reader sees the old token or the new one, never half of it.
            let mut file = private(&fresh)?;
            file.write_all(token.encode().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)
        })
    }

    fn lock<'a>(&'a self, account: &'a str, _lease: Duration) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        let path = self.path(account, "lock");
        // The system itself ends the lock with the process, so that no lease is needed.
        blocking(move || {
            let file = private(&path)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(Box::new(FileLock(file)) as Box<dyn TokenLock>)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
    }
}

#[derive(Debug)]
struct FileLock(File);

impl TokenLock for FileLock {
    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        blocking(move || self.0.unlock())
    }
}

/// Opens a file for its owner alone.
fn private(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> StoreFuture<'static, T> {
    Box::pin(async move {
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result.map_err(TokenStoreError::new),
            Err(error) => Err(TokenStoreError::new(error)),
        }
    })
}
