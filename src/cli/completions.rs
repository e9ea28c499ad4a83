//! `placebo completions`: what a shell needs to complete commands and options.

use super::{Answer, command, terminal};
use crate::error::Result;
use clap_complete::Shell;

/// Print the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo completions bash > ~/.local/share/bash-completion/completions/placebo
  placebo completions zsh > ~/.zfunc/_placebo
  placebo completions fish > ~/.config/fish/completions/placebo.fish")]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "placebo", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Yes)
}
