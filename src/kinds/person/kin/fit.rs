//! Fits the people of a block into households: age and sex are given, so that their marginals stay as they are drawn.

use super::couples::match_by_age;
use super::member::{Member, Role};
use crate::draw::{Sub, unit};
use crate::kinds::Fault;
use crate::kinds::person::by_age::MaritalLaw;
use crate::kinds::person::years::age_on;
use crate::reference::{Sex, households};

/// Days that are at least fifteen completed years.
const FIFTEEN_YEARS: i32 = 5_479;

const YEAR: f64 = 365.25;

/// No household grows beyond this by those who join it.
const LARGEST: u8 = 11;

/// One of the block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) sex: Option<Sex>,
    pub(super) born: Option<i32>,
    pub(super) civil: Option<Civil>,
}

/// Whether somebody has a spouse or a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Civil {
    Single,
    Married,
    Partner,
}

impl Civil {
    pub(super) fn of(text: &str) -> Self {
        match text {
            "married" | "M" => Self::Married,
            "partner" | "P" => Self::Partner,
            _ => Self::Single,
        }
    }
}

/// Of the married, how many live with the spouse though both could be found in the block.
const TOGETHER: f64 = 0.93;

/// Of those who stay unmatched and could make a couple of one sex, how many do.
const SAME_SEX: f64 = 0.17;

/// Of wives how many bear the husband's name, and of the children of partners how many the father's.
const HUSBANDS_NAME: f64 = 0.79;
const FATHERS_NAME: f64 = 0.65;

/// The least age, and how many singles of it live with a parent (Current Population Survey, AD-1 and near it).
const WITH_PARENTS: [(i32, f64); 8] =
    [(18, 0.82), (20, 0.66), (25, 0.42), (30, 0.27), (35, 0.2), (45, 0.16), (55, 0.09), (65, 0.03)];

/// How readily a home takes another child, by how many it has.
const CHILDREN: [f64; 7] = [1.0, 1.25, 0.7, 0.35, 0.2, 0.1, 0.05];

/// How readily a couple, a woman alone and a man alone have a child with them.
const COUPLE: f64 = 1.0;
const MOTHER_ALONE: f64 = 0.42;
const FATHER_ALONE: f64 = 0.1;

/// How the singles who are left live, in the order of [`Living`].
#[derive(Clone, Copy)]
enum Living {
    Alone,
    Sibling,
    Parent,
    Relative,
    Roommate,
    Nonrelative,
    GroupQuarters,
}

/// The laws of households, for any block.
pub(super) struct Fitter {
    epoch: i32,
    marital: MaritalLaw,
    /// The weight of a mother's age at birth, by years.
    mothers: Vec<f64>,
    living: [f64; 7],
    grandchildren: f64,
}

impl Fitter {
    pub(super) fn new(epoch: i32) -> Result<Self, Fault> {
        let bell = |age: f64| libm::exp(-(age - 28.0) * (age - 28.0) / (2.0 * 6.2 * 6.2));
        let share = |words: &[&str]| -> f64 {
            let rows = (0..households::ROWS).filter(|&r| words.contains(&households::RELATIONSHIP.get(r)));
            rows.map(|r| f64::from(households::WEIGHT.get(r))).sum()
        };
        let children = share(&["Biological child", "Stepchild", "Adopted child"]);
        let grandchildren = share(&["Grandchild"]);
        let with_another = share(&[
            "Opposite-sex spouse",
            "Same-sex spouse",
            "Opposite-sex unmarried partner",
            "Same-sex unmarried partner",
        ]);
        // Of the householders those who neither have a spouse or partner nor, about one in six, a child alone.
        let alone = share(&["Reference person"]) * 5.0 / 6.0 - with_another;
        let living = [
            alone.max(0.0),
            share(&["Sibling"]),
            share(&["Parent", "Parent-in-law"]),
            share(&["Other relative", "Child-in-law"]),
            share(&["Roommate or housemate"]),
            share(&["Other nonrelative", "Foster child"]),
            share(&["Noninstitutionalized group quarters population", "Institutionalized group quarters population"]),
        ];
        Ok(Self {
            epoch,
            marital: MaritalLaw::new(epoch)?,
            mothers: (0..46u8).map(|age| if age < 15 { 0.0 } else { bell(f64::from(age)) }).collect(),
            living,
            // A grandchild is a minor mostly, and minors are most of the children.
            grandchildren: grandchildren / (children * 0.85 + grandchildren),
        })
    }

    /// The members of a block, in the order of its people.
    pub(super) fn fit(&self, people: &[Person], draws: Sub) -> Vec<Member> {
        let mut block = Block::new(self, people, draws);
        block.couples();
        block.children();
        block.singles();
        block.sizes();
        block.members
    }
}

