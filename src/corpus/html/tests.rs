use super::{plain, read};
use crate::record::Kind;

fn pairs(html: &str) -> Vec<(String, String, [u64; 2], u32)> {
    let line = |at: usize| html[..at].matches('\n').count() as u32 + 1;
    let found = read("a.html", html, line).unwrap();
    let pairs = found.records.into_iter().filter(|r| r.kind == Kind::Faq);
    pairs.map(|r| (r.questions[0].clone(), r.text, r.source.bytes, r.source.line)).collect()
}

#[test]
fn what_a_browser_shows_of_markup() {
    for (text, shown) in [
        ("plain < text & more", "plain < text & more"),
        ("a &amp; b", "a & b"),
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo\nlines."),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("See <a href=\"x\">here</a>.", "See here."),
        ("&lt;p&gt;twice&lt;/p&gt;", "twice"),
        ("if a<b then", "if a<b then"),
    ] {
        assert_eq!(plain(text), shown, "{text}");
    }
}

#[test]
fn tables_within_tables_are_walked_once() {
    // With work that doubled for each of them, this would not end.
    let deep = (0..60).fold("<p>The library opens at nine.</p>".to_owned(), |inner, n| {
        format!("<table><tr><td>cell {n}</td><td>{inner}</td></tr></table>")
    });
    let shown = plain(&deep);
    assert_eq!(shown.matches("The library opens at nine.").count(), 1, "{shown}");
    assert_eq!(shown.matches("cell 7\n").count(), 1, "{shown}");
}

#[test]
fn text_between_the_items_of_a_list_is_kept() {
    assert_eq!(
        plain("<ul>Bring with you:<li>a card</li>and also<li>a pen</li>only ink</ul><b>Done.</b>"),
        "Bring with you:\n- a card\nand also\n- a pen\nonly ink\n\nDone."
    );
}

#[test]
fn a_pair_knows_where_it_stands() {
    let html = "<p>é</p>\n<details>\n<summary>Why?</summary>So <b>it</b> is.</details>\n<p>after</p>";
    let found = pairs(html);
    assert_eq!((found[0].0.as_str(), found[0].1.as_str(), found[0].3), ("Why?", "So it is.", 2));
    let [from, to] = found[0].2.map(|at| at as usize);
    assert_eq!(&html[from..to], "<details>\n<summary>Why?</summary>So <b>it</b> is.</details>");
}

#[test]
fn question_headings_are_pairs_however_few_and_beside_details_too() {
    let details = "<details><summary>Is there parking?</summary>Behind the house.</details>";
    for more in ["", details] {
        let html = format!(
            "<h1>The mill</h1><h2>When is it open?</h2><p>From nine to five.</p>{more}<h2>Contact</h2><p>Write to Ida.</p>"
        );
        let found = read("a.html", &html, |_| 1).unwrap();
        let told: Vec<_> = found.records.iter().map(|r| (r.question().unwrap_or_default(), r.text.as_str())).collect();
        let parking = ("Is there parking?", "Behind the house.");
        let mut wanted = vec![("When is it open?", "From nine to five."), ("", "Write to Ida.")];
        wanted.splice(1..1, Some(parking).filter(|_| !more.is_empty()));
        assert_eq!(told, wanted);
    }
}

#[test]
fn structured_data_that_is_broken_costs_only_itself() {
    let html = "<script type='application/ld+json'>{oops</script><script type='application/ld+json'>{\"@type\":\"FAQPage\",\"mainEntity\":{\"@type\":\"Question\",\"name\":\"Q?\",\"acceptedAnswer\":{\"text\":\"A\"}}}</script>";
    let found = read("a.html", html, |_| 1).unwrap();
    assert_eq!((found.records.len(), found.dropped.iter().filter(|d| d.fault).count()), (1, 1));
}

#[test]
fn menus_and_tabs_open_no_answers() {
    let html = "<nav><button aria-expanded='false' aria-controls='m'>Need help?</button><div id='m'><a href='/a'>A</a><a href='/b'>B</a><a href='/c'>C</a></div></nav>
        <div role='tablist'><button role='tab' aria-controls='t'>Reviews</button></div><div id='t'><p>Good.</p></div>";
    assert_eq!(pairs(html), []);
}
