//! The words that page furniture is known by, in five languages.
//!
//! Headings are compared whole and in lower case, after [`super::furniture`] has taken
//! counts, colons and marks off their ends. Only a line that is nothing but such words is
//! furniture; the same words inside a sentence are text.

/// Headings that a page does not come back from: what follows is no longer its article.
#[rustfmt::skip]
pub(super) const TAIL_HEADINGS: &[&str] = &[
    // English
    "references", "bibliography", "works cited", "citations", "top articles", "top posts",
    "top stories", "latest posts", "latest articles", "latest news", "recent posts",
    "recent articles", "recent comments", "popular posts", "popular articles", "most popular",
    "most read", "article information", "article info", "author information", "author info",
    "about the author", "about the authors", "about author", "author bio", "comments",
    "leave a reply", "leave a comment", "post a comment", "add a comment", "join the conversation",
    "post navigation", "site map", "footer",
    // German
    "literatur", "literaturverzeichnis", "einzelnachweise", "quellenangaben", "weblinks",
    "über den autor", "über die autorin", "informationen zum autor", "informationen zum artikel",
    "artikelinformationen", "autoreninformationen", "kommentare", "kommentar hinterlassen",
    "schreibe einen kommentar", "schreiben sie einen kommentar", "neueste beiträge",
    "neueste artikel", "letzte beiträge", "beliebte beiträge", "beliebte artikel", "meistgelesen",
    // Spanish
    "referencias", "bibliografía", "sobre el autor", "sobre la autora", "acerca del autor",
    "comentarios", "deja un comentario", "deja una respuesta", "entradas recientes",
    "últimas entradas", "últimos artículos", "artículos populares", "lo más leído",
    "información del artículo", "información del autor",
    // French
    "références", "bibliographie", "à propos de l'auteur", "à propos de l'autrice", "commentaires",
    "laisser un commentaire", "articles récents", "derniers articles", "articles populaires",
    "les plus lus", "informations sur l'article", "informations sur l'auteur",
    // Italian
    "riferimenti", "bibliografia", "sull'autore", "informazioni sull'autore",
    "informazioni sull'articolo", "commenti", "lascia un commento", "articoli recenti",
    "ultimi articoli", "articoli popolari", "i più letti",
];

/// Lines that short links may follow, after which the article can go on.
#[rustfmt::skip]
pub(super) const LINK_MARKERS: &[&str] = &[
    "read more", "read also", "read next", "see also", "also read", "more on this topic",
    "more on this story", "more stories", "more news", "you may also like", "you might also like",
    "you may also be interested in", "further reading", "external links", "sources", "notes",
    "footnotes", "related", "trending", "don't miss", "siehe auch", "mehr zum thema",
    "lesen sie auch", "das könnte sie auch interessieren", "weiterlesen", "weitere artikel",
    "quellen", "ver también", "véase también", "leer más", "lee también", "te puede interesar",
    "más información", "fuentes", "voir aussi", "lire aussi", "à lire aussi", "lire la suite",
    "en savoir plus", "vous aimerez aussi", "sources et références", "vedi anche", "leggi anche",
    "leggi tutto", "leggi di più", "potrebbe interessarti", "ti potrebbe interessare", "fonti",
];

/// First words of a link marker that goes on in free words: "Related articles".
#[rustfmt::skip]
pub(super) const LINK_FAMILIES: &[&str] = &[
    "related", "recommended", "empfohlen", "empfohlene", "ähnliche", "verwandte", "recomendado",
    "recomendados", "relacionado", "relacionados", "recommandé", "recommandés", "recommandations",
    "consigliati", "correlati",
];

/// What a line of a link family may name.
#[rustfmt::skip]
pub(super) const LINK_THINGS: &[&str] = &[
    "article", "articles", "post", "posts", "story", "stories", "reading", "links", "link",
    "content", "topics", "pages", "videos", "news", "for", "you", "coverage", "items", "reads",
    "by", "editors", "artikel", "beiträge", "für", "sie", "artículos", "para", "ti", "entradas",
    "pour", "vous", "articoli", "per", "te", "questions",
];

/// Lines that mean nothing in an article and that nothing belongs to.
#[rustfmt::skip]
pub(super) const STRAY_LINES: &[&str] = &[
    "advertisement", "advertisements", "ad", "sponsored", "sponsored content",
    "story continues below advertisement", "article continues below", "continue reading",
    "scroll to continue", "share", "share this", "share this article", "share this post",
    "share this story", "share on facebook", "share on twitter", "facebook", "twitter", "whatsapp",
    "linkedin", "pinterest", "email", "print", "print this page", "copy link", "newsletter",
    "newsletters", "subscribe", "subscribe now", "sign up for our newsletter",
    "subscribe to our newsletter", "sign in", "log in", "skip to content", "skip to main content",
    "menu", "search", "close", "toggle caption", "hide caption", "enlarge this image",
    "play video", "listen", "loading...", "back to top", "table of contents", "anzeige", "werbung",
    "teilen", "artikel teilen", "drucken", "nach oben", "zum inhalt springen",
    "newsletter abonnieren", "inhaltsverzeichnis", "publicidad", "anuncio", "compartir",
    "compartir esto", "comparte", "imprimir", "suscríbete", "publicité", "partager",
    "partager cet article", "imprimer", "s'abonner", "abonnez-vous", "sommaire", "pubblicità",
    "condividi", "condividi questo articolo", "stampa", "iscriviti", "iscriviti alla newsletter",
];

