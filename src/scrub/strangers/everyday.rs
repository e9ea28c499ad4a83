//! Names that are words of every day: by what stands beside them.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token};
use super::super::words::{
    ALLOW, CLINICAL, GIVEN, GIVEN_OFTEN, LOWER_WORD, MONTH, ORDINARY, PERSON_COMMON, RELATIVE, STATE,
    SURNAME, SURNAME_OFTEN, UNIT, VERB_AFTER, WEEKDAY,
};
use super::{EXPLAINED, KNOWN, Pass};

/// What people do, in forms that no ending tells.
pub(super) const DONE: Keys<44> = keys([
    b"ate", b"bit", b"bled", b"bought", b"brought", b"came", b"caught", b"chose", b"cut", b"drank", b"drew",
    b"drove", b"fed", b"fought", b"froze", b"gets", b"got", b"grew", b"heard", b"hid", b"hit", b"lost",
    b"lies", b"put", b"quit", b"ran", b"rang", b"rode", b"rose", b"sang", b"says", b"set", b"shot", b"shook",
    b"slept", b"spat", b"stole", b"swam", b"swore", b"threw", b"took", b"woke", b"wore", b"wrote",
]);

/// Words behind which somebody is named.
const TOLD: Keys<14> = keys([
    b"ask",
    b"asked",
    b"asking",
    b"tell",
    b"told",
    b"telling",
    b"remind",
    b"reminded",
    b"invite",
    b"invited",
    b"thank",
    b"thanked",
    b"saw",
    b"called",
]);

/// What may stand behind somebody who was named.
pub(super) const BEHIND: Keys<20> = keys([
    b"if", b"to", b"that", b"who", b"about", b"at", b"when", b"whether", b"for", b"re", b"is", b"was",
    b"has", b"had", b"why", b"what", b"how", b"today", b"and", b"on",
]);

/// What people say and want, and things do not.
pub(super) const SAID: Keys<22> = keys([
    b"said", b"says", b"called", b"calls", b"asked", b"asks", b"told", b"tells", b"wants", b"wanted",
    b"texted", b"emailed", b"phoned", b"came", b"went", b"thinks", b"knows", b"denies", b"reports",
    b"states", b"refused", b"agreed",
]);

