use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

use chiso_tabular::{ReadOptions, Reader};
use dialoguer::Confirm;

use super::{Batch, Batches};
use crate::args::Sides;
use crate::columns::{ColumnsFault, ColumnsFile, Found, Kind, Mapping};
use crate::misuse::Misuse;
use crate::output::Refusals;
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

/// A table that is open, with its columns found.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    reader: Reader,
    mapping: Mapping,
}

/// Some rows of a table, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(crate) path: &'a Path,
    /// The size of the file, if it is known.
    pub(crate) bytes: Option<u64>,
    pub(crate) mapping: &'a Mapping,
    /// How many rows came before.
    pub(crate) before: u64,
    pub(crate) batch: &'a Batch,
}

impl Source {
    /// Opens the register and the file of a sector.
    pub(crate) fn both(shell: &Shell, sides: &Sides) -> Result<(Self, Self), Misuse> {
        let register = (Kind::Register, &sides.register, &sides.register_columns);
        let sector = (Kind::Sector, &sides.sector, &sides.sector_columns);
        let open = |(kind, path, columns): (Kind, &PathBuf, &Option<PathBuf>)| {
            Self::open(shell, kind, path, columns.as_deref())
        };
        Ok((open(register)?, open(sector)?))
    }

    /// Opens a table and finds its columns: as a file of columns says, by the names that Chiso uses, or by a guess that somebody
    /// has to confirm.
    pub(crate) fn open(
        shell: &Shell,
        kind: Kind,
        path: &Path,
        columns: Option<&Path>,
    ) -> Result<Self, Misuse> {
        let Some(columns) = columns else {
            let reader = Reader::open(path, &ReadOptions::default())?;
            return Self::found(shell, kind, path, reader);
        };
        let file = columns_file(columns)?;
        let misfit = |fault| misfit(columns, fault);
        let options = file.options().map_err(misfit)?;
        let reader = Reader::open(path, &options)?;
        if file.columns.is_empty() {
            return Self::found(shell, kind, path, reader);
        }
        let mapping = file.mapping(kind, reader.headers()).map_err(misfit)?;
        Ok(Self::new(path, reader, mapping))
    }

    /// Reads the table to its end, batch by batch: broken lines are refused, and how far it is is shown. How many rows there were.
    pub(crate) fn read(
        self,
        shell: &Shell,
        stage: Stage,
        refusals: &mut Refusals,
        mut take: impl FnMut(&Table<'_>, &mut Refusals) -> Result<(), Misuse>,
    ) -> Result<u64, Misuse> {
        let Self {
            path,
            reader,
            mapping,
        } = self;
        let bytes = reader.bytes_total();
        let mut progress = Progress::begin(shell, stage, bytes);
        let mut rows = 0;
        for batch in Batches::of(reader, &shell.interrupt) {
            let batch = batch?;
            for fault in &batch.broken {
                refusals.broken(&path, fault)?;
            }
            let table = Table {
                path: &path,
                bytes,
                mapping: &mapping,
                before: rows,
                batch: &batch,
            };
            take(&table, refusals)?;
            rows += batch.rows.len() as u64;
            progress.at(batch.bytes, rows);
        }
        progress.end(rows);
        Ok(rows)
    }

    /// Finds the columns by the header.
    fn found(shell: &Shell, kind: Kind, path: &Path, reader: Reader) -> Result<Self, Misuse> {
        let mapping = match Mapping::find(kind, reader.headers()) {
            Found::Evident(mapping) => mapping,
            Found::Guessed(mapping) => {
                confirm(shell, path, &mapping, reader.headers())?;
                mapping
            }
            Found::Lacking(key) => {
                let path = path.to_owned();
                return Err(Misuse::NoColumn { path, key });
            }
        };
        Ok(Self::new(path, reader, mapping))
    }

    fn new(path: &Path, reader: Reader, mapping: Mapping) -> Self {
        Self {
            path: path.to_owned(),
            reader,
            mapping,
        }
    }
}

/// How a table is to be read, as a file of columns says.
pub(crate) fn read_options(columns: &Path) -> Result<ReadOptions, Misuse> {
    let file = columns_file(columns)?;
    file.options().map_err(|fault| misfit(columns, fault))
}

fn columns_file(path: &Path) -> Result<ColumnsFile, Misuse> {
    let text = fs::read_to_string(path).map_err(Misuse::file(path))?;
    ColumnsFile::parse(&text).map_err(|fault| misfit(path, fault))
}

fn misfit(path: &Path, fault: ColumnsFault) -> Misuse {
    Misuse::Columns {
        path: path.to_owned(),
        fault,
    }
}

fn confirm(
    shell: &Shell,
    path: &Path,
    mapping: &Mapping,
    headers: &[String],
) -> Result<(), Misuse> {
    if shell.yes {
        return Ok(());
    }
    let guess = ColumnsFile::of(mapping, headers).to_toml();
    let unconfirmed = || Misuse::Unconfirmed {
        path: path.to_owned(),
        guess: guess.clone(),
    };
    if !shell.can_ask() {
        return Err(unconfirmed());
    }
    let title = shell.say("các cột được đoán là", "the columns are guessed as");
    writeln!(stderr(), "{} — {title}:\n\n{guess}", path.display()).map_err(Misuse::Print)?;
    let agreed = Confirm::new()
        .with_prompt(shell.say("Đúng không?", "Is that right?"))
        .interact()
        .map_err(|_| unconfirmed())?;
    if agreed { Ok(()) } else { Err(unconfirmed()) }
}
