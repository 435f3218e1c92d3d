//! What must hold of every page.

/// Checks that tags nest, that the carried script is the only one, and that nothing is loaded from anywhere.
pub(super) fn check(html: &str) {
    assert!(html.starts_with("<!doctype html>"));
    assert_eq!(html.matches("<script").count(), 1);
    for address in ["http://", "https://", "src=", "@import", "url(http", "javascript:"] {
        assert!(!html.contains(address), "{address}");
    }
    assert!(!html.contains("NaN"));
    let mut open: Vec<String> = Vec::new();
    for (is_end, name) in tags(html) {
        if is_end {
            assert_eq!(open.pop().as_ref(), Some(&name));
        } else {
            open.push(name);
        }
    }
    assert_eq!(open, ["body"]);
}

/// The tags from the page's head to its script, without those that have no end.
fn tags(html: &str) -> Vec<(bool, String)> {
    const ALONE: [&str; 4] = ["meta", "link", "br", "col"];
    // Ends that HTML lets one leave out, and that the long table of places does leave out.
    const LEFT_OPEN: [&str; 2] = ["tr", "td"];
    let (_, page) = html.split_once("<html").expect("a page");
    let (head, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (body, _) = rest.split_once("<script>").expect("the script");
    let named = |part: &str| {
        let (tag, _) = part.split_once('>').expect("tags end");
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_alone = tag.ends_with('/') || ALONE.contains(&name.as_str()) || LEFT_OPEN.contains(&name.as_str());
        (!is_alone).then(|| (tag.starts_with('/'), name))
    };
    let parts = head.split('<').skip(1).chain(body.split('<').skip(1));
    parts.filter_map(named).collect()
}
