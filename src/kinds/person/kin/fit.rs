//! Fits the people of a block into households: age and sex are given, so that their marginals stay as they are drawn.

use super::couples::match_by_age;
use super::laws::{Civil, Fitter, Person};
use super::member::{Member, Role};
use crate::draw::{Sub, unit};
use crate::kinds::person::years::age_on;
use crate::reference::Sex;

/// Days that are at least fifteen completed years.
pub(super) const FIFTEEN_YEARS: i32 = 5_479;

pub(super) const YEAR: f64 = 365.25;

/// No household grows beyond this by those who join it.
const LARGEST: u8 = 11;

/// Of the married, how many live with the spouse though both could be found in the block.
const TOGETHER: f64 = 0.93;

/// Of those who stay unmatched and could make a couple of one sex, how many do.
const SAME_SEX: f64 = 0.17;

/// Of two singles of fitting ages how many live together.
const UNTOLD: f64 = 0.05;

/// Of wives how many bear the husband's name, and of the children of partners how many the father's.
const HUSBANDS_NAME: f64 = 0.79;
const FATHERS_NAME: f64 = 0.65;

/// The least age, and how many singles of it live with a parent (Current Population Survey, AD-1 and near it).
const WITH_PARENTS: [(i32, f64); 8] =
    [(18, 0.75), (20, 0.5), (25, 0.27), (30, 0.18), (35, 0.13), (45, 0.09), (55, 0.05), (65, 0.02)];

/// How readily a home takes another child, by how many it has.
const CHILDREN: [f64; 7] = [1.0, 1.25, 0.7, 0.35, 0.2, 0.1, 0.05];

/// How readily a couple, a woman alone and a man alone have a child with them.
const COUPLE: f64 = 1.0;
const MOTHER_ALONE: f64 = 0.2;
const FATHER_ALONE: f64 = 0.045;

/// A home that others can join.
pub(super) struct Home {
    pub(super) head: usize,
    pub(super) mother: Option<usize>,
    pub(super) father: Option<usize>,
    /// Whose name the children bear.
    pub(super) name: usize,
    pub(super) children: usize,
    pub(super) size: u8,
}

pub(super) struct Block<'a> {
    pub(super) laws: &'a Fitter,
    pub(super) people: &'a [Person],
    pub(super) draws: Sub,
    pub(super) ages: Vec<Option<i32>>,
    pub(super) civil: Vec<Civil>,
    /// Who has a home.
    pub(super) settled: Vec<bool>,
    pub(super) members: Vec<Member>,
    pub(super) homes: Vec<Home>,
}

