//! Households and contacts: rules that always hold, and shares near the published ones.

use super::laws::{Civil, Fitter, Person};
use super::member::{BLOCK, Member, ROLES, Role, Who};
use crate::draw::{Key, Rows, Slots};
use crate::kinds::person::trial::{EPOCH, Trial, count, dates, integers, pinned, texts, words};
use crate::kinds::person::years::{age_on, days};
use crate::kinds::{Ask, Group};
use crate::reference::{Sex, households};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, UInt64Type};

const MANY: usize = 64 * 500;

struct Town {
    sexes: ArrayRef,
    born: ArrayRef,
    members: Vec<u64>,
}

/// People by the pyramid in households of their own, block by block.
fn town() -> Town {
    let sexes = Trial::of("sex").named("sex").rows(0..MANY);
    let born = Trial::of("birth_date").named("born").input("sex", sexes.clone()).rows(0..MANY);
    let trial = Trial::of("household").input("sex", sexes.clone()).input("born", born.clone());
    let maker = trial.maker().unwrap();
    assert_eq!(maker.group(), Group::Rows(BLOCK));
    let (key, rows) = (Key::new(1, &["household"]), Rows::from(0..MANY as u64));
    let inputs = [Some(sexes.clone()), Some(born.clone()), None];
    let ask = Ask {
        rows: &rows,
        slots: Slots::fill(&key, &rows, maker.width()),
        key: &key,
        inputs: &inputs,
        distinct: None,
    };
    let blocks: Vec<_> = (0..MANY).step_by(64).map(|start| start..start + 64).collect();
    let made = maker.make_groups(&ask, &blocks).unwrap();
    Town { sexes, born, members: made.as_primitive::<UInt64Type>().values().to_vec() }
}

impl Town {
    fn who(&self, row: usize, who: Who) -> Option<usize> {
        Member::row(self.members[row], row as u64, who).map(|row| usize::try_from(row).unwrap())
    }

    fn born(&self, row: usize) -> i32 {
        self.born.as_primitive::<Date32Type>().value(row)
    }

    fn age(&self, row: usize) -> i32 {
        age_on(self.born(row), EPOCH)
    }

    fn sex(&self, row: usize) -> &str {
        self.sexes.as_string::<i32>().value(row)
    }

    /// Of ten thousand people how many have one of these roles.
    fn share(&self, roles: &[&str]) -> usize {
        self.members.iter().filter(|packed| roles.contains(&Member::role(**packed))).count() * 10_000 / MANY
    }
}

/// Of ten thousand people how many the table has.
fn published(relationships: &[&str]) -> usize {
    (0..households::ROWS)
        .filter(|&row| relationships.contains(&households::RELATIONSHIP.get(row)))
        .map(|row| households::WEIGHT.get(row) as usize)
        .sum()
}

#[test]
fn households_hang_together() {
    let town = town();
    for row in 0..MANY {
        let head = town.who(row, Who::Head).unwrap();
        assert_eq!(head / 64, row / 64, "a household crosses the blocks");
        assert_eq!(town.who(head, Who::Head), Some(head), "the head lives elsewhere");
        assert_eq!(Member::size(town.members[row]), Member::size(town.members[head]));
        if let Some(spouse) = town.who(row, Who::Spouse) {
            assert_eq!(town.who(spouse, Who::Spouse), Some(row));
            assert_eq!(town.who(spouse, Who::Head), Some(head));
            assert!(town.age(row) >= 18 && (town.age(row) - town.age(spouse)).abs() <= 15);
        }
        for (who, sex) in [(Who::Mother, "F"), (Who::Father, "M")] {
            let Some(parent) = town.who(row, who) else { continue };
            assert_eq!(town.sex(parent), sex);
            assert!(age_on(town.born(parent), town.born(row)) >= 15);
        }
        if town.age(row) >= 18 {
            continue;
        }
        assert!(town.who(row, Who::Spouse).is_none());
    }
    let minors = || (0..MANY).filter(|&row| town.age(row) < 18);
    let cared_for = minors().filter(|&row| town.who(row, Who::Guardian).is_some()).count();
    assert!(cared_for * 100 > minors().count() * 98, "{cared_for} of {}", minors().count());
}

