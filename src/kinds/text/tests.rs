//! Texts are well formed, say what their inputs say, and do not change.

use super::phrases;
use crate::kinds::choice::trial::{Trial, settings, text};
use crate::kinds::{Domain, Value};
use arrow::array::{ArrayRef, StringArray};
use std::collections::BTreeSet;
use std::sync::Arc;

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

const FILLER: [&str; 12] = [
    "word",
    "company",
    "job_title",
    "industry",
    "profession",
    "buzzword",
    "catch_phrase",
    "user_agent",
    "file_name",
    "mime_type",
    "color",
    "currency_code",
];

#[test]
fn filler_is_pinned() {
    let shown = |kind| Trial::new(kind, settings(&[])).shown();
    assert_eq!(
        shown("word"),
        "ullam | adipisci | occaecati | doloremque | cum | voluptas | omnis | natus | commodi | accusantium"
    );
    assert_eq!(
        shown("company"),
        "Bailey & Johnston and Sons | Stroman & Williamson Inc | Hansen LLC | Crist Inc | Wintheiser LLC | Langosh and Sons | Kessler LLC | Kris LLC | O'Kon and Sons | Effertz & Conn Inc"
    );
    assert_eq!(
        shown("job_title"),
        "Junior Retail Director | Principal Technology Manager | Lead Government Planner | Junior Technology Supervisor | Central Farming Producer | International Design Coordinator | National Banking Orchestrator | Principal Education Orchestrator | Chief Construction Administrator | Principal Real-Estate Supervisor"
    );
    assert_eq!(
        shown("industry"),
        "Chemicals | Museums and Institutions | Package / Freight Delivery | Semiconductors | Events Services | Oil & Energy | Consumer Services | Warehousing | Railroad Manufacture | Semiconductors"
    );
    assert_eq!(
        shown("profession"),
        "chemist | librarian | journalist | musician | farmer | physicist | analyst | barista | web developer | musician"
    );
    assert_eq!(
        shown("buzzword"),
        "Grass-roots | Enterprise-wide | Persevering | Assimilated | Reduced | Implemented | Phased | Polarised | Inverse | Assimilated"
    );
    assert_eq!(
        shown("catch_phrase"),
        "Polarised uniform forecast | Adaptive web-enabled core | Persistent impactful leverage | Synergized 24 hour alliance | Extended asymmetric portal | Virtual discrete function | Grass-roots fresh-thinking methodology | Inverse homogeneous middleware | Ergonomic asynchronous Graphical User Interface | Face to face logistical algorithm"
    );
    assert_eq!(
        shown("user_agent"),
        "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:40.0) Gecko/20100101 Firefox/40.1 | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.517 Safari/537.36 | Mozilla/5.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727) | Mozilla/5.0 (Linux; U; Android 4.0.3; ko-kr; LG-L160L Build/IML74K) AppleWebkit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30 | Opera/9.80 (X11; Linux i686; U; es-ES) Presto/2.8.131 Version/11.11 | Mozilla/5.0 (X11; OpenBSD amd64; rv:28.0) Gecko/20100101 Firefox/28.0 | Mozilla/5.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727) | Mozilla/5.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; .NET CLR 1.1.4322; .NET CLR 2.0.50727) | Mozilla/5.0 (X11; OpenBSD amd64; rv:28.0) Gecko/20100101 Firefox/28.0 | Mozilla/5.0 (Linux; U; Android 4.0.3; ko-kr; LG-L160L Build/IML74K) AppleWebkit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30"
    );
    assert_eq!(
        shown("file_name"),
        "photo_case_5947.png | invoice_next_4591.jpg | scan_hand_8365.txt | lab_able_4468.pdf | referral_first_4705.csv | report_small_8006.png | photo_first_1873.xlsx | release_group_2799.xlsx | lab_different_2290.tiff | invoice_good_4095.pdf"
    );
    assert_eq!(
        shown("mime_type"),
        "audio/mpeg | application/vnd.openxmlformats-officedocument.spreadsheetml.sheet | image/png | application/fhir+json | multipart/form-data | audio/ogg | image/svg+xml | image/svg+xml | audio/wav | application/fhir+json"
    );
    assert_eq!(
        shown("color"),
        "#5adf5a | #3d6ab0 | #94f329 | #09de0b | #bdbd7e | #60bafd | #9c15b4 | #9eb7ec | #6a1250 | #08ce14"
    );
    assert_eq!(shown("currency_code"), "HNL | DOP | MOP | ARS | RUB | IDR | MXN | MZN | ISK | AOA");
}