pub(super) fn narrow(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

impl<'a> Block<'a> {
    pub(super) fn new(laws: &'a Fitter, people: &'a [Person], mut draws: Sub) -> Self {
        let ages: Vec<Option<i32>> =
            people.iter().map(|p| p.born.map(|born| age_on(born, laws.epoch))).collect();
        // A word is drawn for everybody, so that what is known of one changes nothing for the others.
        let civil = people.iter().zip(&ages).map(|(person, age)| {
            let word = draws.word();
            person.civil.unwrap_or_else(|| match age {
                Some(age) => Civil::of(laws.marital.pick(*age, person.sex, word)),
                None => Civil::Single,
            })
        });
        let civil = civil.collect();
        Self {
            laws,
            people,
            draws,
            ages,
            civil,
            settled: vec![false; people.len()],
            members: (0..people.len()).map(|at| Member::alone(narrow(at), Role::Householder)).collect(),
            homes: Vec::new(),
        }
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        unit(self.draws.word()) < share
    }

    pub(super) fn adult(&self, at: usize) -> bool {
        self.ages[at].is_some_and(|age| age >= 18)
    }

    /// By how many days one is older than another.
    pub(super) fn older(&self, one: usize, other: usize) -> i32 {
        match (self.people[one].born, self.people[other].born) {
            (Some(one), Some(other)) => other - one,
            _ => 0,
        }
    }

    pub(super) fn couples(&mut self) {
        for civil in [Civil::Married, Civil::Partner] {
            // A partner's other half may call herself single.
            let in_pool = |at: usize| match civil {
                Civil::Married => self.civil[at] == civil,
                _ => self.civil[at] != Civil::Married && self.ages[at].is_some_and(|age| age < 70),
            };
            let of = |sex: Sex| -> Vec<(usize, f64)> {
                (0..self.people.len())
                    .filter(|&at| in_pool(at) && self.adult(at) && self.people[at].sex == Some(sex))
                    .map(|at| (at, f64::from(self.laws.epoch - self.people[at].born.unwrap_or(0)) / YEAR))
                    .collect()
            };
            let (women, men) = (of(Sex::Female), of(Sex::Male));
            for (woman, man) in match_by_age(&women, &men, &mut self.draws) {
                if self.stay_together(woman, man, civil, TOGETHER) {
                    self.pair(woman, man, civil);
                }
            }
            for list in [women, men] {
                let left = list.iter().map(|(at, _)| *at).filter(|at| !self.settled[*at]);
                for two in left.collect::<Vec<usize>>().chunks_exact(2) {
                    let near = self.older(two[0], two[1]).abs() < 12 * 365;
                    if near && self.stay_together(two[0], two[1], civil, SAME_SEX) {
                        self.pair(two[0], two[1], civil);
                    }
                }
            }
        }
    }

    /// Whether two who match are a couple.
    fn stay_together(&mut self, one: usize, other: usize, civil: Civil, share: f64) -> bool {
        let wish = [one, other].iter().any(|&at| self.civil[at] == civil);
        self.chance(if wish { share } else { share * UNTOLD })
    }

    fn pair(&mut self, one: usize, other: usize, civil: Civil) {
        let (head, spouse) = if self.chance(0.5) { (one, other) } else { (other, one) };
        let first_of = |sex: Sex| [one, other].into_iter().find(|&at| self.people[at].sex == Some(sex));
        let (mother, father) = (first_of(Sex::Female), first_of(Sex::Male));
        let married = civil == Civil::Married;
        // Who is named after whom: of a married couple mostly the wife after the husband.
        let shared = self.chance(HUSBANDS_NAME) && married;
        let fathers = shared || self.chance(FATHERS_NAME);
        let name = if fathers { father.unwrap_or(head) } else { mother.unwrap_or(head) };
        for (at, with) in [(head, spouse), (spouse, head)] {
            self.settled[at] = true;
            self.members[at].head = narrow(head);
            self.members[at].spouse = Some(narrow(with));
            if shared {
                self.members[at].name = narrow(name);
            }
        }
        self.members[spouse].role = if married { Role::Spouse } else { Role::Partner };
        self.homes.push(Home { head, mother, father, name, children: 0, size: 2 });
    }

    /// Gives minors, and singles who live with them, to parents or grandparents.
    pub(super) fn children(&mut self) {
        for at in 0..self.people.len() {
            let Some(age) = self.ages[at] else { continue };
            if self.settled[at] || self.civil[at] != Civil::Single {
                continue;
            }
            let stays = WITH_PARENTS.iter().rev().find(|(least, _)| *least <= age).map_or(1.0, |(_, s)| *s);
            if !self.chance(stays) {
                continue;
            }
            let minor = age < 18;
            let with_grandparents = self.chance(self.laws.grandchildren) && minor;
            if with_grandparents && self.give_to_grandparents(at) {
                continue;
            }
            if !self.give_to_parents(at) && minor && !self.give_to_grandparents(at) {
                self.members[at].role = Role::Child;
                self.settled[at] = true;
            }
        }
    }

    /// How well a child fits a parent, by the parent's age at birth.
    fn fits(&self, parent: usize, child: usize) -> f64 {
        let days = self.older(parent, child);
        if days < FIFTEEN_YEARS {
            return 0.0;
        }
        // A father is some years older than a mother.
        let later = if self.people[parent].sex == Some(Sex::Male) { 3 } else { 0 };
        let years = usize::try_from(days * 4 / 1_461).unwrap_or(0);
        self.laws.mothers.get(years.saturating_sub(later)).copied().unwrap_or(0.0)
    }

    fn give_to_parents(&mut self, child: usize) -> bool {
        let mut weights = Vec::with_capacity(self.people.len());
        for home in &self.homes {
            let of = |parent: Option<usize>| parent.map(|parent| self.fits(parent, child));
            let both = match (of(home.mother), of(home.father)) {
                // Both are old enough, and her age says how likely it is.
                (Some(hers), Some(his)) if self.members[home.head].spouse.is_some() => {
                    if his > 0.0 {
                        hers * COUPLE
                    } else {
                        0.0
                    }
                }
                (Some(hers), _) => hers * MOTHER_ALONE,
                (None, his) => his.unwrap_or(0.0) * FATHER_ALONE,
            };
            let room =
                if home.size < LARGEST { CHILDREN[home.children.min(CHILDREN.len() - 1)] } else { 0.0 };
            weights.push(both * room);
        }
        let homes = self.homes.len();
        let alone: Vec<usize> = (0..self.people.len()).filter(|&at| self.may_head(at)).collect();
        weights.extend(alone.iter().map(|&at| {
            let share = if self.people[at].sex == Some(Sex::Female) { MOTHER_ALONE } else { FATHER_ALONE };
            self.fits(at, child) * share
        }));
        let Some(picked) = self.pick(&weights) else { return false };
        let home = if picked < homes { picked } else { self.open(alone[picked - homes]) };
        self.join(child, home, Role::Child);
        let home = &mut self.homes[home];
        home.children += 1;
        let member = &mut self.members[child];
        member.mother = home.mother.map(narrow);
        member.father = home.father.map(narrow);
        member.name = narrow(home.name);
        true
    }

    fn give_to_grandparents(&mut self, child: usize) -> bool {
        let fits = |at: usize| {
            let years = self.older(at, child) / 365;
            if (38..=75).contains(&years) { 1.0 } else { 0.0 }
        };
        let mut weights: Vec<f64> = self.homes.iter().map(|home| fits(home.head)).collect();
        let homes = weights.len();
        let alone: Vec<usize> = (0..self.people.len()).filter(|&at| self.may_head(at)).collect();
        weights.extend(alone.iter().map(|&at| fits(at) * 0.6));
        let Some(picked) = self.pick(&weights) else { return false };
        let home = if picked < homes { picked } else { self.open(alone[picked - homes]) };
        self.join(child, home, Role::Grandchild);
        if self.chance(0.6) {
            self.members[child].name = narrow(self.homes[home].name);
        }
        true
    }

    /// Whether somebody without a home could have one of their own.
    pub(super) fn may_head(&self, at: usize) -> bool {
        !self.settled[at] && self.ages[at].is_some_and(|age| age >= 21)
    }

    /// A position by weight; `None` where all are 0.
    pub(super) fn pick(&mut self, weights: &[f64]) -> Option<usize> {
        let total: f64 = weights.iter().sum();
        let mut point = unit(self.draws.word()) * total;
        if total <= 0.0 {
            return None;
        }
        let mut last = None;
        for (i, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            if point < *weight {
                return Some(i);
            }
            point -= weight;
            last = Some(i);
        }
        last
    }

    /// Opens a home with a head alone.
    pub(super) fn open(&mut self, head: usize) -> usize {
        self.settled[head] = true;
        let own = |sex: Sex| (self.people[head].sex == Some(sex)).then_some(head);
        let (mother, father) = (own(Sex::Female), own(Sex::Male));
        self.homes.push(Home { head, mother, father, name: head, children: 0, size: 1 });
        self.homes.len() - 1
    }

    pub(super) fn join(&mut self, at: usize, home: usize, role: Role) {
        self.settled[at] = true;
        self.members[at].head = narrow(self.homes[home].head);
        self.members[at].role = role;
        self.homes[home].size += 1;
    }

    pub(super) fn sizes(&mut self) {
        let mut sizes = vec![0u8; self.people.len()];
        for member in &self.members {
            sizes[usize::from(member.head)] += 1;
        }
        for member in &mut self.members {
            member.size = sizes[usize::from(member.head)];
        }
    }
}
