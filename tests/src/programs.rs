use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A program of the workspace, built with the same profile as this one.
///
/// # Panics
/// When it is not built, or older than one of its sources: a package's tests do not build the programs of others.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a running program has a path");
    // A test lies in `deps` of the directory of its profile, a program in the directory itself.
    let directory = here
        .ancestors()
        .skip(1)
        .find(|directory| !directory.ends_with("deps"))
        .expect("a program lies in a directory");
    let path = directory.join(name);
    assert!(
        path.exists(),
        "{} is not built: run `cargo build --workspace --bins` first",
        path.display()
    );
    let newer = newer_source(&path);
    assert!(
        newer.is_none(),
        "{} is older than {}: run `cargo build --workspace --bins` first",
        path.display(),
        newer.unwrap_or_default()
    );
    path
}

/// The first source that changed after the program was built, from the list that cargo keeps beside it.
fn newer_source(program: &Path) -> Option<String> {
    let list = fs::read_to_string(program.with_extension("d")).ok()?;
    let built = changed(program)?;
    let (_, sources) = list.split_once(": ")?;
    // Spaces in names are escaped.
    let sources = sources.trim_end().replace("\\ ", "\0");
    let mut sources = sources.split(' ').map(|name| name.replace('\0', " "));
    sources.find(|source| changed(Path::new(source)).is_some_and(|at| at > built))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