#[test]
fn roles_are_near_the_published_shares() {
    let town = town();
    let wanted: [(&[&str], &[&str]); 6] = [
        (&["householder"], &["Reference person"]),
        (&["spouse"], &["Opposite-sex spouse", "Same-sex spouse"]),
        (&["partner"], &["Opposite-sex unmarried partner", "Same-sex unmarried partner"]),
        (&["child"], &["Biological child", "Stepchild", "Adopted child"]),
        (&["grandchild"], &["Grandchild"]),
        (
            &["group_quarters"],
            &[
                "Noninstitutionalized group quarters population",
                "Institutionalized group quarters population",
            ],
        ),
    ];
    for (roles, relationships) in wanted {
        let (made, table) = (town.share(roles), published(relationships));
        assert!(made.abs_diff(table) <= (table / 8).max(60), "{roles:?}: {made} and not {table}");
    }
}

#[test]
fn what_is_known_of_marriage_is_kept() {
    let person =
        |sex, year, civil| Person { sex: Some(sex), born: Some(days(year, 5, 5)), civil: Some(civil) };
    let fitter = Fitter::new(EPOCH).unwrap();
    let people = [
        person(Sex::Female, 1980, Civil::Single),
        person(Sex::Male, 1979, Civil::Married),
        person(Sex::Male, 1990, Civil::Single),
        person(Sex::Female, 1981, Civil::Married),
        person(Sex::Female, 2015, Civil::Single),
    ];
    let mut couples = 0;
    for block in 0..200 {
        let members = fitter.fit(&people, Key::new(1, &["x"]).sub(block));
        assert!(members[0].role != Role::Spouse && members[2].role != Role::Spouse);
        if members[1].spouse.is_some() {
            assert_eq!((members[1].spouse, members[3].spouse), (Some(3), Some(1)));
            couples += 1;
        }
    }
    assert!(couples > 150, "{couples}");
    // Somebody of whom nothing is known lives alone.
    let nobody = [Person { sex: None, born: None, civil: None }];
    let alone = fitter.fit(&nobody, Key::new(1, &["x"]).sub(0));
    assert_eq!((alone[0].head, alone[0].size), (0, 1));
}

#[test]
fn members_are_packed_whole() {
    let member = Member {
        head: 63,
        name: 1,
        spouse: Some(0),
        mother: None,
        father: Some(63),
        role: Role::GroupQuarters,
        size: 12,
    };
    let packed = member.pack();
    assert_eq!(Member::row(packed, 70, Who::Head), Some(127));
    assert_eq!(Member::row(packed, 70, Who::Spouse), Some(64));
    assert_eq!(Member::row(packed, 70, Who::Mother), None);
    assert_eq!(Member::row(packed, 70, Who::Father), Some(127));
    assert_eq!((Member::role(packed), Member::size(packed)), (ROLES[10], 12));
}

/// The contacts of patients, three each, as the children of a table are made.
fn contacts(age: i64, sex: &str, of_sex: &str, marital: &str) -> Vec<Option<String>> {
    let n = 3_000;
    let inputs = [
        None,
        Some(integers(&[Some(age)], n)),
        Some(words(&sex.split(' ').collect::<Vec<_>>(), n)),
        Some(words(&[of_sex], n)),
        Some(words(&[marital], n)),
    ];
    let maker = Trial::of("relationship").maker().unwrap();
    assert_eq!(maker.group(), Group::Siblings);
    let (key, rows) = (Key::new(1, &["relationship"]), Rows::from(0..n as u64));
    let slots = Slots::fill(&key, &rows, maker.width());
    let ask = Ask { rows: &rows, slots, key: &key, inputs: &inputs, distinct: None };
    let families: Vec<_> = (0..n).step_by(3).map(|start| start..start + 3).collect();
    texts(&maker.make_groups(&ask, &families).unwrap())
}

