//! The sentences of notes and summaries, as a grammar: braces name a list, or something of the row.

/// How a note begins: who was met, and how.
pub(super) const OPENINGS: &[&str] = &[
    "{Worker} spoke with {name} by phone {when}.",
    "{Worker} met with {name} {place} {when}.",
    "{name_start} called {when} and asked about {topic}.",
    "{name_start} came in {when} without an appointment and asked about {topic}.",
    "Video visit with {name} {when}; lasted about {minutes} minutes.",
    "Received a message from {name} about {topic}.",
    "Home visit completed {when}; {name} was present for all of it.",
    "Follow-up call to {name} after {event}.",
    "Left a voicemail for {name} {when}; no health details were left.",
    "Attempted to reach {name} {count} times this week without success.",
    "Reviewed the chart before the {visit} and updated the contact list.",
    "Care team huddle about {topic}; {discipline} took part.",
];

/// What was found.
pub(super) const FINDINGS: &[&str] = &[
    "{Subject} reports {symptom} for the past {days} days.",
    "{Subject} denies {symptom} and has no new complaints.",
    "{Subject} says that {barrier} is still the main difficulty.",
    "{Subject} is taking {regimen} as prescribed and has {days} days left.",
    "{Subject} missed {count} doses because of {barrier}.",
    "Blood pressure at home has been {trend} since {event}.",
    "Mood is {mood}; sleep is {trend} and appetite is {trend}.",
    "Pain is rated {score} of 10, {trend} since the last contact.",
    "No safety concerns were raised; {subject} knows whom to call after hours.",
    "{Subject} named {need} as a concern and agreed to a referral.",
    "{Subject} declined help with {need} for now and may ask again.",
    "Transportation is arranged through {service}.",
    "Household income has not changed; benefits are {benefit}.",
    "{Subject} has a new address on file and prefers {channel}.",
    "An interpreter was offered and {accepted}.",
    "{Subject} brought {document}, which was copied to the record.",
    "Weight is {trend} and glucose readings are {trend}.",
    "{Subject} understood the instructions and repeated them in own words.",
];

/// What was done.
pub(super) const ACTIONS: &[&str] = &[
    "Sent a referral to {service}.",
    "Scheduled the {visit} in {days} days.",
    "Discussed {topic} and gave written information.",
    "Completed the {form} together and filed it.",
    "Requested records from the {source}.",
    "Confirmed eligibility with {service}; decision expected within {days} days.",
    "Reconciled the medication list with the {source}.",
    "Provided {supply} and explained their use.",
    "Updated the care plan: {goal}.",
    "Asked {discipline} to review {topic}.",
    "Called {service} on a three-way line and left the details.",
    "Reminded about the {visit} and checked the ride.",
];

/// What comes next.
pub(super) const PLANS: &[&str] = &[
    "Next contact in {days} days by {channel}.",
    "Will follow up after the {visit}.",
    "Goal for the month: {goal}.",
    "Will close the request if there is no answer within {days} days.",
    "Supervisor to review at the next case conference.",
    "To call back if {symptom} gets worse.",
    "Will check with {service} on the status of the application.",
    "No further action needed before the {visit}.",
];

/// A sentence about the programme, where it is known.
pub(super) const ABOUT_PROGRAM: &[&str] = &[
    "Enrolled in {program}; attendance is {trend}.",
    "Continues with {program}.",
    "{program} requirements were reviewed.",
    "Eligibility for {program} was confirmed.",
];

/// A sentence about the status, where it is known.
pub(super) const ABOUT_STATUS: &[&str] = &[
    "Case status is {status}.",
    "Status on file: {status}.",
    "The case stays {status} for now.",
    "Status ({status}) was confirmed with the team.",
];

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
        "worker",
        &[
            "case manager",
            "care coordinator",
            "nurse",
            "community health worker",
            "social worker",
            "outreach worker",
        ],
    ),
    (
        "when",
        &[
            "today",
            "this morning",
            "this afternoon",
            "yesterday",
            "on schedule",
            "late in the day",
            "before the visit",
        ],
    ),
    (
        "place",
        &[
            "at the clinic",
            "at home",
            "at the shelter",
            "at the food pantry",
            "in the waiting room",
            "at school",
            "at the library",
        ],
    ),
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
        "symptom",
        &[
            "headaches",
            "a cough",
            "dizziness",
            "fatigue",
            "low back pain",
            "shortness of breath on stairs",
            "trouble sleeping",
            "nausea",
            "swelling of the feet",
            "anxiety",
            "joint pain",
            "a rash",
            "poor appetite",
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
        "regimen",
        &[
            "all medication",
            "the new tablets",
            "insulin",
            "the inhaler",
            "the blood pressure medication",
            "the antibiotic",
        ],
    ),
    ("trend", &["better", "stable", "slightly worse", "improving", "unchanged", "up and down"]),
    ("mood", &["good", "low", "anxious", "calm", "tired but hopeful", "irritable", "stable"]),
    ("benefit", &["active", "pending", "up for renewal", "denied and under appeal", "not yet applied for"]),
    ("channel", &["phone", "text message", "mail", "the portal", "a home visit", "video"]),
    ("accepted", &["accepted", "declined", "used for the whole visit"]),
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
        "form",
        &[
            "consent form",
            "benefits application",
            "release of information",
            "needs assessment",
            "renewal form",
            "safety plan",
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
        "supply",
        &[
            "a pill box",
            "test strips",
            "bus passes",
            "a blood pressure cuff",
            "a food box",
            "diapers",
            "a thermometer",
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
        "discipline",
        &[
            "nursing",
            "social work",
            "pharmacy",
            "nutrition",
            "behavioral health",
            "the physician",
            "physical therapy",
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