/// Headings of a list of questions and answers.
#[rustfmt::skip]
pub(super) const FAQ_HEADINGS: &[&str] = &[
    "questions and answers", "questions & answers", "q & a", "q and a", "people also ask",
    "common questions", "fragen und antworten", "preguntas y respuestas", "questions et réponses",
    "questions-réponses", "domande e risposte",
];

/// Words that make any short heading one of a list of questions: "Ticket FAQs".
#[rustfmt::skip]
pub(super) const FAQ_PHRASES: &[&str] = &[
    "frequently asked questions", "frequently-asked questions", "häufig gestellte fragen",
    "häufige fragen", "preguntas frecuentes", "questions fréquentes", "foire aux questions",
    "questions fréquemment posées", "domande frequenti", "q&a",
];

/// Month and weekday names and their short forms.
#[rustfmt::skip]
pub(super) const DATE_NAMES: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "januar", "jänner", "februar", "märz", "mai", "juni", "juli",
    "oktober", "dezember", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
    "agosto", "septiembre", "octubre", "noviembre", "diciembre", "janvier", "février", "mars",
    "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", "gennaio",
    "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre", "ottobre", "dicembre",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
    "tues", "wed", "thu", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch",
    "donnerstag", "freitag", "samstag", "sonntag", "lunes", "martes", "miércoles", "jueves",
    "viernes", "sábado", "domingo", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
];

/// Small words of a time stamp.
#[rustfmt::skip]
pub(super) const DATE_WORDS: &[&str] = &[
    "at", "on", "the", "of", "am", "pm", "a.m", "p.m", "ago", "hours", "hour", "minutes", "minute",
    "days", "day", "uhr", "um", "am", "vom", "den", "stand", "el", "de", "del", "a", "las", "la",
    "le", "à", "il", "alle", "ore", "et", "est", "edt", "pt", "pst", "pdt", "ct", "cst", "cdt",
    "gmt", "utc", "bst", "cet", "cest", "mesz", "mez", "updated", "published", "last", "posted",
    "modified", "first", "aktualisiert", "veröffentlicht",
];

/// How a time stamp begins.
#[rustfmt::skip]
pub(super) const STAMP_OPENINGS: &[&str] = &[
    "updated", "last updated", "last update", "published", "first published",
    "originally published", "posted", "last modified", "modified", "last reviewed", "date",
    "aktualisiert", "zuletzt aktualisiert", "veröffentlicht", "stand", "actualizado",
    "última actualización", "publicado", "publié", "mis à jour", "dernière mise à jour", "modifié",
    "pubblicato", "aggiornato", "ultimo aggiornamento",
];

/// How a line ends that says how long the page takes to read.
#[rustfmt::skip]
pub(super) const READING_TIMES: &[&str] = &[
    "min read", "minute read", "minutes read", "min. lesezeit", "min lesezeit", "minuten lesezeit",
    "min de lectura", "min de lecture", "min di lettura",
];

/// Agencies and picture houses whose name on its own is a credit.
#[rustfmt::skip]
pub(super) const AGENCIES: &[&str] = &[
    "ap", "ap photo", "the associated press", "associated press", "afp", "reuters", "getty",
    "getty images", "epa", "epa-efe", "dpa", "bloomberg", "shutterstock", "istock", "unsplash",
    "pexels", "pixabay", "alamy", "alamy stock photo", "xinhua", "kyodo", "kyodo news", "yonhap",
    "tass", "sputnik", "ansa", "efe", "anadolu", "picture alliance", "imago", "keystone",
    "magnum photos", "zuma press", "upi", "pa", "pa media", "corbis", "wikimedia commons",
    "afp via getty images", "bloomberg via getty images", "adobe stock",
];

/// How a line that is a credit begins.
#[rustfmt::skip]
pub(super) const CREDIT_OPENINGS: &[&str] = &[
    "photo", "photos", "photograph", "photographs", "photo credit", "photo courtesy", "image",
    "images", "image credit", "picture", "credit", "credits", "illustration", "foto", "fotos",
    "bild", "bildnachweis", "fotografía", "imagen", "crédito", "photographie", "crédit",
    "crédit photo", "fotografia", "immagine", "credito",
];

/// What holds a credit's opening and its name together.
#[rustfmt::skip]
pub(super) const CREDIT_LINKS: &[&str] = &[
    "by", "courtesy", "von", "de", "por", "par", "di", "via", "from", "credit",
];

/// How a byline begins.
pub(super) const BYLINE_OPENINGS: &[&str] = &["by", "von", "por", "par", "di", "written by", "reported by"];

/// Verbs of saying that stand beside a speaker's name.
#[rustfmt::skip]
pub(super) const SAYING: &[&str] = &[
    "said", "says", "say", "adds", "added", "argues", "argued", "notes", "noted", "explains",
    "explained", "asks", "asked", "told", "tells", "writes", "wrote", "warns", "warned",
    "believes", "thinks", "recalls", "recalled", "continues", "continued", "contends", "insists",
    "insisted", "remarks", "remarked", "sagt", "sagte", "meint", "meinte", "erklärt", "erklärte",
    "fügt", "dice", "dijo", "añade", "añadió", "explica", "explicó", "dit", "ajoute", "explique",
    "expliqué", "déclaré", "affirme", "afferma", "detto", "aggiunge", "spiega",
];

/// Pronouns that may stand for a speaker.
#[rustfmt::skip]
pub(super) const PRONOUNS: &[&str] = &[
    "he", "she", "they", "er", "sie", "él", "ella", "ellos", "il", "elle", "ils", "lui", "lei",
    "egli",
];