#[test]
fn a_patient_has_one_mother_one_spouse_and_as_a_minor_a_guardian() {
    let single = ["Mother", "Father", "Spouse", "Domestic partner"];
    for (age, marital) in [(7, "-"), (17, "single"), (27, "-"), (45, "married"), (70, "widowed")] {
        let made = contacts(age, "F M F", "F", marital);
        for family in made.chunks(3) {
            for office in single {
                assert!(count(family, office) <= 1, "{family:?} at {age}");
            }
            assert!(count(family, "Spouse") + count(family, "Domestic partner") <= 1);
            let guardian = ["Mother", "Father", "Guardian", "Foster parent", "Grandmother", "Grandfather"];
            assert!(age >= 18 || guardian.contains(&family[0].as_deref().unwrap()), "{family:?}");
            assert!(count(&family[1..2], "Mother") + count(&family[1..2], "Sister") == 0, "{family:?}");
        }
        let spouses = count(&made, "Spouse");
        assert_eq!(spouses > 0, !matches!(marital, "single" | "widowed") && age >= 18, "{spouses} at {age}");
    }
    // Husbands of wives, but for a few.
    let wives = count(&contacts(40, "F", "F", "married"), "Spouse");
    let husbands = count(&contacts(40, "M", "F", "married"), "Spouse");
    assert!(wives * 20 < husbands && wives > 0, "{wives} and {husbands}");
}

#[test]
fn contacts_are_as_old_as_their_relationship_says() {
    let n = 4_000;
    let born = days(1985, 2, 28);
    let years = |word: &str, sex: &str| -> Vec<i32> {
        let made = Trial::of("kin_birth_date")
            .input("relationship", words(&[word], n))
            .input("born", dates(&[Some(born)], n))
            .input("sex", words(&[sex], n))
            .rows(0..n);
        made.as_primitive::<Date32Type>().iter().flatten().collect()
    };
    assert!(years("Mother", "F").iter().all(|mother| age_on(*mother, born) >= 15));
    assert!(years("Grandfather", "M").iter().all(|elder| age_on(*elder, born) >= 32));
    let children = years("Son", "M");
    assert!(children.iter().all(|son| age_on(born, *son) >= 15 && age_on(*son, EPOCH) >= 16));
    assert!(children.len() == n);
    let mean = |days: &[i32]| days.iter().map(|day| f64::from(born - day) / 365.25).sum::<f64>() / n as f64;
    assert!(
        (mean(&years("Spouse", "M")) - 2.3).abs() < 0.3 && (mean(&years("Spouse", "F")) + 2.3).abs() < 0.3
    );
    assert!((mean(&years("MTH", "F")) - 28.0).abs() < 0.5, "codes are words too");
    assert!(years("Case worker", "F").iter().all(|day| (22..=66).contains(&age_on(*day, EPOCH))));
    let elders = |born: i32| {
        let of = Trial::of("kin_birth_date").input("relationship", words(&["Guardian"], n));
        let made = of.input("born", dates(&[Some(born)], n)).rows(0..n);
        made.as_primitive::<Date32Type>().iter().flatten().collect::<Vec<_>>()
    };
    // An old patient's guardian is mostly younger, a minor's is of age.
    assert!(
        elders(days(1935, 1, 1)).len() == n
            && elders(days(2012, 1, 1)).iter().all(|g| age_on(*g, EPOCH) >= 30)
    );
    // A patient of ten has no child.
    let child = Trial::of("kin_birth_date")
        .input("relationship", words(&["Daughter", "Mother"], 2))
        .input("born", dates(&[Some(days(2015, 1, 1))], 2))
        .rows(0..2);
    assert!(child.is_null(0) && child.is_valid(1));
}

#[test]
fn first_values_are_pinned() {
    let town = town();
    let n = 100;
    let members =
        std::sync::Arc::new(arrow::array::UInt64Array::from(town.members[..n].to_vec())) as ArrayRef;
    let of = |kind: &str| Trial::of(kind).input("of", members.clone());
    let columns = [
        ("household_role", of("household_role")),
        ("household_row", of("household_row").text("who", "head")),
        ("household_row guardian", of("household_row").text("who", "guardian")),
        ("household_size", of("household_size")),
        ("relationship", Trial::of("relationship").input("born", town.born.clone())),
        (
            "kin_birth_date",
            Trial::of("kin_birth_date")
                .input("relationship", Trial::of("relationship").input("born", town.born.clone()).rows(0..n))
                .input("born", town.born.clone()),
        ),
    ];
    pinned(&columns, include_str!("pinned.txt"));
}
