//! A directory that makes a commit durable before anything is built on it, and refuses files too short to be any.

use std::{io, path::Path, sync::Arc};

use tantivy::{
    HasLen,
    directory::{
        Directory, DirectoryLock, FileHandle, FileSlice, Lock, WatchCallback, WatchHandle, WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
};

/// The file whose replacement is a commit.
const META: &str = "meta.json";
/// The fixed end of every file that a segment has: the length of its footer and a magic number.
const LEAST_FILE_BYTES: usize = 8;

/// Syncs the directory after `meta.json` was replaced.
///
/// tantivy syncs it before, so that the files a commit names are there, but not after: the replacement itself may be
/// lost with the power, and, worse, the files that only the old `meta.json` names are deleted next. Where a file system
/// keeps the deletions and loses the replacement, the index is gone.
///
/// tantivy also takes the fixed end's length off a file's without looking whether the file is as long, so a shorter one
/// is an error here.
#[derive(Debug, Clone)]
pub(super) struct DurableDirectory(Box<dyn Directory>);

impl DurableDirectory {
    pub(super) fn new(directory: Box<dyn Directory>) -> Self {
        Self(directory)
    }
}

impl Directory for DurableDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        let file = self.0.open_read(path)?;
        if file.len() < LEAST_FILE_BYTES {
            let error = io::Error::new(io::ErrorKind::UnexpectedEof, "the file is cut off");
            return Err(OpenReadError::wrap_io_error(error, path.to_path_buf()));
        }
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)?;
        if path == Path::new(META) { self.0.sync_directory() } else { Ok(()) }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.acquire_lock(lock)
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(watch_callback)
    }
}
