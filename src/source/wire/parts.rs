//! The elements of news items. The formats have different names for the same things, so that one table serves them all.

/// The purpose of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Author,
    /// The article itself, as elements or as text.
    Body,
    Class,
    Date,
    /// Where and when it was written, as it is printed before the text.
    Dateline,
    Embargo,
    /// A part of the identifier of NewsML 1.
    Id(usize),
    Key,
    Lang,
    Outlet,
    /// Something of no interest, with all within it.
    Passed,
    Status,
    Summary,
    Tag,
    Title,
    Version,
}

/// The elements by their names in lower case, sorted; where several say the same thing the lowest rank goes first.
/// Those that are not named here only hold others.
pub(super) const PARTS: &[(&str, Part, u8)] = &[
    ("abstract", Part::Summary, 1),
    ("associatedwith", Part::Passed, 0),
    ("body.content", Part::Body, 0),
    ("by", Part::Author, 0),
    ("byline", Part::Author, 1),
    ("catalog", Part::Passed, 0),
    ("contentcreated", Part::Date, 5),
    ("contributor", Part::Passed, 0),
    ("copyrightholder", Part::Outlet, 5),
    ("creator", Part::Author, 2),
    ("creditline", Part::Outlet, 4),
    ("datacontent", Part::Body, 1),
    ("date.issue", Part::Date, 2),
    ("dateandtime", Part::Date, 6),
    ("dateid", Part::Id(1), 0),
    ("dateline", Part::Dateline, 0),
    ("deliverableof", Part::Passed, 0),
    ("description", Part::Summary, 0),
    ("distributor", Part::Outlet, 3),
    ("doc-id", Part::Key, 0),
    ("doc.copyright", Part::Outlet, 6),
    ("embargoed", Part::Embargo, 0),
    ("firstcreated", Part::Date, 1),
    ("header", Part::Passed, 0),
    ("headline", Part::Title, 0),
    ("hl1", Part::Title, 1),
    ("hophistory", Part::Passed, 0),
    ("html", Part::Body, 0),
    ("infosource", Part::Outlet, 7),
    ("inlinedata", Part::Body, 1),
    ("inlinexml", Part::Body, 0),
    ("itemclass", Part::Class, 0),
    ("itemref", Part::Passed, 0),
    ("keyword", Part::Tag, 3),
    ("language", Part::Lang, 0),
    ("link", Part::Passed, 0),
    ("newsitemid", Part::Id(2), 0),
    ("party", Part::Outlet, 2),
    ("provider", Part::Outlet, 0),
    ("providerid", Part::Id(0), 0),
    ("pubdata", Part::Outlet, 1),
    ("pubstatus", Part::Status, 0),
    ("remotecontent", Part::Passed, 0),
    ("revisionid", Part::Version, 0),
    ("status", Part::Status, 0),
    ("subject", Part::Tag, 0),
    ("thisrevisioncreated", Part::Date, 3),
    ("title", Part::Title, 2),
    ("tobject.subject", Part::Tag, 1),
    ("versioncreated", Part::Date, 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(PARTS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
