//! Web addresses and host names under the reserved names.

use super::{BLANK, domains, is_host, is_reserved_host};
use crate::draw::{Alias, Width, below};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{Ask, Build, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const DOMAIN: Param = Param::optional(
    "domain",
    Shape::Text,
    "example.com",
    "The domain: example.com, example.net, example.org or a name under these or under .example, .test or .invalid.",
);
const DOMAINS: Param = Param::optional(
    "domains",
    Shape::Weights,
    "domain",
    "Several domains, with weights, instead of `domain`.",
);
const SOURCE: &str = "RFC 2606 and RFC 6761 (reserved names)";

pub(super) const URL: Kind = Kind {
    name: "url",
    mask: Masking::surrogate('N', Read::Url, Stand::Url),
    names: &[
        "url",
        "uri",
        "website",
        "web site",
        "link",
        "homepage",
        "home page",
        "webpage",
        "web address",
        "callback url",
        "href",
        "image url",
        "web page",
    ],
    recognise: Some(|text| {
        text.split_once("://").is_some_and(|(scheme, rest)| {
            !rest.is_empty() && !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    }),
    summary: "A web address at a domain that never answers; in a unique column it ends with the row's number.",
    params: &[DOMAIN, DOMAINS],
    inputs: &[],
    example: r#"portal = { kind = "url", domain = "clinic.example" }"#,
    source: SOURCE,
    could_be_real: Some(url_could_be_real),
    build: Build::Maker(|settings| Ok(Box::new(Web::new(settings, true)?))),
    ..BLANK
};

pub(super) const HOSTNAME: Kind = Kind {
    name: "hostname",
    mask: Masking::surrogate('N', Read::Host, Stand::Host),
    names: &["hostname", "host name", "host", "domain", "server name", "subdomain", "fqdn"],
    summary: "The name of a host at a domain that never answers; in a unique column it holds the row's number.",
    params: &[DOMAIN, DOMAINS],
    inputs: &[],
    example: r#"host = { kind = "hostname", domain = "clinic.example", unique = true }"#,
    source: SOURCE,
    could_be_real: Some(host_could_be_real),
    build: Build::Maker(|settings| Ok(Box::new(Web::new(settings, false)?))),
    ..BLANK
};

/// What hosts are for.
const HOSTS: [&str; 16] = [
    "app", "api", "web", "db", "mail", "files", "auth", "cache", "lab", "intake", "portal", "print", "queue",
    "report", "scan", "ward",
];
/// First parts of a path.
const PATHS: [&str; 16] = [
    "about",
    "appointments",
    "billing",
    "care",
    "contact",
    "directory",
    "docs",
    "events",
    "forms",
    "help",
    "locations",
    "news",
    "programs",
    "records",
    "referrals",
    "staff",
];

struct Web {
    domains: Vec<String>,
    pick: Alias,
    is_url: bool,
    unique: bool,
}

impl Web {
    fn new(settings: &Settings, is_url: bool) -> Result<Self, Fault> {
        let list = domains(settings)?;
        let weights: Vec<f64> = list.iter().map(|(_, weight)| *weight).collect();
        let pick = Alias::from_shares(&weights)
            .ok_or_else(|| Fault::of("domains", "no domain has a weight above zero"))?;
        let domains = list.into_iter().map(|(name, _)| name).collect();
        Ok(Self { domains, pick, is_url, unique: settings.unique })
    }
}

fn word(words: &'static [&'static str; 16], bits: u64) -> &'static str {
    words[usize::try_from(below(bits, 16)).unwrap_or(0)]
}

impl Maker for Web {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        if self.unique { Domain::Boundless } else { Domain::Open }
    }

    fn law(&self) -> String {
        let tail = if self.unique { "the row's number" } else { "a number" };
        format!("plain words and {tail} at a weighted domain")
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 40);
        for i in 0..ask.len() {
            let bits = ask.word(i, 1);
            let domain = &self.domains[self.pick.pick(ask.word(i, 0))];
            // The number takes the high bits, the words four of the low ones each.
            let number = if self.unique { ask.row(i).saturating_add(1) } else { below(bits, 10_000) };
            let width = if self.unique { 1 } else { 4 };
            if self.is_url {
                column.add("https://");
                column.add(if bits & 1 == 0 { "www." } else { "" });
                column.add(domain);
                column.add("/");
                column.add(word(&PATHS, bits << 32));
                column.add("/");
                column.digits(number, width);
            } else {
                column.add(word(&HOSTS, bits << 32));
                column.add("-");
                column.digits(number, width);
                column.add(".");
                column.add(domain);
            }
            column.end();
        }
        column.finish()
    }
}

fn url_could_be_real(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim().split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(h, _)| h);
    let scheme_fits =
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let names_codes = CODE_SYSTEMS.iter().any(|system| host.eq_ignore_ascii_case(system));
    scheme_fits && !host.is_empty() && !is_reserved_host(host) && !names_codes
}

/// Hosts under which the addresses are names of code systems, and nobody's (HL7 FHIR R4, section 4.3.0).
const CODE_SYSTEMS: [&str; 7] = [
    "hl7.org",
    "terminology.hl7.org",
    "loinc.org",
    "snomed.info",
    "unitsofmeasure.org",
    "www.cms.gov",
    "www.nlm.nih.gov",
];

fn host_could_be_real(text: &str) -> bool {
    let host = text.trim();
    // Four numbers are an address.
    let letters = host
        .rsplit('.')
        .find(|label| !label.is_empty())
        .is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()));
    host.contains('.') && letters && is_host(host) && !is_reserved_host(host)
}
