//! Where no model compares meaning, a question is still met by the family of its words and by
//! ideographs that are words, never by their opposites.

mod common;

use answerbook::{Engine, Outcome, Response};
use common::Place;

const GERMAN: &str = r#"{"id":"mask","question":"Wo bekomme ich eine Schutzmaske?","answer":"An der Pforte."}
{"id":"test","question":"Was kostet der Schnelltest für Besucher?","answer":"Nichts."}
{"id":"register","question":"Wie läuft die Anmeldung im Sommer ab?","answer":"Am Schalter."}
{"id":"ticket","question":"Was tun, wenn die Karte ungültig ist?","answer":"Eine neue kaufen."}
{"id":"park","question":"Darf mein Hund in den Garten?","answer":"Nur an der Leine."}
"#;

const ITALIAN: &str = r#"{"id":"register","question":"Cosa serve per la registrazione degli ospiti?","answer":"Un documento."}
{"id":"parking","question":"Dove si trova il parcheggio della pensione?","answer":"Dietro la casa."}
{"id":"breakfast","question":"A che ora viene servita la colazione?","answer":"Dalle sette alle dieci."}
"#;

const RUSSIAN: &str = r#"{"id":"register","question":"Когда начинается регистрация участников?","answer":"В девять утра.","lang":"ru"}
{"id":"lunch","question":"Где можно пообедать рядом с музеем?","answer":"В кафе напротив.","lang":"ru"}
{"id":"photo","question":"Разрешена ли съёмка в залах музея?","answer":"Да, без вспышки.","lang":"ru"}
"#;

const CHINESE: &str = r#"{"id":"tea","question":"店里的茶多少钱?","answer":"每杯二十元。"}
{"id":"open","question":"商店几点开门?","answer":"早上九点。"}
{"id":"dog","question":"可以带小狗进来吗?","answer":"可以,但要牵绳。"}
{"id":"card","question":"能用银行卡付款吗?","answer":"可以。"}
"#;

fn ask(corpus: &str, question: &str) -> Response {
    let place = Place::empty().with("corpus/faq.jsonl", corpus);
    let book = Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap();
    book.ask(question).unwrap()
}

fn first(corpus: &str, question: &str) -> Option<String> {
    ask(corpus, question).candidates.first().map(|c| c.id.clone())
}

#[test]
fn a_compound_or_derivation_is_met() {
    for (corpus, question, id) in [
        (GERMAN, "Gibt es hier Masken?", "mask"),
        (GERMAN, "Sind Tests teuer?", "test"),
        (GERMAN, "Wie melde ich mich an: nur mit Anmeldeformular?", "register"),
        (ITALIAN, "Come mi registro?", "register"),
        (ITALIAN, "Posso parcheggiare qui?", "parking"),
        (RUSSIAN, "Как зарегистрироваться? Регистрирует ли портье?", "register"),
    ] {
        assert_eq!(first(corpus, question).as_deref(), Some(id), "{question}");
    }
}

#[test]
fn an_opposite_is_no_relative() {
    let response = ask(GERMAN, "Ist das gültig?");
    assert!(!matches!(response.outcome, Outcome::Answer(_)), "{response:?}");
    assert!(response.confidence < 0.1, "{response:?}");
}

#[test]
fn an_ideograph_by_itself_is_met() {
    for (question, id) in [("有什么茶?", "tea"), ("狗呢?", "dog"), ("什么时候开始营业,几点开?", "open")]
    {
        assert_eq!(first(CHINESE, question).as_deref(), Some(id), "{question}");
    }
    // Words that only ask are no reason to answer.
    let response = ask(CHINESE, "那是什么?");
    assert!(!matches!(response.outcome, Outcome::Answer(_)), "{response:?}");
}
