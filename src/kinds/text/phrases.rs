//! The sentences of summaries, as a grammar: braces name a list, or something of the row.

/// One-line summaries of a case.
pub(super) const SUMMARIES: &[&str] = &[
    "Needs help with {need}; referred to {service}",
    "{Event_start}: follow-up on {topic}",
    "Asked for help with {need}; {barrier} is the main difficulty",
    "{Topic_start} and {need}; plan: {goal}",
    "Referred by the {source} for {need}",
    "Coordination of {topic} after {event}",
    "Concern about {need}; application with {service} pending",
    "Support with {need} while {barrier} is being solved",
    "Waiting for {document} before {service} can decide",
    "Regular contact about {topic}; {visit} in {days} days",
];

/// The list of a name in braces; `None` for what is no list.
pub(super) fn list(name: &str) -> Option<Words> {
    LISTS.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// What may stand in a blank.
type Words = &'static [&'static str];

const LISTS: &[(&str, Words)] = &[
    (
        "topic",
        &[
            "medication refills",
            "the housing application",
            "blood pressure",
            "diabetes care",
            "transportation",
            "lab results",
            "the care plan",
            "insurance coverage",
            "pain",
            "sleep",
            "childcare",
            "food assistance",
            "the specialist appointment",
            "follow-up after discharge",
            "vaccinations",
            "the bill from the hospital",
            "counseling",
            "prenatal care",
        ],
    ),
    (
        "need",
        &[
            "food insecurity",
            "unstable housing",
            "utility bills",
            "transportation",
            "childcare",
            "medication costs",
            "loneliness",
            "legal trouble",
            "employment",
            "access to primary care",
            "dental care",
            "health insurance",
            "depression",
            "tobacco use",
        ],
    ),
    (
        "service",
        &[
            "the food bank",
            "the housing office",
            "legal aid",
            "the county benefits office",
            "the ride program",
            "behavioral health",
            "the pharmacy assistance program",
            "the dental clinic",
            "the diabetes class",
            "home health",
            "the employment center",
            "the senior center",
        ],
    ),
    (
        "barrier",
        &[
            "the cost of medication",
            "the lack of a ride",
            "work hours",
            "the lack of childcare",
            "the long wait for an appointment",
            "no phone credit",
            "trouble with the forms",
            "a move last month",
            "fear of the bill",
            "caring for a parent",
        ],
    ),
    (
        "document",
        &[
            "proof of income",
            "the lease",
            "a utility bill",
            "the discharge papers",
            "the insurance card",
            "a pill bottle",
            "the denial letter",
        ],
    ),
    (
        "visit",
        &[
            "follow-up visit",
            "annual exam",
            "lab draw",
            "specialist visit",
            "intake visit",
            "eye exam",
            "counseling session",
        ],
    ),
    (
        "source",
        &[
            "hospital",
            "pharmacy",
            "previous clinic",
            "school nurse",
            "specialist",
            "emergency department",
            "shelter",
        ],
    ),
    (
        "goal",
        &[
            "take medication every day",
            "attend two appointments",
            "walk three times a week",
            "complete the housing application",
            "lower the A1c",
            "cut down on cigarettes",
            "find a dentist",
            "keep a blood pressure log",
            "reconnect with family",
            "apply for benefits",
            "drink less soda",
        ],
    ),
    (
        "event",
        &[
            "discharge from the hospital",
            "the emergency visit",
            "the last appointment",
            "the medication change",
            "the move",
            "the new diagnosis",
        ],
    ),
];
