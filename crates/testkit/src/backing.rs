use std::fs::{self, File};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use chiso_backing::{Backing, Durability, Service};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::template::copy_prepared_home;

/// Directories of tests are called this, the process id and something random.
const PREFIX: &str = "chiso-test-";

static SHARED: Mutex<Weak<TestBacking>> = Mutex::const_new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Private servers of a test: they end, and their data goes, when the value is dropped.
#[derive(Debug)]
pub struct TestBacking {
    // Declared before the directory: the servers end before it is removed.
    backing: Backing,
    directory: TempDir,
}

impl TestBacking {
    /// The servers that the tests running in this process share. Each test has databases of its own; the bus is common.
    ///
    /// # Panics
    /// When they do not start.
    pub async fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().await;
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let started = Arc::new(Self::fresh(false).await);
        *shared = Arc::downgrade(&started);
        started
    }

    /// Servers for one test, which may kill, stop and start them. `durable` ones sync what they confirm to the disk.
    ///
    /// # Panics
    /// When they do not start.
    pub async fn fresh(durable: bool) -> Self {
        remove_what_killed_tests_left();
        let durability = if durable {
            Durability::Durable
        } else {
            Durability::Volatile
        };
        let directory = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-", process::id()))
            .tempdir()
            .expect("the temporary directory can be written to");
        copy_prepared_home(directory.path(), durability)
            .await
            .expect("a prepared home can be copied");
        let backing = Backing::start(directory.path(), durability)
            .await
            .map_err(anyhow::Error::new)
            .expect("the private servers start");
        Self { backing, directory }
    }

    /// The directory of the servers' data.
    pub fn home(&self) -> &Path {
        self.directory.path()
    }

    /// The URL of a new, empty database that belongs to `service`.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn fresh_database(&self, service: Service) -> String {
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}_{number}", service.name());
        self.backing
            .create_database(service, &name)
            .await
            .expect("a database with a new name can be made")
    }
}

impl Deref for TestBacking {
    type Target = Backing;

    fn deref(&self) -> &Backing {
        &self.backing
    }
}

impl DerefMut for TestBacking {
    fn deref_mut(&mut self) -> &mut Backing {
        &mut self.backing
    }
}

/// Removes directories of test processes that were killed before they could do it.
fn remove_what_killed_tests_left() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.split('-').next())
            .and_then(|pid| pid.parse::<u32>().ok());
        let is_left = owner.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists())
            // A process that this one cannot see, in another container, would hold its lock.
            && File::open(entry.path().join("lock")).is_ok_and(|lock| lock.try_lock().is_ok());
        if is_left {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}
