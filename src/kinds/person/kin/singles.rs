//! Those of a block who have neither a spouse nor a parent in it: alone, or with somebody they join.

use super::fit::{Block, FIFTEEN_YEARS, Home, YEAR, narrow};
use super::laws::{Civil, Living};
use super::member::Role;
use crate::reference::Sex;

impl Block<'_> {
    /// Those who are left live alone or join somebody.
    pub(super) fn singles(&mut self) {
        const LIVING: [Living; 7] = [
            Living::Alone,
            Living::Sibling,
            Living::Parent,
            Living::Relative,
            Living::Roommate,
            Living::Nonrelative,
            Living::GroupQuarters,
        ];
        for at in 0..self.people.len() {
            if self.settled[at] {
                continue;
            }
            let weights = self.living(at);
            let living = self.pick(&weights).map_or(Living::Alone, |i| LIVING[i]);
            match living {
                Living::GroupQuarters => {
                    self.settled[at] = true;
                    self.members[at].role = Role::GroupQuarters;
                }
                Living::Alone => {
                    self.open(at);
                }
                _ => self.join_somebody(at, living),
            }
        }
    }

    /// How somebody of an age lives.
    fn living(&self, at: usize) -> [f64; 7] {
        let mut weights = self.laws.living;
        let age = self.ages[at].unwrap_or(40);
        // A spouse who is not among the rows lives in the same home all the same.
        if self.civil[at] != Civil::Single || age < 18 {
            return [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        }
        let of = |young: f64, middle: f64, old: f64| match age {
            ..30 => young,
            30..65 => middle,
            _ => old,
        };
        let factors = [
            of(0.6, 1.0, 1.4),
            of(1.6, 1.0, 0.6),
            of(0.0, 0.6, 2.2),
            of(1.4, 0.9, 0.9),
            of(2.2, 0.7, 0.2),
            of(1.6, 1.0, 0.4),
            of(1.5, 0.8, 0.9),
        ];
        weights.iter_mut().zip(factors).for_each(|(weight, factor)| *weight *= factor);
        weights
    }

    fn join_somebody(&mut self, at: usize, living: Living) {
        let (near, child) = match living {
            Living::Parent => (-45.0..=-16.0, true),
            Living::Sibling => (-14.0..=14.0, false),
            Living::Roommate => (-9.0..=9.0, false),
            _ => (-40.0..=40.0, false),
        };
        let fits = |home: &Home| {
            let years = f64::from(self.older(home.head, at)) / YEAR;
            let couple = self.members[home.head].spouse.is_some();
            let welcome = match living {
                Living::Roommate if couple || home.children > 0 => 0.1,
                _ if couple && !child => 0.5,
                _ => 1.0,
            };
            let fits = near.contains(&years) && home.size < 6;
            if fits { welcome } else { 0.0 }
        };
        let weights: Vec<f64> = self.homes.iter().map(fits).collect();
        let Some(home) = self.pick(&weights) else {
            self.open(at);
            return;
        };
        let head = self.homes[home].head;
        let role = match living {
            Living::Sibling => Role::Sibling,
            Living::Parent => Role::Parent,
            Living::Relative => Role::Relative,
            Living::Roommate => Role::Roommate,
            _ => Role::Nonrelative,
        };
        self.join(at, home, role);
        let same = match role {
            Role::Sibling => 0.8,
            Role::Parent => 0.6,
            Role::Relative => 0.5,
            _ => 0.0,
        };
        if self.chance(same) {
            // The name with which the householder was born, whatever it became by marriage.
            self.members[at].name = narrow(head);
        }
        if role == Role::Parent && self.older(at, head) >= FIFTEEN_YEARS {
            match self.people[at].sex {
                Some(Sex::Female) if self.members[head].mother.is_none() => {
                    self.members[head].mother = Some(narrow(at));
                }
                Some(Sex::Male) if self.members[head].father.is_none() => {
                    self.members[head].father = Some(narrow(at));
                }
                _ => {}
            }
        }
    }
}
