//! Why errors cluster: each row was written by a clerk, at a site, and came in with an import, and each of these makes more
//! or fewer errors than others, and has errors of its own habit.

use crate::draw::{Burst, Key, Slots, unit};
use crate::slips::Slip;

/// How many clerks and sites there are where no column names them.
const CLERKS: u32 = 24;
const SITES: u32 = 8;
/// Rows that come in together.
pub(super) const IMPORT: u64 = 256;

/// The shares of the careful, the usual and the careless, and how many errors they make beside the usual.
const CARE: [(u32, f64); 4] = [(50, 0.25), (30, 0.75), (15, 2.0), (5, 7.0)];

/// Somebody or something that makes errors.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    name: String,
    /// How many errors it makes beside the usual.
    pub(super) factor: f64,
    /// What it gets wrong more often than others.
    habits: [Slip; 2],
}

impl Cause {
    fn new(what: &str, number: &str, key: &Key) -> Self {
        let mut burst = Burst::new(key.derive(&format!("{what} {number}")).words()[0]);
        let mut chance = burst.below(100);
        let mut factor = CARE[0].1;
        for (share, care) in CARE {
            factor = care;
            if chance < share {
                break;
            }
            chance -= share;
        }
        let mean: f64 = CARE.iter().map(|(share, care)| f64::from(*share) / 100.0 * care).sum();
        let kinds = u32::try_from(Slip::ALL.len() - 1).unwrap_or(1);
        let mut habit = || Slip::ALL[burst.below(kinds) as usize];
        Self { name: format!("{what} {number}"), factor: factor / mean, habits: [habit(), habit()] }
    }

    /// How much more often it makes an error than its share of all.
    pub(super) fn habit(&self, slip: Slip) -> f64 {
        if self.habits.contains(&slip) { 8.0 } else { 1.0 }
    }

    /// Its name in `truth/errors`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// The causes of one row: a clerk, a site, an import.
pub(super) type Three = [Cause; 3];

/// Knows the causes of rows.
pub(super) struct Causes<'a> {
    key: &'a Key,
    clerks: Vec<Cause>,
    sites: Vec<Cause>,
}

impl<'a> Causes<'a> {
    pub(super) fn new(key: &'a Key) -> Self {
        let all = |what: &str, n: u32| {
            let mut causes: Vec<Cause> = (1..=n).map(|k| Cause::new(what, &k.to_string(), key)).collect();
            // All together they make as many errors as the rate says.
            let n_all = f64::from(n);
            let mean: f64 = causes.iter().zip(1u32..).map(|(c, k)| c.factor * share(k, n_all)).sum();
            causes.iter_mut().for_each(|cause| cause.factor /= mean);
            causes
        };
        Self { key, clerks: all("clerk", CLERKS), sites: all("site", SITES) }
    }

    /// The causes of a row; a clerk or a site that a column names is who it names.
    pub(super) fn of(&self, i: usize, row: u64, slots: &Slots, named: [Option<String>; 2]) -> Three {
        let [clerk, site] = named;
        let drawn = |causes: &[Cause], k: usize| {
            // Some write more than others.
            let u = unit(slots.word(i, k));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to the number of causes"
            )]
            let at = (u * u * causes.len() as f64) as usize;
            causes[at.min(causes.len() - 1)].clone()
        };
        [
            clerk.map_or_else(|| drawn(&self.clerks, 0), |name| Cause::new("clerk", &name, self.key)),
            site.map_or_else(|| drawn(&self.sites, 1), |name| Cause::new("site", &name, self.key)),
            Cause::new("import", &(row / IMPORT + 1).to_string(), self.key),
        ]
    }
}

/// The share of rows of the `k`th of `n` causes.
fn share(k: u32, n: f64) -> f64 {
    libm::sqrt(f64::from(k) / n) - libm::sqrt(f64::from(k - 1) / n)
}

/// How many errors a row gets beside the usual.
pub(super) fn factor(three: &Three) -> f64 {
    three.iter().map(|cause| cause.factor).sum::<f64>() / 3.0
}

/// Which of the three made an error: as often as it makes errors.
pub(super) fn blame<'t>(three: &'t Three, burst: &mut Burst) -> &'t Cause {
    let mut point = unit(burst.word()) * three.iter().map(|cause| cause.factor).sum::<f64>();
    for cause in three {
        if point < cause.factor {
            return cause;
        }
        point -= cause.factor;
    }
    &three[0]
}