impl Pass<'_> {
    /// The last token of a name that is an ordinary word.
    pub(super) fn everyday(&self, i: usize) -> Option<usize> {
        let token = self.token(i);
        if self.is_initial_behind(i) {
            return Some(i);
        }
        let named = token.is(GIVEN | SURNAME) && !token.is(ALLOW | UNIT | WEEKDAY) && token.len() > 2;
        if named && self.is_odd(i) || self.is_called(i) {
            return Some(i);
        }
        if self.is_twice(i) {
            return Some(i + 2);
        }
        if let Some(last) = self.small_initials(i).or_else(|| self.small_family(i)) {
            return Some(last);
        }
        if self.is_told_initial(i) || self.is_aka(i) {
            return Some(i);
        }
        if self.is_said_twice(i) {
            return Some(i + 1);
        }
        if self.is_modal_name(i) || self.helps_nothing(i) {
            return Some(i);
        }
        let found = match token.case {
            Case::Title if self.has_family(i) => true,
            Case::Title => {
                // `Ram uncle`, `Rose aunty`
                let elder =
                    self.tokens.is_any(
                        i + 1,
                        words![
                            b"uncle", b"aunty", b"auntie", b"aunt", b"bhai", b"didi", b"ji", b"bhaiya",
                            b"san", b"sensei"
                        ],
                    ) && self.tokens.get(i + 1).is_some_and(|t| t.case == Case::Lower && !t.first_of_line);
                if elder
                    && !token.is(LOWER_WORD | RELATIVE | VERB_AFTER)
                    && token.len() > 2
                    && !self
                        .tokens
                        .is_any(i, words![b"the", b"his", b"her", b"our", b"their", b"your", b"my", b"an"])
                {
                    return Some(i);
                }
                let single = || (named && (self.acts(i) || self.is_value(i) || self.did(i))).then_some(i);
                return self.list(i).or_else(single).or_else(|| self.pair_before(i));
            }
            Case::Upper if self.tokens.shouting[i] => return self.loud_pair(i),
            Case::Upper => named && self.is_loud(i) || self.is_initialled(i),
            Case::Lower => named && (self.is_small(i) || self.is_soft(i)) || self.is_initialled_small(i),
            Case::None => false,
        };
        found.then_some(i)
    }

    /// `auntie may watches`, `left vm for will,`: a word that helps verbs, where none follows that it could help.
    fn is_modal_name(&self, i: usize) -> bool {
        if !self.tokens.is_any(i, words![b"will", b"may", b"mark", b"bill"])
            || i == 0
            || self.token(i).begins_line
        {
            return false;
        }
        let modal = self.tokens.is_any(i, words![b"will", b"may"]);
        let ends =
            |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'?'));
        let next = self.tokens.get(i + 1);
        let bytes = self.tokens.bytes(i + 1);
        // Verbs that a modal helps have no ending.
        let acts = next.is_some_and(|t| t.is_word() && t.case == Case::Lower)
            && (bytes.len() > 4
                && (bytes.ends_with(b"ed")
                    || bytes.ends_with(b"es")
                    || bytes.ends_with(b"hs")
                    || bytes.ends_with(b"ys"))
                || self.tokens.is_any(i + 1, &DONE)
                || self.tokens.is_any(i + 1, &SAID));
        let kin = self.token(i - 1).is(RELATIVE) && self.token(i).apart;
        let with = self
            .tokens
            .is_any(i - 1, words![b"for", b"with", b"w", b"from", b"told", b"called", b"texted", b"asked"])
            || self.tokens.list[i - 1].is_sign(b'/') && i > 1 && self.tokens.is_any(i - 2, words![b"w"]);
        let open = self.tokens.is_any(i - 1, words![b"for"]) && !modal;
        modal
            && (kin && acts
                || with
                    && (next.is_none_or(ends)
                        || self.tokens.is_any(
                            i + 1,
                            words![b"re", b"about", b"and", b"who", b"at", b"he", b"she", b"they"],
                        )))
            || !modal && !open && with && (acts || self.tokens.is_any(i + 1, words![b"re", b"about", b"who"]))
    }

    /// `dad will has`, `will threw up`, `will's mom`: a word that helps verbs before a form that none helps, or that has somebody.
    fn helps_nothing(&self, i: usize) -> bool {
        const FINITE: Keys<20> = keys([
            b"has", b"is", b"was", b"does", b"did", b"says", b"said", b"told", b"went", b"came", b"took",
            b"woke", b"threw", b"fell", b"wants", b"thinks", b"knows", b"needs", b"lives", b"works",
        ]);
        // `his living will is on file`, `at will is`
        const OF: Keys<14> = keys([
            b"the", b"a", b"his", b"her", b"my", b"our", b"your", b"their", b"living", b"last", b"free",
            b"good", b"at", b"of",
        ]);
        let next = self.tokens.get(i + 1).filter(|t| t.is_word() && t.apart && !t.first_of_line);
        let noun = i > 0 && self.tokens.is_any(i - 1, &OF);
        let finite = self.tokens.is_any(i, words![b"will", b"may"]) && self.tokens.is_any(i + 1, &FINITE);
        let kin = self.tokens.is_any(i, words![b"will's", b"may's", b"mark's", b"bill's"])
            && next.is_some_and(|t| t.is(RELATIVE));
        next.is_some() && !noun && (finite || kin)
    }

    /// `Chin family downstairs`: a family name before what says so, that may be another word.
    fn has_family(&self, i: usize) -> bool {
        const OTHER: Keys<24> = keys([
            b"foster",
            b"host",
            b"royal",
            b"birth",
            b"bio",
            b"young",
            b"large",
            b"small",
            b"whole",
            b"single",
            b"close",
            b"church",
            b"church's",
            b"low",
            b"new",
            b"old",
            b"holy",
            b"big",
            b"long",
            b"good",
            b"strong",
            b"other",
            b"extended",
            b"immediate",
        ]);
        let token = self.token(i);
        let follows = self
            .tokens
            .is_any(i + 1, words![b"family", b"fam", b"household", b"residence", b"kids", b"twins"]);
        follows
            && token.is(SURNAME)
            && !token.is(RELATIVE | MONTH | WEEKDAY | STATE)
            && !self.tokens.is_any(i, &OTHER)
            && (!token.is(ORDINARY) || token.is(SURNAME_OFTEN))
    }

    /// `Tee-Tee`, `Jo-Jo`: the same with a capital twice is what somebody is called.
    fn is_twice(&self, i: usize) -> bool {
        let token = self.token(i);
        let joined = |k: usize| self.tokens.get(k).is_some_and(|t| !t.apart);
        token.case == Case::Title
            && token.len() > 1
            && self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-'))
            && joined(i + 1)
            && joined(i + 2)
            && self.tokens.list[i + 2].key == token.key
            && self.tokens.list[i + 2].case == Case::Title
    }

    /// `aka Low`, `a.k.a. Low`: whatever the word means, somebody is called so.
    fn is_aka(&self, i: usize) -> bool {
        let token = self.token(i);
        let word = |back: usize, words: &Keys<1>| i >= back && self.tokens.is_any(i - back, words);
        let dotted =
            word(6, words![b"a"]) && word(4, words![b"k"]) && word(2, words![b"a"]) && word(1, words![b"."]);
        let said = word(1, words![b"aka"]) || dotted;
        said && token.case == Case::Title && token.len() > 1 && token.apart && !token.first_of_line
    }

    /// `ray ray`, `Nay Nay`: a short word twice is what somebody is called.
    fn is_said_twice(&self, i: usize) -> bool {
        const SAID_TWICE: Keys<30> = keys([
            b"very", b"so", b"no", b"yes", b"bye", b"ha", b"knock", b"blah", b"now", b"hi", b"ok", b"there",
            b"well", b"go", b"had", b"that", b"really", b"too", b"way", b"long", b"big", b"far", b"more",
            b"is", b"the", b"to", b"and", b"beep", b"in", b"please",
        ]);
        let token = self.token(i);
        let next = self.tokens.get(i + 1);
        let twice =
            next.is_some_and(|t| t.key == token.key && t.case == token.case && t.apart && !t.first_of_line);
        let third = self.tokens.get(i + 2).is_some_and(|t| t.key == token.key);
        let other = CLINICAL | UNIT | LOWER_WORD | VERB_AFTER | MONTH | WEEKDAY;
        token.is_word()
            && (3..=5).contains(&token.len())
            && matches!(token.case, Case::Lower | Case::Title)
            && twice
            && !third
            && !token.is(other)
            && !self.tokens.is_any(i, &SAID_TWICE)
    }

    /// `jOHN`: a name whose capitals stand where none belong.
    fn is_odd(&self, i: usize) -> bool {
        let bytes = self.tokens.bytes(i);
        let inside = bytes[1..bytes.len() - 1].iter().any(u8::is_ascii_uppercase);
        let small = self.token(i).case == Case::Lower;
        // `stOKes`
        if small && inside && bytes.len() > 4 && !self.token(i).is(ORDINARY | CLINICAL) {
            return true;
        }
        let rest = bytes.len() > 3 && bytes[1..].iter().all(u8::is_ascii_uppercase);
        rest && bytes[0].is_ascii_lowercase() && self.token(i).is(GIVEN_OFTEN | SURNAME_OFTEN)
    }

    /// `John "Jack" Keller`, `Maria (Mia) Lopez`: what somebody is called stands between the names.
    fn is_called(&self, i: usize) -> bool {
        let sign = |k: usize, signs: &[u8]| {
            self.tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(s) if signs.contains(&s)))
        };
        let token = self.token(i);
        let quoted = i > 1
            && sign(i - 1, b"\"('")
            && sign(i + 1, b"\")'")
            && token.case == Case::Title
            && token.len() > 1;
        let name = |k: usize| {
            self.covered.get(k) == Some(&true)
                && self
                    .tokens
                    .get(k)
                    .is_some_and(|t| t.is_word() && t.case == Case::Title && !t.first_of_line)
        };
        // `beaten up by "Tank"`
        const CUES: Keys<9> =
            keys([b"by", b"with", b"named", b"called", b"friend", b"and", b"from", b"to", b"cousin"]);
        // `goes by "cookie"`
        let small = i > 2
            && sign(i - 1, b"\"('")
            && sign(i + 1, b"\")'")
            && token.case == Case::Lower
            && token.len() > 2
            && (self.tokens.is_any(i - 2, words![b"named", b"called", b"aka", b"nickname", b"nicknamed"])
                || self.tokens.is_any(i - 2, words![b"by", b"as"])
                    && self.tokens.is_any(i - 3, words![b"goes", b"go", b"known", b"went"]));
        if small {
            return true;
        }
        let told = quoted && self.tokens.is_any(i - 2, &CUES) && !token.is(UNIT | MONTH | WEEKDAY | STATE);
        let said = quoted
            && !token.is(ORDINARY | ALLOW | UNIT | MONTH | WEEKDAY | STATE)
            && self.tokens.is_any(i - 2, words![b"says", b"said", b"is", b"reads", b"aka", b"as", b"for"]);
        told || said
            || quoted
                && name(i + 2)
                && (self.covered[i - 2] || self.token(i - 1).begins_line)
                && !token.is(UNIT | CLINICAL)
    }

    /// `Rose rose early`, `Jack jacked up the car`, `April came`: a word at the beginning of a sentence that does what people do.
    fn acts(&self, i: usize) -> bool {
        let token = self.token(i);
        let Some(next) =
            self.tokens.get(i + 1).filter(|t| t.is_word() && t.case == Case::Lower && !t.first_of_line)
        else {
            return false;
        };
        let likely = token.is(GIVEN) && token.is(PERSON_COMMON | GIVEN_OFTEN) && !token.is(CLINICAL);
        let bytes = self.tokens.bytes(i + 1);
        let past = bytes.len() > 4 && bytes.ends_with(b"ed") && !next.is(CLINICAL)
            || self.tokens.is_any(i + 1, &DONE);
        likely && (past || bytes.eq_ignore_ascii_case(self.tokens.bytes(i)))
    }

    /// `Carpenter ordered four loaves`: a family name that begins a sentence without an article, and does what people do.
    fn did(&self, i: usize) -> bool {
        let token = self.token(i);
        let likely = token.is(SURNAME_OFTEN) && !token.is(CLINICAL | RELATIVE | MONTH | STATE | VERB_AFTER);
        let bytes = self.tokens.bytes(i + 1);
        let next = self.tokens.get(i + 1);
        // `Sales rose`: what has a plural is a thing.
        let likely = likely && !(token.is(ORDINARY) && self.tokens.bytes(i).ends_with(b"s"));
        let small = next.is_some_and(|t| t.is_word() && t.case == Case::Lower && !t.first_of_line);
        let past = bytes.len() > 4 && bytes.ends_with(b"ed") && !next.is_some_and(|t| t.is(CLINICAL));
        likely && small && (past || self.tokens.is_any(i + 1, &DONE) || self.tokens.is_any(i + 1, &SAID))
    }

    /// `Young Park and Grace Lee`: two names before somebody who was found.
    fn pair_before(&self, i: usize) -> Option<usize> {
        let name = |k: usize| {
            self.tokens.get(k).is_some_and(|t| {
                t.is_word()
                    && t.case == Case::Title
                    && t.len() > 2
                    && t.is(GIVEN | SURNAME)
                    && !t.is(EXPLAINED)
            })
        };
        let apart = |k: usize| self.tokens.get(k).is_some_and(|t| t.apart && !t.first_of_line);
        let free = |k: usize| self.covered.get(k) == Some(&false);
        let joined = self.tokens.is_any(i + 2, words![b"and", b"or"])
            || self.tokens.get(i + 2).is_some_and(|t| t.is_sign(b'&'));
        let found = self.covered.get(i + 3) == Some(&true)
            && self.tokens.get(i + 3).is_some_and(|t| t.case == Case::Title && t.is(GIVEN | SURNAME));
        (joined && found && name(i) && name(i + 1) && free(i + 1) && apart(i + 1) && apart(i + 3))
            .then_some(i + 1)
    }

    /// `nurse joy,`, `coach dooley told`: a name in small letters behind what somebody is.
    fn is_soft(&self, i: usize) -> bool {
        const SOFT: Keys<12> = keys([
            b"nurse",
            b"coach",
            b"pastor",
            b"judge",
            b"officer",
            b"detective",
            b"sergeant",
            b"deacon",
            b"rabbi",
            b"imam",
            b"counselor",
            b"principal",
        ]);
        let token = self.token(i);
        let likely =
            token.is(GIVEN_OFTEN | SURNAME_OFTEN) && !token.is(VERB_AFTER | LOWER_WORD | CLINICAL | MONTH);
        let ends =
            |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'?'));
        likely
            && i > 0
            && self.tokens.is_any(i - 1, &SOFT)
            && !token.first_of_line
            && (self.tokens.get(i + 1).is_none_or(ends)
                || self.tokens.is_any(i + 1, &SAID)
                || self.tokens.is_any(i + 1, &BEHIND))
    }

    /// `Who: Fields.`: a name is all that stands behind a colon.
    fn is_value(&self, i: usize) -> bool {
        let colon = i > 0 && self.tokens.list[i - 1].is_sign(b':') && !self.tokens.list[i].first_of_line;
        let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';'));
        colon
            && self.token(i).is(SURNAME_OFTEN | GIVEN_OFTEN)
            && !self.token(i).is(CLINICAL | MONTH | STATE)
            && self.tokens.get(i + 1).is_none_or(ends)
    }

    /// `Long, Short and Little are here`: capitals in a list, from its first word on.
    fn list(&self, i: usize) -> Option<usize> {
        let name = |k: usize| {
            self.tokens.get(k).is_some_and(|t| {
                t.is_word() && t.case == Case::Title && t.len() > 2 && !t.first_of_line && !t.is(EXPLAINED)
            })
        };
        let sign = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_sign(b',') && !t.apart);
        if !self.token(i).is(GIVEN | SURNAME) || self.token(i).is(EXPLAINED) || !sign(i + 1) || !name(i + 2) {
            return None;
        }
        let (mut last, mut count) = (i + 2, 2);
        while sign(last + 1) && name(last + 2) && count < 12 {
            (last, count) = (last + 2, count + 1);
        }
        let joint = last + 1 + usize::from(sign(last + 1));
        let joined = self.tokens.is_any(joint, words![b"and", b"or"])
            || self.tokens.get(joint).is_some_and(|t| t.is_sign(b'&'));
        (joined && name(joint + 1)).then_some(joint + 1)
    }

    /// `FAITH won the prize`, `told KOFI to`: a name in capitals where the line is not.
    fn is_loud(&self, i: usize) -> bool {
        let token = self.token(i);
        let other = CLINICAL | MONTH | VERB_AFTER | STATE | RELATIVE;
        let sure = token.len() > 3 && !token.is(KNOWN);
        (sure || token.is(GIVEN_OFTEN) && token.len() > 3) && !token.is(other)
    }

    /// `BROWN, WILL` and `WILL BROWN` where all is in capitals: two names at the beginning of a line.
    fn loud_pair(&self, i: usize) -> Option<usize> {
        let own = self.token(i);
        let comma = self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b','));
        let at = if comma { i + 2 } else { i + 1 };
        let other = self.tokens.get(at).filter(|t| t.is_word() && t.len() > 2 && !t.first_of_line)?;
        let (given, family) = if comma { (other, own) } else { (own, other) };
        let fits = given.is(GIVEN_OFTEN)
            && family.is(SURNAME_OFTEN)
            && !given.is(ALLOW)
            && !family.is(ALLOW | MONTH | UNIT | VERB_AFTER);
        (fits && own.begins_line).then_some(at)
    }

    /// `ask will if`, `tell mark to`, `my friend hope is sick`, `grace said`: a name without its capital.
    fn is_small(&self, i: usize) -> bool {
        let token = self.token(i);
        let likely =
            token.is(GIVEN) && token.is(PERSON_COMMON | GIVEN_OFTEN) && !token.is(RELATIVE | CLINICAL);
        if !likely {
            return false;
        }
        let ends = |t: &Token| {
            t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b'?' | b'!' | b')'))
        };
        let behind = self.tokens.get(i + 1).is_none_or(ends) || self.tokens.is_any(i + 1, &BEHIND);
        let acts = self.tokens.is_any(i + 1, &SAID);
        let free = !token.is(VERB_AFTER | LOWER_WORD);
        let Some(before) = self.tokens.before(i).filter(|_| !token.first_of_line) else {
            // `hope is my sister`
            let kin = self.tokens.is_any(i + 1, words![b"is"])
                && self.tokens.is_any(i + 2, words![b"my", b"his", b"her"])
                && self.tokens.get(i + 3).is_some_and(|t| t.is(RELATIVE));
            return acts && free || kin;
        };
        let told = self.tokens.is_any(i - 1, &TOLD) && (behind || acts);
        let kin = before.is(RELATIVE)
            && free
            && (behind || acts || self.tokens.get(i + 1).is_some_and(|t| t.is(VERB_AFTER)));
        let was = i > 1
            && self.tokens.is_any(i - 1, words![b"was", b"is"])
            && self.tokens.is_any(i - 2, words![b"it", b"this", b"that"])
            && self.tokens.is_any(i + 1, words![b"who", b"that"]);
        // `its rose from maple heights`, `this is rose again`
        let me = self.tokens.is_any(i + 1, words![b"from", b"again", b"here", b"calling", b"speaking"])
            && (self.tokens.is_any(i - 1, words![b"its", b"it's", b"im", b"i'm"])
                || i > 1
                    && self.tokens.is_any(i - 1, words![b"is"])
                    && self.tokens.is_any(i - 2, words![b"this", b"it"]));
        // `grandma pearl`
        const CALLED: Keys<16> = keys([
            b"grandma", b"grandpa", b"granny", b"gramma", b"aunt", b"auntie", b"aunty", b"uncle", b"tia",
            b"tio", b"nana", b"papa", b"mama", b"cousin", b"sister", b"brother",
        ]);
        // `hi doc, king here`
        let here = self.tokens.is_any(i + 1, words![b"here"])
            && before.is_sign(b',')
            && self.tokens.get(i + 2).is_none_or(ends);
        if me || here && free || free && self.tokens.is_any(i - 1, &CALLED) {
            return true;
        }
        let begins = matches!(before.sort, Sort::Sign(_))
            || self
                .tokens
                .is_any(i - 1, words![b"and", b"when", b"that", b"because", b"then", b"but", b"if", b"so"]);
        // `this is dale from state farm`
        let here = i > 1
            && self.tokens.is_any(i - 1, words![b"is"])
            && self.tokens.is_any(i - 2, words![b"this", b"it", b"name"])
            && (self.tokens.is_any(i + 1, words![b"from", b"with", b"at", b"calling", b"here", b"again"])
                || self.tokens.is_any(i - 2, words![b"name"]) && behind);
        told || kin || was || here || begins && acts && free
    }
}
