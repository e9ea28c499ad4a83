//! The kinds `household`, `household_role`, `household_row` and `household_size`.

use super::laws::{Civil, Fitter, Person};
use super::member::{BLOCK, Member, ROLES, Who};
use crate::kinds::group::alone;
use crate::kinds::person::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use crate::kinds::{
    Ask, Build, Family, Fault, Group, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn,
};
use crate::reference::{Source, households};
use arrow::array::{Array, ArrayRef, Int64Array, UInt64Array};
use arrow::datatypes::DataType;
use std::ops::Range;
use std::sync::Arc;

const SEX: usize = 0;
const BORN: usize = 1;
const MARITAL: usize = 2;

pub(super) const HOUSEHOLD: Kind = Kind {
    name: "household",
    family: Family::Person,
    summary: "Cuts the rows of a table, 64 at a time, into households of couples, parents with children, relatives, \
              roommates and people alone; for a hidden column that other kinds read.",
    inputs: &[
        Input { required: true, natural: &[], ..SEX_INPUT },
        Input {
            summary: "The date of birth: ages are those at the epoch. NULL lives alone.",
            required: true,
            natural: &[],
            ..BORN_INPUT
        },
        Input {
            name: "marital",
            takes: Takes::Text,
            summary: "The marital status: only who is `married` (or `M`) has a spouse here, and only a `partner` (or `P`) \
                      has one without being married. NULL or not given: drawn by age and sex.",
            required: false,
            natural: &["marital_status"],
        },
    ],
    example: r#"_household = { kind = "household", sex = "sex", born = "birth_date" }"#,
    source: "shares near those of the American Community Survey's sample census in pseudopeople; ages of couples and \
             parents near the Current Population Survey and the National Vital Statistics System",
    build: Build::Maker(|settings| {
        check_sex(settings)?;
        Ok(Box::new(Household(Fitter::new(settings.epoch)?)))
    }),
    ..Kind::BLANK
};

struct Household(Fitter);

impl Maker for Household {
    fn data_type(&self) -> DataType {
        DataType::UInt64
    }

    fn group(&self) -> Group {
        Group::Rows(BLOCK)
    }

    fn law(&self) -> String {
        "couples matched by age, children given to parents at least 15 years older, the others by the shares of the \
         table"
            .into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&households::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        self.make_groups(ask, &alone(ask))
    }

    fn make_groups(&self, ask: &Ask<'_>, groups: &[Range<usize>]) -> Result<ArrayRef, String> {
        let (sexes, born, marital) = (SexColumn::of(ask, SEX), ask.dates(BORN), ask.text(MARITAL));
        let person = |i: usize| Person {
            sex: sexes.get(i),
            born: born.filter(|born| born.is_valid(i)).map(|born| born.value(i)),
            civil: marital.filter(|m| m.is_valid(i)).map(|m| Civil::of(m.value(i))),
        };
        let mut packed = Vec::with_capacity(ask.len());
        for group in groups {
            let people: Vec<Person> = group.clone().map(person).collect();
            let draws = ask.key.sub(ask.row(group.start) / BLOCK);
            packed.extend(self.0.fit(&people, draws).iter().map(Member::pack));
        }
        Ok(Arc::new(UInt64Array::from(packed)))
    }
}

/// The input of the kinds that read a household.
const OF: Input = Input {
    name: "of",
    takes: Takes::Member,
    summary: "The household, a hidden column of kind `household`. NULL gives NULL.",
    required: true,
    natural: &["household"],
};

pub(super) const ROLE: Kind = Kind {
    name: "household_role",
    family: Family::Person,
    summary: "What somebody is in the household: `householder`, `spouse`, `partner`, `child`, `grandchild`, `sibling`, \
              `parent`, `relative`, `roommate`, `nonrelative`, or `group_quarters`.",
    inputs: &[OF],
    example: r#"household_role = { kind = "household_role", of = "_household" }"#,
    build: Build::Maker(|_| Ok(Box::new(RoleOf))),
    ..Kind::BLANK
};

struct RoleOf;

impl Maker for RoleOf {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(ROLES.iter().map(|role| (*role).to_owned()).collect())
    }

    fn law(&self) -> String {
        "as the household says".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let members = ask.members(0).ok_or("the household is missing")?;
        let mut column = TextColumn::new(ask.len(), 9);
        for member in members {
            column.push_option(member.map(Member::role));
        }
        column.finish()
    }
}

pub(super) const ROW: Kind = Kind {
    name: "household_row",
    family: Family::Person,
    summary: "The number, from 0, of the row that somebody is to this one: for `from_row`, and for `row` of a \
              `reference`; NULL where there is nobody.",
    params: &[Param::required(
        "who",
        Shape::OneOf(&["head", "name", "spouse", "mother", "father", "guardian"]),
        "The householder, the one whose family name is borne, the spouse or partner, the mother, the father, or who \
         cares for a child.",
    )],
    inputs: &[OF],
    example: r#"_head = { kind = "household_row", of = "_household", who = "head" }"#,
    build: Build::Maker(build_row),
    ..Kind::BLANK
};

fn build_row(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let who = match settings.text("who") {
        Some("name") => Who::Name,
        Some("spouse") => Who::Spouse,
        Some("mother") => Who::Mother,
        Some("father") => Who::Father,
        Some("guardian") => Who::Guardian,
        _ => Who::Head,
    };
    Ok(Box::new(Fact(move |packed, row| Member::row(packed, row, who))))
}

pub(super) const SIZE: Kind = Kind {
    name: "household_size",
    family: Family::Person,
    summary: "How many rows of the table share the household.",
    inputs: &[OF],
    example: r#"household_size = { kind = "household_size", of = "_household" }"#,
    build: Build::Maker(|_| Ok(Box::new(Fact(|packed, _row| Some(Member::size(packed)))))),
    ..Kind::BLANK
};

/// A number that a household says of a row.
struct Fact<F>(F);

impl<F: Fn(u64, u64) -> Option<u64> + Send + Sync> Maker for Fact<F> {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn law(&self) -> String {
        "as the household says".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let members = ask.members(0).ok_or("the household is missing")?;
        let fact = |i: usize| {
            let number = members.is_valid(i).then(|| self.0(members.value(i), ask.row(i))).flatten();
            number.and_then(|number| i64::try_from(number).ok())
        };
        Ok(Arc::new((0..ask.len()).map(fact).collect::<Int64Array>()))
    }
}
