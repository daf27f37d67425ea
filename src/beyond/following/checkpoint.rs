//! Where a feed keeps how far it has come.

use std::error::Error;
use std::fmt::Debug;
use std::future::Future;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// What a checkpoint answers with, later.
pub type CheckpointFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, CheckpointError>> + Send + 'a>>;

/// Keeps how far a feed has come, so that the next one goes on from there.
///
/// A position is a short text that says nothing to others. It is saved once a program has taken the next event after
/// those up to there, so that what a program was told last before it died is told again: at least once, and never less.
pub trait Checkpoint: Debug + Send + Sync {
    /// The position that was saved last, if there is one.
    fn load(&self) -> CheckpointFuture<'_, Option<String>>;

    /// Puts a position in the place of the last one.
    fn save<'a>(&'a self, position: &'a str) -> CheckpointFuture<'a, ()>;
}

impl<C: Checkpoint + ?Sized> Checkpoint for Arc<C> {
    fn load(&self) -> CheckpointFuture<'_, Option<String>> {
        (**self).load()
    }

    fn save<'a>(&'a self, position: &'a str) -> CheckpointFuture<'a, ()> {
        (**self).save(position)
    }
}

/// A checkpoint failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the checkpoint {what}: {cause}")]
pub struct CheckpointError {
    what: &'static str,
    #[source]
    cause: Arc<dyn Error + Send + Sync>,
}

impl CheckpointError {
    /// A position cannot be read, for that reason.
    pub fn load(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what: "cannot be read", cause: cause.into().into() }
    }

    /// A position cannot be saved, for that reason.
    pub fn save(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what: "cannot be saved", cause: cause.into().into() }
    }

    pub(super) fn unknown(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { what: "has no position of this feed, which begins anew", cause: cause.into().into() }
    }
}

/// A checkpoint in memory: for feeds that begin again within one process. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryCheckpoint(Arc<Mutex<Option<String>>>);

impl MemoryCheckpoint {
    /// One without a position.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Checkpoint for MemoryCheckpoint {
    fn load(&self) -> CheckpointFuture<'_, Option<String>> {
        let position = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async { Ok(position) })
    }

    fn save<'a>(&'a self, position: &'a str) -> CheckpointFuture<'a, ()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(position.to_owned());
        Box::pin(async { Ok(()) })
    }
}

/// A checkpoint in a file of its own, which is replaced as a whole: a crash leaves the old position or the new one.
#[derive(Debug, Clone)]
pub struct FileCheckpoint {
    path: PathBuf,
}

impl FileCheckpoint {
    /// The checkpoint in that file; its folder has to be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl Checkpoint for FileCheckpoint {
    fn load(&self) -> CheckpointFuture<'_, Option<String>> {
        let path = self.path.clone();
        Box::pin(async move { blocking(move || read(&path)).await.map_err(CheckpointError::load) })
    }

    fn save<'a>(&'a self, position: &'a str) -> CheckpointFuture<'a, ()> {
        let (path, position) = (self.path.clone(), position.to_owned());
        Box::pin(
            async move { blocking(move || write(&path, &position)).await.map_err(CheckpointError::save) },
        )
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(position) => Ok(Some(position)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(named(path, &error)),
    }
}

/// Writes beside it and moves it there, once it is on the disk.
fn write(path: &Path, position: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(position.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    written().map_err(|error| named(path, &error))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Box<dyn Error + Send + Sync>> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(Into::into),
        Err(error) => Err(error.into()),
    }
}
