//! The laws of households: how many live how, and at which ages.

use super::fit::Block;
use super::member::Member;
use crate::draw::Sub;
use crate::kinds::Fault;
use crate::kinds::person::by_age::MaritalLaw;
use crate::reference::{Sex, households};

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

/// How the singles who are left live, in the order of [`Living`].
#[derive(Clone, Copy)]
pub(super) enum Living {
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
    pub(super) epoch: i32,
    pub(super) marital: MaritalLaw,
    /// The weight of a mother's age at birth, by years.
    pub(super) mothers: Vec<f64>,
    pub(super) living: [f64; 7],
    pub(super) grandchildren: f64,
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
        // Of the householders two in three have a spouse or partner, or live alone; the others have a child alone, or a
        // spouse who is not among the rows.
        let alone = share(&["Reference person"]) * 2.0 / 3.0 - with_another;
        let living = [
            alone.max(0.0),
            share(&["Sibling"]),
            share(&["Parent", "Parent-in-law"]),
            share(&["Other relative", "Child-in-law"]),
            share(&["Roommate or housemate"]),
            share(&["Other nonrelative", "Foster child"]),
            share(&[
                "Noninstitutionalized group quarters population",
                "Institutionalized group quarters population",
            ]),
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
