//! Streets and cities of other countries: the largest cities, and streets named after families as streets there are.

use super::super::{Fault, Param, Settings, Shape, TextColumn};
use crate::draw::{Cutpoints, high, low};
use crate::reference::{locale_names, locale_names_group};
use std::ops::Range;

pub(super) const LOCALE: Param = Param::optional(
    "locale",
    Shape::Text,
    "en_US",
    "`en_US`, or the country of de_DE, es_ES, es_MX, fr_CA, fr_FR, it_IT, nl_NL or pt_BR; the places of this tool are \
     American, so the value then agrees with no other column.",
);

/// How streets are written in a country.
struct Custom {
    locale: &'static str,
    sorts: &'static [&'static str],
    order: Order,
    /// The ten largest cities, with their people in thousands (censuses and estimates of 2020 to 2022, rounded).
    cities: [(&'static str, u64); 10],
}

/// Where the sort of a street and the house number stand.
#[derive(Clone, Copy)]
enum Order {
    /// `12 rue Martin`
    NumberFirst,
    /// `Calle Martín 12`, with this before the number.
    NumberLast(&'static str),
    /// `Müllerstraße 12`
    Joined,
}

static CUSTOMS: [Custom; 8] = [
    Custom {
        locale: "de_DE",
        sorts: &["straße", "straße", "straße", "weg", "allee", "platz", "ring"],
        order: Order::Joined,
        cities: [
            ("Berlin", 3_755),
            ("Hamburg", 1_892),
            ("München", 1_512),
            ("Köln", 1_084),
            ("Frankfurt am Main", 773),
            ("Stuttgart", 632),
            ("Düsseldorf", 629),
            ("Leipzig", 616),
            ("Dortmund", 593),
            ("Essen", 584),
        ],
    },
    Custom {
        locale: "es_ES",
        sorts: &["Calle", "Calle", "Calle", "Avenida", "Plaza", "Paseo"],
        order: Order::NumberLast(", "),
        cities: [
            ("Madrid", 3_280),
            ("Barcelona", 1_636),
            ("Valencia", 792),
            ("Sevilla", 681),
            ("Zaragoza", 673),
            ("Málaga", 579),
            ("Murcia", 462),
            ("Palma", 415),
            ("Las Palmas de Gran Canaria", 378),
            ("Bilbao", 344),
        ],
    },
    Custom {
        locale: "es_MX",
        sorts: &["Calle", "Calle", "Avenida", "Privada", "Calzada"],
        order: Order::NumberLast(" "),
        cities: [
            ("Ciudad de México", 9_210),
            ("Tijuana", 1_810),
            ("Ecatepec", 1_643),
            ("León", 1_579),
            ("Puebla", 1_542),
            ("Ciudad Juárez", 1_501),
            ("Guadalajara", 1_386),
            ("Zapopan", 1_258),
            ("Monterrey", 1_143),
            ("Mérida", 921),
        ],
    },
    Custom {
        locale: "fr_CA",
        sorts: &["rue", "rue", "rue", "avenue", "boulevard", "chemin", "place"],
        order: Order::NumberFirst,
        cities: [
            ("Montréal", 1_763),
            ("Québec", 549),
            ("Laval", 438),
            ("Gatineau", 291),
            ("Longueuil", 254),
            ("Sherbrooke", 173),
            ("Lévis", 150),
            ("Saguenay", 145),
            ("Trois-Rivières", 139),
            ("Terrebonne", 120),
        ],
    },
    Custom {
        locale: "fr_FR",
        sorts: &["rue", "rue", "rue", "avenue", "boulevard", "place", "allée", "impasse"],
        order: Order::NumberFirst,
        cities: [
            ("Paris", 2_133),
            ("Marseille", 873),
            ("Lyon", 522),
            ("Toulouse", 504),
            ("Nice", 348),
            ("Nantes", 323),
            ("Montpellier", 302),
            ("Strasbourg", 291),
            ("Bordeaux", 261),
            ("Lille", 236),
        ],
    },
    Custom {
        locale: "it_IT",
        sorts: &["Via", "Via", "Via", "Viale", "Piazza", "Corso"],
        order: Order::NumberLast(", "),
        cities: [
            ("Roma", 2_749),
            ("Milano", 1_354),
            ("Napoli", 914),
            ("Torino", 842),
            ("Palermo", 631),
            ("Genova", 558),
            ("Bologna", 388),
            ("Firenze", 361),
            ("Bari", 316),
            ("Catania", 299),
        ],
    },
    Custom {
        locale: "nl_NL",
        sorts: &["straat", "straat", "straat", "laan", "weg", "plein"],
        order: Order::Joined,
        cities: [
            ("Amsterdam", 882),
            ("Rotterdam", 656),
            ("Den Haag", 553),
            ("Utrecht", 362),
            ("Eindhoven", 239),
            ("Groningen", 235),
            ("Tilburg", 225),
            ("Almere", 217),
            ("Breda", 185),
            ("Nijmegen", 179),
        ],
    },
    Custom {
        locale: "pt_BR",
        sorts: &["Rua", "Rua", "Rua", "Avenida", "Travessa", "Alameda"],
        order: Order::NumberLast(", "),
        cities: [
            ("São Paulo", 11_452),
            ("Rio de Janeiro", 6_211),
            ("Brasília", 2_817),
            ("Fortaleza", 2_429),
            ("Salvador", 2_418),
            ("Belo Horizonte", 2_316),
            ("Manaus", 2_064),
            ("Curitiba", 1_774),
            ("Recife", 1_489),
            ("Goiânia", 1_437),
        ],
    },
];

/// The law of streets and cities of one country.
pub(super) struct Abroad {
    custom: &'static Custom,
    names: Range<usize>,
    cities: Cutpoints,
}

impl Abroad {
    /// The country that is asked for; `None` where it is the United States.
    ///
    /// # Errors
    /// Where its streets and cities are not known, or where something narrows the places of the United States.
    pub(super) fn new(settings: &Settings) -> Result<Option<Self>, Fault> {
        let Some(written) = settings.text("locale") else { return Ok(None) };
        let wanted = written.replace('-', "_");
        if wanted.eq_ignore_ascii_case("en_US") {
            return Ok(None);
        }
        let Some(custom) = CUSTOMS.iter().find(|custom| custom.locale.eq_ignore_ascii_case(&wanted)) else {
            let known: Vec<&str> = std::iter::once("en_US").chain(CUSTOMS.iter().map(|c| c.locale)).collect();
            return Err(Fault::of("locale", format!("there are no addresses for the locale `{written}`"))
                .help(format!("there are: {}", known.join(", "))));
        };
        if let Some(param) =
            ["state", "zip3", "unit", "suffix"].into_iter().find(|name| settings.get(name).is_some())
        {
            return Err(Fault::of(param, format!("`{param}` is only of addresses in the United States"))
                .help("leave out `locale`, or this"));
        }
        let names = locale_names_group(custom.locale, "last");
        let cities = Cutpoints::new(custom.cities.iter().map(|(_, people)| *people));
        match cities {
            Some(cities) if !names.is_empty() => Ok(Some(Self { custom, names, cities })),
            _ => Err(Fault::of("locale", "the table has no names for the streets of this locale")),
        }
    }

    /// Appends a street drawn from two words.
    pub(super) fn add_street(&self, column: &mut TextColumn, first: u64, second: u64) {
        let at = |point: u32, n: usize| usize::try_from((u64::from(point) * n as u64) >> 32).unwrap_or(0);
        let name = locale_names::NAME.get(self.names.start + at(high(first), self.names.len()));
        let sort = self.custom.sorts[at(low(first), self.custom.sorts.len())];
        // Half of the numbers are below 30, and hardly any above 240.
        let house = (((u64::from(high(second)) * u64::from(low(second))) >> 32) * 240) >> 32;
        match self.custom.order {
            Order::NumberFirst => {
                column.digits(house + 1, 1);
                for part in [" ", sort, " ", name] {
                    column.add(part);
                }
            }
            Order::NumberLast(gap) => {
                for part in [sort, " ", name, gap] {
                    column.add(part);
                }
                column.digits(house + 1, 1);
            }
            Order::Joined => {
                for part in [name, sort, " "] {
                    column.add(part);
                }
                column.digits(house + 1, 1);
            }
        }
    }

    /// The city that 32 uniform bits pick.
    pub(super) fn city(&self, point: u32) -> &'static str {
        self.custom.cities[self.cities.pick(point)].0
    }
}
