use std::sync::OnceLock;

use chiso_population::{Difficulty, Plan, write};
use tempfile::TempDir;

use crate::desk::{Desk, Said};

/// A desk with the files of an invented population: enough people that names collide.
pub(crate) fn population() -> Desk {
    static FILES: OnceLock<TempDir> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let plan = Plan {
            people: 6_000,
            records: 3_000,
            difficulty: Difficulty::Normal,
            seed: 20_261,
        };
        write(&plan, directory.path()).unwrap();
        directory
    });
    let desk = Desk::new();
    for name in ["register.csv", "sector.csv", "truth.csv"] {
        desk.put(name, std::fs::read(files.path().join(name)).unwrap());
    }
    desk
}

/// Runs a command on the register and the file of the sector.
pub(crate) fn on_both(desk: &Desk, command: &[&str]) -> Said {
    let files = ["--register", "register.csv", "--sector", "sector.csv"];
    desk.run(&[command, &files].concat())
}
