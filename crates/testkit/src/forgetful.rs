//! A tantivy directory that loses power: what was not synced is forgotten.
//!
//! It models what POSIX promises and no more. A file's content is durable once its writer has terminated (which syncs
//! it); that it exists under its name, that it was replaced or deleted, is durable once the directory was synced. At a
//! power cut each change of the directory that was not synced may or may not have reached the disk, each on its own.
//! A [`Fuse`](ForgetfulDirectory::blow_after) makes everything fail from the n-th operation on.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use tantivy::directory::{
    AntiCallToken, Directory, FileHandle, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
    error::{DeleteError, OpenReadError, OpenWriteError},
};

/// The directory; clones are handles to the same one.
#[derive(Clone, Debug, Default)]
pub struct ForgetfulDirectory {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// What the running process sees.
    live: BTreeMap<PathBuf, Arc<File>>,
    /// What the last sync of the directory made durable.
    durable: BTreeMap<PathBuf, Arc<File>>,
    /// Operations left before everything fails; absent is without end.
    fuse: Option<u64>,
}

#[derive(Debug)]
struct File {
    content: OwnedBytes,
    synced: bool,
}

impl ForgetfulDirectory {
    /// An empty directory.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `operations` more operations that change something succeed, and fails all after them.
    pub fn blow_after(&self, operations: u64) {
        self.state().fuse = Some(operations);
    }

    /// Whether operations fail by now.
    pub fn is_blown(&self) -> bool {
        self.state().fuse == Some(0)
    }

    /// The directory as another process finds it after a power cut. `seed` decides which unsynced changes of the
    /// directory made it; content that was not synced is lost.
    pub fn after_power_cut(&self, seed: u64) -> Self {
        let state = self.state();
        let mut random = Pcg32::seed_from_u64(seed);
        let mut found = BTreeMap::new();
        let names: BTreeSet<&PathBuf> = state.live.keys().chain(state.durable.keys()).collect();
        // Locks die with the process that holds them.
        let is_lock = |name: &Path| name.extension().is_some_and(|extension| extension == "lock");
        for name in names.into_iter().filter(|name| !is_lock(name)) {
            let (live, durable) = (state.live.get(name), state.durable.get(name));
            let kept = if random.random::<bool>() { live } else { durable };
            if let Some(file) = kept {
                let content = if file.synced { file.content.clone() } else { OwnedBytes::empty() };
                found.insert(name.clone(), Arc::new(File { content, synced: true }));
            }
        }
        let durable = found.clone();
        Self { state: Arc::new(Mutex::new(State { live: found, durable, fuse: None })) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Spends one operation, or fails because the power is gone.
    fn spend(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        match &mut state.fuse {
            Some(0) => return Err(io::Error::other("the power is gone")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(state)
    }
}

impl Directory for ForgetfulDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let state = self.state();
        let file = state.live.get(path).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_path_buf()))?;
        Ok(Arc::new(file.content.clone()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed = |error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_path_buf() };
        let mut state = self.spend().map_err(failed)?;
        match state.live.remove(path) {
            Some(_) => Ok(()),
            None => Err(DeleteError::FileDoesNotExist(path.to_path_buf())),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.state().live.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let failed = |error| OpenWriteError::wrap_io_error(error, path.to_path_buf());
        let mut state = self.spend().map_err(failed)?;
        if state.live.contains_key(path) {
            return Err(OpenWriteError::FileAlreadyExists(path.to_path_buf()));
        }
        let empty = File { content: OwnedBytes::empty(), synced: false };
        state.live.insert(path.to_path_buf(), Arc::new(empty));
        let writer = Writer { directory: self.clone(), path: path.to_path_buf(), content: Vec::new() };
        Ok(io::BufWriter::new(Box::new(writer)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let state = self.state();
        let file = state.live.get(path).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_path_buf()))?;
        Ok(file.content.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        // Content is synced under another name and then renamed: the rename alone may be lost.
        let file = File { content: OwnedBytes::new(data.to_vec()), synced: true };
        self.spend()?.live.insert(path.to_path_buf(), Arc::new(file));
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        let mut state = self.spend()?;
        state.durable = state.live.clone();
        Ok(())
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Writes one file; what it wrote can be read at once, and is durable once it has terminated.
struct Writer {
    directory: ForgetfulDirectory,
    path: PathBuf,
    content: Vec<u8>,
}

impl Writer {
    fn publish(&self, synced: bool) -> io::Result<()> {
        let file = Arc::new(File { content: OwnedBytes::new(self.content.clone()), synced });
        let mut state = self.directory.spend()?;
        // A file synced under its name is the same file where the name is durable already.
        if synced && state.durable.contains_key(&self.path) {
            state.durable.insert(self.path.clone(), Arc::clone(&file));
        }
        state.live.insert(self.path.clone(), file);
        Ok(())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.publish(false)
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.publish(true)
    }
}
