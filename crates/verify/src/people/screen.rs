use chiso_signature::Verdict;
use console::{Style, Term};

/// Width of what is not a terminal.
const PAPER: u16 = 120;

/// What is written on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub width: u16,
    colour: bool,
}

impl Screen {
    /// Colour only on a terminal, and not if `NO_COLOR` is set.
    pub(crate) fn of_stdout() -> Self {
        let terminal = Term::stdout();
        if !terminal.is_term() {
            return Self {
                width: PAPER,
                colour: false,
            };
        }
        let width = terminal
            .size_checked()
            .map_or(PAPER, |(_, columns)| columns);
        Self {
            width: width.clamp(40, 200),
            colour: terminal.features().colors_supported(),
        }
    }

    #[cfg(test)]
    pub(crate) fn plain(width: u16) -> Self {
        Self {
            width,
            colour: false,
        }
    }

    #[cfg(test)]
    pub(crate) fn coloured(width: u16) -> Self {
        Self {
            width,
            colour: true,
        }
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// `text` in the colour of a verdict.
    pub(crate) fn verdict(self, verdict: Verdict, text: &str) -> String {
        let style = match verdict {
            Verdict::Accept => Style::new().green(),
            Verdict::AcceptAsBOnly | Verdict::CannotDecide => Style::new().yellow(),
            Verdict::NoSignature | Verdict::Unsupported => Style::new().magenta(),
            Verdict::Error | Verdict::Reject => Style::new().red(),
        };
        self.paint(style.bold(), text)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour {
            style.force_styling(true).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}
