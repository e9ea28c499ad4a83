//! `placebo man`: manual pages in roff, one a command.

use super::{Answer, command, terminal};
use crate::error::{Error, Place, Result, nearest};
use std::path::PathBuf;

/// Print the manual
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo man | man -l -                     read the page of placebo
  placebo man schema check | man -l -        read the page of one command
  placebo man --out ~/.local/share/man/man1  install the pages of all commands")]
pub(super) struct Args {
    /// The command whose page is printed, such as `schema check` [default: placebo itself]
    command: Vec<String>,
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    match &args.out {
        Some(folder) => {
            let place = || Place::file(folder.display().to_string());
            std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(command(), folder))
                .map_err(|e| Error::io("write the manual pages", place(), &e))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(named(&args.command)?)
                .render(&mut page)
                .map_err(|_dropped| Error::bug("a manual page could not be made"))?;
            terminal::print(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Answer::Yes)
}

/// The command with this path of names.
fn named(path: &[String]) -> Result<clap::Command> {
    let mut found = command().disable_help_subcommand(true);
    found.build();
    for name in path {
        let names: Vec<String> = found.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        let Some(next) = found.find_subcommand(name) else {
            let error = Error::usage(format!("there is no command `{name}` under `{}`", found.get_name()));
            return Err(match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("there is `{near}`")),
                None => error,
            });
        };
        found = next.clone();
    }
    Ok(found)
}