/// A home that others can join.
struct Home {
    head: usize,
    mother: Option<usize>,
    father: Option<usize>,
    /// Whose name the children bear.
    name: usize,
    children: usize,
    size: u8,
}

struct Block<'a> {
    laws: &'a Fitter,
    people: &'a [Person],
    draws: Sub,
    ages: Vec<Option<i32>>,
    civil: Vec<Civil>,
    /// Who has a home.
    settled: Vec<bool>,
    members: Vec<Member>,
    homes: Vec<Home>,
}

fn narrow(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

impl<'a> Block<'a> {
    fn new(laws: &'a Fitter, people: &'a [Person], mut draws: Sub) -> Self {
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

    fn chance(&mut self, share: f64) -> bool {
        unit(self.draws.word()) < share
    }

    fn adult(&self, at: usize) -> bool {
        self.ages[at].is_some_and(|age| age >= 18)
    }

    /// By how many days one is older than another.
    fn older(&self, one: usize, other: usize) -> i32 {
        match (self.people[one].born, self.people[other].born) {
            (Some(one), Some(other)) => other - one,
            _ => 0,
        }
    }

    fn couples(&mut self) {
        for civil in [Civil::Married, Civil::Partner] {
            let of = |sex: Sex| -> Vec<(usize, f64)> {
                (0..self.people.len())
                    .filter(|&at| self.civil[at] == civil && self.adult(at) && self.people[at].sex == Some(sex))
                    .map(|at| (at, f64::from(self.laws.epoch - self.people[at].born.unwrap_or(0)) / YEAR))
                    .collect()
            };
            let (women, men) = (of(Sex::Female), of(Sex::Male));
            let pairs = match_by_age(&women, &men, &mut self.draws);
            for (woman, man) in pairs {
                if self.chance(TOGETHER) {
                    self.pair(woman, man, civil);
                }
            }
            for list in [women, men] {
                let left: Vec<usize> =
                    list.iter().map(|(at, _)| *at).filter(|at| !self.settled[*at]).collect();
                for two in left.chunks_exact(2) {
                    if self.older(two[0], two[1]).abs() < 12 * 365 && self.chance(SAME_SEX) {
                        self.pair(two[0], two[1], civil);
                    }
                }
            }
        }
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
    fn children(&mut self) {
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
        let years = (f64::from(days) / YEAR) as usize;
        self.laws.mothers.get(years.saturating_sub(later)).copied().unwrap_or(0.0)
    }

    fn give_to_parents(&mut self, child: usize) -> bool {
        let mut weights = Vec::with_capacity(self.people.len());
        for home in &self.homes {
            let of = |parent: Option<usize>| parent.map(|parent| self.fits(parent, child));
            let both = match (of(home.mother), of(home.father)) {
                // Both are old enough, and her age says how likely it is.
                (Some(hers), Some(his)) if self.members[home.head].spouse.is_some() => {
                    if his > 0.0 { hers * COUPLE } else { 0.0 }
                }
                (Some(hers), _) => hers * MOTHER_ALONE,
                (None, his) => his.unwrap_or(0.0) * FATHER_ALONE,
            };
            let room = if home.size < LARGEST { CHILDREN[home.children.min(CHILDREN.len() - 1)] } else { 0.0 };
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
    fn may_head(&self, at: usize) -> bool {
        !self.settled[at] && self.ages[at].is_some_and(|age| age >= 21)
    }

    /// A position by weight; `None` where all are 0.
    fn pick(&mut self, weights: &[f64]) -> Option<usize> {
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
    fn open(&mut self, head: usize) -> usize {
        self.settled[head] = true;
        let own = |sex: Sex| (self.people[head].sex == Some(sex)).then_some(head);
        let (mother, father) = (own(Sex::Female), own(Sex::Male));
        self.homes.push(Home { head, mother, father, name: head, children: 0, size: 1 });
        self.homes.len() - 1
    }

    fn join(&mut self, at: usize, home: usize, role: Role) {
        self.settled[at] = true;
        self.members[at].head = narrow(self.homes[home].head);
        self.members[at].role = role;
        self.homes[home].size += 1;
    }

    /// Those who are left live alone or join somebody.
    fn singles(&mut self) {
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
            Living::Parent => (-80.0..=-16.0, true),
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

    fn sizes(&mut self) {
        let mut sizes = vec![0u8; self.people.len()];
        for member in &self.members {
            sizes[usize::from(member.head)] += 1;
        }
        for member in &mut self.members {
            member.size = sizes[usize::from(member.head)];
        }
    }
}

