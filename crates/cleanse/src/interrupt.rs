use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::misuse::Misuse;

/// Whether somebody asked the program to stop. Asked twice, it ends at once.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    pub(crate) fn watch() -> io::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal sets what makes the second one end the program.
            flag::register_conditional_shutdown(signal, 130, Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
        }
        Ok(Self(asked))
    }

    /// Fails if the program was asked to stop.
    pub(crate) fn check(&self) -> Result<(), Misuse> {
        if self.0.load(Ordering::Relaxed) {
            Err(Misuse::Interrupted)
        } else {
            Ok(())
        }
    }
}