#[test]
fn prose_is_pinned() {
    assert_eq!(
        Trial::new("sentence", settings(&[])).shown(),
        "Ex ex porro veniam. | Dolores quod aut aliquam et et sunt id doloribus vel non et. | Enim esse error dolores id illo asperiores beatae vitae. | Sed et magni qui ut corporis velit molestiae dolore assumenda doloribus. | Et impedit modi inventore tenetur voluptatum ex consequatur. | Minima adipisci soluta perferendis. | Odit nulla molestias numquam. | Velit cupiditate magni est sed repellat minima quo voluptatum. | Qui dicta maiores qui inventore. | Laborum ex cupiditate non qui numquam nulla ut est."
    );
    assert_eq!(
        Trial::new("paragraph", settings(&[("sentences_max", Value::Integer(2))])).shown(),
        "Ex ex porro veniam. Laborum iusto voluptatem eligendi labore consequuntur ea sint impedit enim est nesciunt. | Dolores quod aut aliquam et et sunt id doloribus vel non et. Sed corporis ea nihil est eligendi nulla minima quam. | Enim esse error dolores id illo asperiores beatae vitae. Labore id laborum sapiente. | Sed et magni qui ut corporis velit molestiae dolore assumenda doloribus. Quis sint odit veniam aut nihil. | Et impedit modi inventore tenetur voluptatum ex consequatur. Quasi dignissimos sit ut consectetur commodi sequi corrupti dolorum et. | Minima adipisci soluta perferendis. Natus aspernatur ipsum quod. | Odit nulla molestias numquam. Laudantium voluptas itaque explicabo natus. | Velit cupiditate magni est sed repellat minima quo voluptatum. Qui occaecati voluptatum velit. | Qui dicta maiores qui inventore. Et corporis quibusdam nulla numquam expedita temporibus ea sunt veniam. | Laborum ex cupiditate non qui numquam nulla ut est. Accusantium ut nobis et beatae porro in."
    );
    let program =
        [("program", texts(&[Some("Housing First"), None])), ("status", texts(&[None, Some("open")]))];
    assert_eq!(
        Trial::with("summary", settings(&[]), &program).shown(),
        "Housing First: The housing application and childcare; plan: complete the housing application | Asked for help with tobacco use; the long wait for an appointment is the main difficulty (open) | Housing First: Concern about access to primary care; application with the county benefits office pending | Asked for help with health insurance; the lack of a ride is the main difficulty (open) | Housing First: Coordination of pain after the new diagnosis | Concern about unstable housing; application with the county benefits office pending (open) | Housing First: Discharge from the hospital: follow-up on the housing application | Coordination of childcare after the emergency visit (open) | Housing First: Regular contact about blood pressure; intake visit in 4 days | Asked for help with employment; trouble with the forms is the main difficulty (open)"
    );
}

#[test]
fn batches_do_not_matter() {
    for kind in FILLER {
        Trial::new(kind, settings(&[])).split();
    }
    Trial::new("sentence", settings(&[])).split();
    Trial::new("paragraph", settings(&[])).split();
    Trial::new("summary", settings(&[])).split();
}

#[test]
fn unique_filler_is_distinct_to_the_last() {
    for kind in FILLER {
        let Domain::Counted(n) = Trial::new(kind, settings(&[])).maker().domain() else {
            panic!("{kind} is not counted")
        };
        Trial::unique(kind, settings(&[]), n.min(10_000));
    }
}

#[test]
fn sentences_have_their_words() {
    let chosen = settings(&[("words_min", Value::Integer(40)), ("words_max", Value::Integer(60))]);
    for sentence in Trial::new("sentence", chosen).texts(0..1_000) {
        assert!((40..=60).contains(&sentence.split(' ').count()));
        assert!(sentence.starts_with(|c: char| c.is_uppercase()) && sentence.ends_with('.'));
    }
    let wrong = settings(&[("words_min", Value::Integer(9)), ("words_max", Value::Integer(3))]);
    assert_eq!(Trial::fault("sentence", &wrong).message, "the least number 9 is above the greatest 3");
}

#[test]
fn summaries_are_filled_and_various() {
    let summaries = Trial::new("summary", settings(&[])).texts(0..2_000);
    assert!(summaries.iter().all(|s| !s.contains(['{', '}']) && s.starts_with(|c: char| c.is_uppercase())));
    assert!(summaries.iter().collect::<BTreeSet<_>>().len() > 800);
}

#[test]
fn every_blank_is_known() {
    for sentence in phrases::SUMMARIES {
        for blank in sentence.split('{').skip(1).map(|s| s.split('}').next().unwrap()) {
            let name = blank.strip_suffix("_start").unwrap_or(blank).to_lowercase();
            assert!(name == "days" || phrases::list(&name).is_some(), "{blank}");
        }
    }
}

#[test]
fn words_follow_the_locale() {
    let italian = settings(&[("locale", text("it_IT"))]);
    assert_ne!(Trial::new("job_title", italian).shown(), Trial::new("job_title", settings(&[])).shown());
    for locale in [
        "ar_SA", "cy_GB", "de_DE", "fa_IR", "it_IT", "ja_JP", "nl_NL", "pt_BR", "pt_PT", "tr_TR", "zh_CN",
        "zh_TW",
    ] {
        for kind in ["word", "company", "job_title", "industry", "profession", "catch_phrase", "buzzword"] {
            let made = Trial::new(kind, settings(&[("locale", text(locale))])).texts(0..50);
            assert!(made.iter().all(|v| !v.trim().is_empty()), "{kind} {locale}");
        }
    }
    let slip = settings(&[("locale", text("fr_RF"))]);
    assert_eq!(Trial::fault("word", &slip).message, "there are no words for the locale `fr_RF`");
}
