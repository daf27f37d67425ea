//! A token in a file, for the processes of one machine.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};

/// Keeps tokens in a folder, a file each, readable by their owner alone.
///
/// The folder is made for its owner alone too. What others could have put into it is not trusted: a link in the place
/// of a file is never followed, and replaced by the token.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    folder: PathBuf,
}

/// More than any token takes: the rest of a larger file is not read.
const LARGEST: u64 = 64 * 1024;

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
        blocking(move || {
            // What says nothing sensible is as good as none: it is written anew.
            let Some(file) = open(&path, OpenOptions::new().read(true))? else { return Ok(None) };
            let mut bytes = Vec::new();
            file.take(LARGEST).read_to_end(&mut bytes)?;
            Ok(std::str::from_utf8(&bytes).ok().and_then(StoredToken::decode))
        })
    }

    fn save<'a>(&'a self, account: &'a str, token: StoredToken) -> StoreFuture<'a, ()> {
        let path = self.path(account, "token");
        let fresh = self.path(account, &format!("{}.new", uuid::Uuid::new_v4()));
        blocking(move || {
            // Written aside and moved into place: a reader sees the old token or the new one, never half of it.
            make_folder(&fresh)?;
            let mut file = make(&fresh)?;
            file.write_all(token.encode().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)
        })
    }

    fn lock<'a>(
        &'a self,
        account: &'a str,
        _owner: &'a str,
        _lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        let path = self.path(account, "lock");
        // The system itself ends the lock with the process, or when nobody has the file any more, so that neither a
        // lease nor an owner is needed.
        blocking(move || {
            make_folder(&path)?;
            let file = lock_file(&path)?;
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

/// Makes the folder of a file, and what is above it, for its owner alone. One that is there stays as it is.
fn make_folder(path: &Path) -> Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a file for its owner alone; whatever is there already, a link too, is an error.
fn make(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a plain file that is there; none when there is none, or something else in its place.
fn open(path: &Path, options: &OpenOptions) -> Result<Option<File>> {
    let found = |result: Result<Metadata>| match result {
        Ok(metadata) => Ok(Some(metadata).filter(Metadata::is_file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    // Opening follows links, and waits at a pipe: so the look comes first.
    let Some(seen) = found(path.symlink_metadata())? else { return Ok(None) };
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // A link may have come in between.
    Ok(is_same(&seen, &file.metadata()?).then_some(file))
}

#[cfg(unix)]
fn is_same(seen: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
}

/// Links are for administrators there, and the standard library has no number to tell a file by.
#[cfg(not(unix))]
fn is_same(_seen: &Metadata, opened: &Metadata) -> bool {
    opened.is_file()
}

/// The file whose lock is the right to renew; made when it is not there.
fn lock_file(path: &Path) -> Result<File> {
    if path.is_symlink() {
        // It holds nothing: the link goes, and not what it points to.
        std::fs::remove_file(path)?;
    }
    match make(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        result => return result,
    }
    let other =
        || Error::new(ErrorKind::InvalidInput, format!("{} is no plain file: remove it", path.display()));
    open(path, OpenOptions::new().write(true))?.ok_or_else(other)
}

fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> StoreFuture<'static, T> {
    Box::pin(async move {
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result.map_err(TokenStoreError::new),
            Err(error) => Err(TokenStoreError::new(error)),
        }
    })
}
