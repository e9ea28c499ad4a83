//! Tests of contact points.

use super::{KINDS, fold, is_reserved_host};
use crate::kinds::Domain;
use crate::kinds::identifier::trial::{Trial, fault};
use crate::reference::{area_codes, places};
use std::collections::BTreeSet;

const FIRST: [Option<&str>; 7] =
    [Some("Mary"), Some("José"), Some("O’Neal-Ann"), None, Some("李"), Some("Zoë"), Some("N'Golo Jr. 3")];
const LAST: [Option<&str>; 5] = [Some("Smith"), Some("Nguyễn"), Some("van der Berg"), None, Some("Þórsson")];

#[test]
fn examples_can_be_built() {
    for kind in KINDS {
        Trial::new(kind.example.split_once(" = ").expect("a column").1).sound();
    }
}

#[test]
fn phone() {
    let trial = Trial::new(r#"{ kind = "phone" }"#)
        .sound()
        .pinned(
            "478-555-0161 | 360-555-0170 | 661-555-0100 | 214-555-0118 | 803-555-0149 | 520-555-0111 | \
            706-555-0141 | 770-555-0115 | 678-555-0105 | 212-555-0196",
        )
        .real(
            &[
                "202-456-1111",
                "(202) 456-1111",
                "+1 202 456 1111",
                "12024561111",
                "2025551212",
                "202-555-0200",
                "202-555-0099",
            ],
            &[
                "202-555-0142",
                "+12025550142",
                "202-555-0142 x12",
                "290-456-1111",
                "102-456-1111",
                "202-111-2222",
                "12345",
                "call me",
            ],
        );
    for value in trial.many() {
        let area: u16 = value[..3].parse().expect("an area code");
        assert!(area_codes::CODE.lower_bound(area) < area_codes::ROWS, "{value}");
        assert!(value.len() == 12 && &value[3..10] == "-555-01", "{value}");
    }
    for (format, pins) in [
        ("parens", "(919) 555-0128"),
        ("e164", "+19195550128"),
        ("digits", "9195550128"),
        ("dotted", "919.555.0128"),
    ] {
        let ten = Trial::new(&format!(r#"{{ kind = "phone", format = "{format}" }}"#)).sound().ten();
        assert_eq!(ten[0].len(), pins.len(), "{}", ten[0]);
    }
    let all = Trial::new(r#"{ kind = "phone", unique = true }"#).sound().pinned(
        "952-555-0158 | 424-555-0152 | 702-555-0106 | 516-555-0138 | 364-555-0157 | 337-555-0186 | \
        351-555-0172 | 702-555-0161 | 386-555-0196 | 785-555-0155",
    );
    assert_eq!(all.domain(), Domain::Counted(area_codes::ROWS as u64 * 100));
    Trial::new(r#"{ kind = "phone", extension = 0.3 }"#).sound().pinned(
        "478-555-0161 x9400 | 360-555-0170 | 661-555-0100 | 214-555-0118 | 803-555-0149 x8544 | \
        520-555-0111 | 706-555-0141 | 770-555-0115 | 678-555-0105 x4474 | 212-555-0196",
    );
    Trial::new(r#"{ kind = "fax", format = "parens" }"#).sound().pinned(
        "(478) 555-0161 | (360) 555-0170 | (661) 555-0100 | (214) 555-0118 | (803) 555-0149 | \
        (520) 555-0111 | (706) 555-0141 | (770) 555-0115 | (678) 555-0105 | (212) 555-0196",
    );
}

#[test]
fn area_codes_follow_their_people() {
    let total: u32 = area_codes::WEIGHT.iter().sum();
    let largest = (0..area_codes::ROWS).max_by_key(|row| area_codes::WEIGHT.get(*row)).expect("a row");
    let expected = 10_000.0 * f64::from(area_codes::WEIGHT.get(largest)) / f64::from(total);
    let code = area_codes::CODE.get(largest).to_string();
    let made = Trial::new(r#"{ kind = "phone" }"#).many().iter().filter(|v| v.starts_with(&code)).count();
    let made = f64::from(u32::try_from(made).expect("a small count"));
    // Five standard deviations of a Poisson count.
    assert!((made - expected).abs() < 5.0 * expected.sqrt(), "{made} of {expected}");
}

#[test]
fn phone_of_a_place() {
    let handles: Vec<Option<u32>> = (0..97).map(|i| if i % 10 == 3 { None } else { Some(i * 300) }).collect();
    let trial = Trial::new(r#"{ kind = "phone", of = "_home" }"#).handles(&handles).sound().pinned(
        "787-555-0161 | 508-555-0170 | 774-555-0100 | 214-555-0118 | 207-555-0149 | 802-555-0111 | \
        475-555-0141 | 848-555-0115 | 732-555-0105 | 516-555-0196",
    );
    for (row, value) in trial.rows(0..5_000).into_iter().enumerate() {
        let value = value.expect("a number even where the place is unknown");
        if let Some(place) = handles[row % handles.len()] {
            let codes = places::AREA_CODES.get(place as usize);
            assert!(codes.iter().any(|code| code.to_string() == value[..3]), "{value} in {place}");
        }
    }
    assert!(fault(r#"{ kind = "phone", of = "_home", unique = true }"#).1.contains("cannot be unique"));
    assert_eq!(fault(r#"{ kind = "phone", of = "_home", wide = true }"#).0, Some("wide"));
    assert_eq!(fault(r#"{ kind = "phone", of = "_home", country = "GB" }"#).0, Some("country"));
    assert_eq!(fault(r#"{ kind = "phone", wide = true, country = "GB" }"#).0, Some("wide"));
    assert_eq!(fault(r#"{ kind = "phone", extension = 2 }"#).0, Some("extension"));
    assert_eq!(fault(r#"{ kind = "phone", extension = 0.1, format = "e164" }"#).0, Some("extension"));
}

#[test]
fn phone_beyond_the_hundreds() {
    let wide = Trial::new(r#"{ kind = "phone", wide = true, unique = true }"#).sound().pinned(
        "798-858-9484 | 895-978-4558 | 694-257-8474 | 490-328-7549 | 391-406-5970 | 390-667-6057 | \
        594-764-2669 | 799-886-3779 | 695-576-9958 | 698-761-6658",
    );
    assert_eq!(wide.domain(), Domain::Counted(633_600_000));
    for value in wide.many() {
        let bytes = value.as_bytes();
        assert!(bytes[0] >= b'2' && bytes[1] == b'9' && bytes[4] >= b'2' && &value[5..7] != "11", "{value}");
    }
    let british = Trial::new(r#"{ kind = "phone", country = "GB", unique = true }"#)
        .sound()
        .pinned(
            "07700 900910 | 0113 496 0680 | 0115 496 0074 | 0191 498 0082 | 0114 496 0886 | \
            0191 498 0860 | 0161 496 0684 | 0121 496 0698 | 020 7946 0823 | 0131 496 0665",
        )
        .real(
            &["020 7219 3000", "+44 20 7219 3000", "+44 (0)20 7219 3000", "07700 100123", "+49 30 227 0"],
            &["020 7946 0123", "+44 20 7946 0123", "+447700900123", "01632 960123", "0117 496 0999"],
        );
    assert_eq!(british.domain(), Domain::Counted(14_000));
    Trial::new(r#"{ kind = "phone", country = "GB", format = "e164" }"#).sound().pinned(
        "+441174960969 | +441164960358 | +441414960145 | +441134960539 | +441614960376 | +441184960289 | \
        +441414960535 | +441414960679 | +441184960800 | +441134960481",
    );
}

#[test]
fn email() {
    let definition = r#"{ kind = "email", first = "first_name", last = "last_name", unique = true }"#;
    let trial = Trial::new(definition)
        .input("first", &FIRST)
        .input("last", &LAST)
        .sound()
        .pinned(
            "marysmith1@example.com | jnguyen2@example.com | onealann_vanderberg3@example.com | \
            lark.heron4@example.com | thorsson5@example.com | zoesmith6@example.com | \
            ngolojr_nguyen7@example.com | mary.vanderberg8@example.com | jose9@example.com | \
            onealann.thorsson10@example.com",
        )
        .real(
            &[
                "jane@clinic-of-nowhere.org",
                "Jane.Doe@Mail.Clinic-Of-Nowhere.org",
                "mailto:a@b.co",
                "jane@example.com.evil.io",
                "j@notexample.com",
            ],
            &[
                "jane@example.com",
                "jane@EXAMPLE.org",
                "jane@mail.clinic.test",
                "jane@localhost",
                "jane",
                "@clinic-of-nowhere.org",
            ],
        );
    assert_eq!(trial.domain(), Domain::Boundless);
    for value in trial.many() {
        let (local, host) = value.split_once('@').expect("an address");
        assert!((1..=64).contains(&local.len()) && host == "example.com", "{value}");
        assert!(
            local.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b)),
            "{value}"
        );
        assert!(
            local.as_bytes()[0].is_ascii_lowercase() && !local.ends_with('.') && !local.contains(".."),
            "{value}"
        );
    }
}

#[test]
fn email_at_several_domains() {
    let plain =
        r#"{ kind = "email", first = "f", last = "l", domains = { "example.com" = 3, "example.net" = 1 } }"#;
    let plain = Trial::new(plain).input("first", &FIRST).input("last", &LAST).sound().pinned(
        "marysmith@example.com | jnguyen@example.net | onealann_vanderberg@example.com | \
        lark.heron18@example.com | thorsson49@example.com | zoesmith@example.com | \
        ngolojr_nguyen@example.net | mary.vanderberg@example.com | jose05@example.com | \
        onealann.thorsson@example.com",
    );
    let hosts: BTreeSet<String> =
        plain.many().iter().map(|v| v.split_once('@').expect("a host").1.to_owned()).collect();
    assert_eq!(hosts.into_iter().collect::<Vec<_>>(), ["example.com", "example.net"]);
    Trial::new(r#"{ kind = "email", domain = "clinic.example" }"#).sound().pinned(
        "delta.acorn61@clinic.example | flint.sage70@clinic.example | maple.hazel00@clinic.example | \
        lark.heron18@clinic.example | coral.clover49@clinic.example | quill.maple11@clinic.example | \
        river.amber41@clinic.example | tundra.lark15@clinic.example | brook.delta05@clinic.example | \
        pebble.maple96@clinic.example",
    );
    assert_eq!(
        fault(r#"{ kind = "email", domain = "clinic-of-nowhere.org" }"#),
        (Some("domain"), "`clinic-of-nowhere.org` could be somebody's domain".into())
    );
    assert_eq!(
        fault(r#"{ kind = "email", domains = ["example.com", "notexample.com"] }"#).0,
        Some("domains")
    );
    assert_eq!(fault(r#"{ kind = "email", domain = "a b.example" }"#).0, Some("domain"));
}

#[test]
fn a_tail_of_the_row_keeps_names_apart() {
    // One name, millions of rows apart: each its own, and the same however many rows there are.
    let trial =
        Trial::new(r#"{ kind = "username", first = "f", last = "l", max_length = 12, unique = true }"#)
            .input("first", &[Some("Bartholomew")])
            .input("last", &[Some("Featherstonehaugh")]);
    let some: Vec<String> =
        [0..3_000, 1_000_000_000..1_000_003_000].into_iter().flat_map(|r| trial.rows(r)).flatten().collect();
    assert!(some.iter().all(|v| v.len() <= 12));
    assert_eq!(some.iter().collect::<BTreeSet<_>>().len(), some.len());
}

#[test]
fn username() {
    let definition = r#"{ kind = "username", first = "first_name", last = "last_name", max_length = 10 }"#;
    let trial = Trial::new(definition).input("first", &FIRST).input("last", &LAST).sound().pinned(
        "marysmith | jnguyen | onealann_v | lark.her18 | thorsson49 | zoesmith | ngolojr_ng | \
        mary.vande | jose05 | onealann.t",
    );
    for value in trial.many() {
        assert!((1..=10).contains(&value.len()) && !value.ends_with(['.', '_']), "{value}");
    }
    Trial::new(r#"{ kind = "username", unique = true }"#).sound().pinned(
        "delta.acorn1 | flint.sage2 | maple.hazel3 | lark.heron4 | coral.clover5 | quill.maple6 | \
        river.amber7 | tundra.lark8 | brook.delta9 | pebble.maple10",
    );
    assert_eq!(fault(r#"{ kind = "username", max_length = 7 }"#).0, Some("max_length"));
    assert_eq!(fault(r#"{ kind = "username", max_length = 11, unique = true }"#).0, Some("max_length"));
}

#[test]
fn names_become_letters() {
    for (name, letters) in [
        ("O'Brien", "obrien"),
        ("Ångström", "angstrom"),
        ("Nguyễn", "nguyen"),
        ("Łukasz", "lukasz"),
        ("Müller-Lüdenscheidt", "mullerludenscheidt"),
        ("Straße", "strasse"),
        ("Zoe\u{308}", "zoe"),
        ("Ștefan", "stefan"),
        ("Đặng", "dang"),
        ("Æsa", "aesa"),
        ("李", ""),
        ("", ""),
    ] {
        let mut out = Vec::new();
        assert_eq!(fold(name, 30, &mut out), letters.len());
        assert_eq!(out, letters.as_bytes(), "{name}");
    }
    let mut out = b"x".to_vec();
    assert_eq!(fold("Straße", 5, &mut out), 5);
    assert_eq!(out, b"xstras");
}

#[test]
fn reserved_names() {
    for host in ["example.com", "EXAMPLE.NET", "a.b.example.org", "clinic.example", "x.test.", "host.invalid"]
    {
        assert!(is_reserved_host(host), "{host}");
    }
    for host in ["example.co", "myexample.com", "example.com.au", "test.com", ""] {
        assert!(!is_reserved_host(host), "{host}");
    }
}

#[test]
fn url_and_hostname() {
    Trial::new(r#"{ kind = "url" }"#)
        .sound()
        .pinned(
            "https://example.com/contact/6142 | https://www.example.com/docs/7095 | \
            https://www.example.com/locations/0051 | https://www.example.com/help/1809 | \
            https://example.com/contact/4996 | https://example.com/programs/1186 | \
            https://example.com/records/4180 | https://www.example.com/referrals/1511 | \
            https://example.com/billing/0527 | https://www.example.com/news/9623",
        )
        .real(
            &["https://www.cdc.gov/flu", "http://user@hospital.org:8080/", "https://10.1.2.3/x"],
            &["https://www.example.com/flu", "https://clinic.example:8443/", "www.cdc.gov", "https:///x", ""],
        );
    Trial::new(r#"{ kind = "url", unique = true, domains = ["example.com", "clinic.test"] }"#)
        .sound()
        .pinned(
            "https://example.com/contact/1 | https://www.example.com/docs/2 | \
            https://www.clinic.test/locations/3 | https://www.example.com/help/4 | \
            https://clinic.test/contact/5 | https://example.com/programs/6 | \
            https://clinic.test/records/7 | https://www.clinic.test/referrals/8 | \
            https://example.com/billing/9 | https://www.example.com/news/10",
        );
    Trial::new(r#"{ kind = "hostname" }"#)
        .sound()
        .pinned(
            "mail-6142.example.com | auth-7095.example.com | portal-0051.example.com | \
            intake-1809.example.com | mail-4996.example.com | queue-1186.example.com | \
            report-4180.example.com | scan-1511.example.com | web-0527.example.com | \
            print-9623.example.com",
        )
        .real(
            &["www.cdc.gov", "db1.hospital.org."],
            &["db1.example.com", "localhost", "10.1.2.3", "a b.org"],
        );
    Trial::new(r#"{ kind = "hostname", unique = true, domain = "clinic.example" }"#).sound().pinned(
        "mail-1.clinic.example | auth-2.clinic.example | portal-3.clinic.example | \
        intake-4.clinic.example | mail-5.clinic.example | queue-6.clinic.example | \
        report-7.clinic.example | scan-8.clinic.example | web-9.clinic.example | print-10.clinic.example",
    );
}

#[test]
fn ipv4() {
    let trial = Trial::new(r#"{ kind = "ipv4" }"#)
        .sound()
        .pinned(
            "198.51.100.17 | 198.51.100.215 | 192.0.2.183 | 203.0.113.33 | 198.51.100.190 | 192.0.2.4 | \
            192.0.2.30 | 192.0.2.138 | 203.0.113.57 | 198.51.100.127",
        )
        .real(
            &["8.8.8.8", "10.0.0.1", "192.0.3.1", "198.20.0.1", "239.1.1.1"],
            &["192.0.2.7", "198.51.100.255", "203.0.113.0", "198.19.1.1", "250.1.2.3", "1.2.3", "1.2.3.256"],
        );
    assert_eq!(trial.domain(), Domain::Counted(762));
    assert_eq!(trial.many().into_iter().collect::<BTreeSet<_>>().len(), 762);
    Trial::new(r#"{ kind = "ipv4", range = "benchmark", unique = true }"#).sound().pinned(
        "198.18.69.159 | 198.18.2.254 | 198.19.138.218 | 198.18.85.194 | 198.18.48.67 | 198.18.38.118 | \
        198.19.82.235 | 198.18.27.156 | 198.19.61.87 | 198.18.239.56",
    );
    let reserved = Trial::new(r#"{ kind = "ipv4", range = "reserved", unique = true }"#).sound().pinned(
        "254.40.178.84 | 248.212.83.107 | 246.113.117.172 | 247.151.169.240 | 243.6.25.150 | \
        246.221.186.10 | 243.32.234.203 | 244.96.216.113 | 247.137.87.79 | 253.19.144.177",
    );
    assert!(
        reserved.many().iter().all(|v| v.parse::<std::net::Ipv4Addr>().is_ok_and(|a| a.octets()[0] >= 240))
    );
}

#[test]
fn ipv6() {
    let trial = Trial::new(r#"{ kind = "ipv6", unique = true }"#)
        .sound()
        .pinned(
            "2001:db8:9d3e:ec95:4cca:2648:1531:26fa | 2001:db8:b5a4:ead7:437c:f291:f87c:28a4 | \
            2001:db8:153:3dc0:8b41:bc6e:854b:d866 | 2001:db8:2e51:e54a:b138:7b57:210b:c3e5 | \
            2001:db8:7fe6:e84b:4254:c348:51c3:c342 | 2001:db8:1e5c:9b4f:cec9:ce98:8f08:21dc | \
            2001:db8:6b02:4720:dbcb:b40a:298f:e385 | 2001:db8:26af:ae78:cd75:583c:299:5061 | \
            2001:db8:d7e:bcc7:2afd:dca6:3fdc:2af9 | 2001:db8:f65d:9d27:bbe1:7ed:3304:a068",
        )
        .real(
            &["2001:4860:4860::8888", "::1", "fe80::1"],
            &["2001:db8::1", "2001:0DB8::1", "3fff:fff::1", "2001:db8", ""],
        );
    // The standard library writes the form of RFC 5952 too.
    for value in trial.many() {
        let address: std::net::Ipv6Addr = value.parse().expect("an address");
        assert_eq!(address.to_string(), value);
    }
    for (n, free, text) in [
        (0, 0, "2001:db8::"),
        (1, 0, "2001:db8::1"),
        (0x1_0000, 0, "2001:db8::1:0"),
        (1 << 48, 0, "2001:db8:0:0:1::"),
        (0xabcd_0000_0000_0001, 0, "2001:db8::abcd:0:0:1"),
        (1, u64::MAX, "2001:db8:ffff:ffff:c000::1"),
    ] {
        let mut out = Vec::new();
        super::net::write_ipv6(n, free, &mut out);
        assert_eq!(String::from_utf8(out).expect("ASCII"), text);
    }
}

#[test]
fn mac() {
    let trial = Trial::new(r#"{ kind = "mac" }"#)
        .sound()
        .pinned(
            "00:00:5e:00:53:5a | 00:00:5e:00:53:9d | 00:00:5e:00:53:3d | 00:00:5e:00:53:b5 | \
            00:00:5e:00:53:94 | 00:00:5e:00:53:01 | 00:00:5e:00:53:09 | 00:00:5e:00:53:2e | \
            00:00:5e:00:53:bd | 00:00:5e:00:53:7f",
        )
        .real(
            &["00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e", "001A2B3C4D5E"],
            &[
                "00:00:5e:00:53:7f",
                "02:1a:2b:3c:4d:5e",
                "01:00:5e:00:00:01",
                "00:1a-2b:3c:4d:5e",
                "00:1a:2b:3c:4d",
                "abc",
            ],
        );
    assert_eq!(trial.domain(), Domain::Counted(256));
    assert_eq!(trial.many().into_iter().collect::<BTreeSet<_>>().len(), 256);
    let wide = Trial::new(r#"{ kind = "mac", wide = true, unique = true }"#).sound().pinned(
        "8a:93:f6:b3:27:3f | a2:04:d6:d5:09:40 | 2a:c9:01:55:47:50 | 6e:0b:9e:7b:16:5d | \
        0a:16:b2:a3:12:de | 4a:a6:ae:42:95:2b | 52:38:be:e1:79:54 | 5a:a6:81:b1:4d:0b | \
        52:09:9c:fe:a8:08 | 2e:5d:d7:4b:e1:bc",
    );
    assert!(wide.many().iter().all(|v| "26ae".contains(&v[1..2])));
    Trial::new(r#"{ kind = "mac", format = "dash" }"#).sound().pinned(
        "00-00-5E-00-53-5A | 00-00-5E-00-53-9D | 00-00-5E-00-53-3D | 00-00-5E-00-53-B5 | \
        00-00-5E-00-53-94 | 00-00-5E-00-53-01 | 00-00-5E-00-53-09 | 00-00-5E-00-53-2E | \
        00-00-5E-00-53-BD | 00-00-5E-00-53-7F",
    );
    Trial::new(r#"{ kind = "mac", format = "dot", wide = true }"#).sound().pinned(
        "5ab7.d6b7.c63a | 9e4f.bb25.520c | 3e5a.ac3d.d480 | b669.3ab5.d9cb | 963c.ca47.6c12 | \
        0254.cf70.28e1 | 0a77.82d0.0c99 | 2e94.7952.a4f2 | be6f.5f9f.fb9b | 7ef9.ba12.d067",
    );
}

#[test]
fn behind_a_telephone_number_stands_an_extension_or_nothing() {
    let looks = super::phone::PHONE.recognise.expect("it has a form");
    for text in [
        "617-482-3391 x12",
        "(617) 482-3391 ext. 1234",
        "617.482.3391#7",
        "+1 617 482 3391;ext=99",
        "6174823391",
    ] {
        assert!(looks(text), "{text}");
    }
    // The geometry of a point, as PostGIS writes it.
    for text in ["0101000020E61000004A7B832F4C8A52C0", "6174823391e5f", "617-482-3391 or 617-482-3392"] {
        assert!(!looks(text), "{text}");
    }
}
