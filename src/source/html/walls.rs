//! The sentences of well-known walls before articles, in the languages in which they are met most.

use super::super::stub::Stub;

/// The wall that a paragraph is of: one of its sentences begins with a known phrase, and it says little else.
pub(super) fn of(paragraph: &str) -> Option<Stub> {
    let plain = plain(paragraph);
    if plain.split(' ').count() > LONGEST {
        return None;
    }
    let begins = |at: usize| {
        let before = plain[..at].trim_end();
        before.is_empty() || before.ends_with(['.', '!', '?', '…', ':', '|', '-', '–'])
    };
    let phrases = PHRASES.iter().flat_map(|(kind, phrases)| {
        let kinds = std::iter::repeat(*kind);
        phrases.iter().zip(kinds)
    });
    let mut found = phrases.filter(|(phrase, _)| {
        let mut places = plain.match_indices(**phrase);
        places.any(|(at, _)| begins(at))
    });
    found.next().map(|(_, kind)| kind)
}

/// Whether a headline is that of a challenge.
pub(super) fn is_challenge(headline: &str) -> bool {
    let plain = plain(headline);
    CHALLENGES.iter().any(|start| plain.starts_with(start))
}

/// Whether the source of a page has what challenges are made with.
pub(super) fn has_challenge(html: &str) -> bool {
    let has = |sign: &&str| memchr::memmem::find(html.as_bytes(), sign.as_bytes()).is_some();
    CHALLENGERS.iter().any(has)
}

/// A paragraph of more words is one of an article.
const LONGEST: usize = 45;

/// In small letters, with single blanks and plain apostrophes.
fn plain(text: &str) -> String {
    let text = text.replace(['’', '‘'], "'").to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

const PHRASES: &[(Stub, &[&str])] = &[
    (
        Stub::Payment,
        &[
            "already a subscriber? log in",
            "already a subscriber? sign in",
            "become a member to read",
            "continue reading with a subscription",
            "create a free account to continue reading",
            "create a free account to read",
            "log in to continue reading",
            "register to continue reading",
            "sign in to continue reading",
            "sign up to continue reading",
            "subscribe now to continue reading",
            "subscribe now to read",
            "subscribe to continue reading",
            "subscribe to keep reading",
            "subscribe to read",
            "subscribe to unlock",
            "this article is exclusive to subscribers",
            "this article is for subscribers",
            "this article is only available to subscribers",
            "this article is reserved for subscribers",
            "this content is for subscribers",
            "this post is for paid subscribers",
            "this post is for paying subscribers",
            "this story is for subscribers",
            "to continue reading this article",
            "to continue reading, subscribe",
            "to read the full story",
            "unlock this article",
            "want to read more? subscribe",
            "you have no free articles",
            "you have reached your article limit",
            "you have reached your limit of free articles",
            "you have read your last free article",
            "you have used all your free articles",
            "you've reached your limit of free articles",
            "you've reached your monthly limit",
            "you've read your last free article",
            "your free articles are used up",
            // German
            "dieser artikel ist exklusiv für abonnenten",
            "dieser artikel ist nur für abonnenten",
            "dieser inhalt ist exklusiv für abonnenten",
            "diesen artikel weiterlesen mit",
            "jetzt abonnieren und weiterlesen",
            "jetzt registrieren und weiterlesen",
            "jetzt weiterlesen",
            "lesen sie diesen artikel mit",
            "mit einem abo weiterlesen",
            "sie haben bereits ein abo",
            "sie haben ihr limit an kostenlosen artikeln erreicht",
            "sie sind bereits abonnent",
            "um weiterzulesen",
            "weiterlesen mit",
            // French
            "abonnez-vous pour lire",
            "article réservé aux abonnés",
            "cet article est réservé aux abonnés",
            "connectez-vous pour lire la suite",
            "contenu réservé aux abonnés",
            "déjà abonné",
            "inscrivez-vous pour lire la suite",
            "la suite est réservée aux abonnés",
            "la suite de cet article est réservée aux abonnés",
            "pour lire la suite de cet article",
            "vous avez atteint votre limite d'articles gratuits",
            // Spanish
            "¿ya eres suscriptor",
            "artículo solo para suscriptores",
            "contenido exclusivo para suscriptores",
            "este artículo es exclusivo para suscriptores",
            "este contenido es exclusivo para suscriptores",
            "ha alcanzado el límite de artículos gratuitos",
            "has alcanzado el límite de artículos gratuitos",
            "has alcanzado tu límite de artículos gratuitos",
            "inicia sesión para seguir leyendo",
            "regístrate para seguir leyendo",
            "suscríbase para seguir leyendo",
            "suscríbete para seguir leyendo",
            // Italian, Portuguese, Dutch
            "abbonati per continuare a leggere",
            "assine para continuar lendo",
            "contenuto riservato agli abbonati",
            "conteúdo exclusivo para assinantes",
            "lees verder met een abonnement",
        ],
    ),
    (
        Stub::Consent,
        &[
            "accept cookies to continue",
            "before you continue",
            "manage your consent",
            "to continue reading, please accept",
            "we care about your privacy",
            "we value your privacy",
            "your privacy is important to us",
            // German
            "bevor sie fortfahren",
            "bevor sie zu google weitergehen",
            "ihre privatsphäre ist uns wichtig",
            "mit werbung weiterlesen",
            "weiter mit werbung lesen",
            "weiterlesen mit werbung",
            "wir schätzen ihre privatsphäre",
            // French
            "avant d'accéder à google",
            "avant de continuer",
            "continuer sans accepter",
            "nous respectons votre vie privée",
            "votre vie privée est importante",
            // Spanish
            "antes de continuar",
            "antes de ir a google",
            "respetamos tu privacidad",
            "tu privacidad es importante",
            "valoramos su privacidad",
            "valoramos tu privacidad",
        ],
    ),
    (
        Stub::Challenge,
        &[
            "access to this page has been denied",
            "checking if the site connection is secure",
            "checking your browser before accessing",
            "enable javascript and cookies to continue",
            "please complete the security check to access",
            "please enable js and disable any ad blocker",
            "please verify you are a human",
            "verify you are human",
            "verifying you are human",
            "we've detected unusual activity from your computer network",
            // German
            "aktivieren sie javascript und cookies, um fortzufahren",
            "bestätigen sie, dass sie ein mensch sind",
            "überprüfung, ob sie ein mensch sind",
            // French
            "activez javascript et les cookies pour continuer",
            "vérification que vous êtes humain",
            "vérifiez que vous êtes humain",
            "veuillez activer js et désactiver tout bloqueur de publicité",
            // Spanish
            "activa javascript y las cookies para continuar",
            "habilite javascript y las cookies para continuar",
            "verifica que eres humano",
            "verifique que es un ser humano",
        ],
    ),
    (
        Stub::Scripts,
        &[
            "javascript is required",
            "please enable javascript",
            "this app works best with javascript enabled",
            "this page requires javascript",
            "this site requires javascript",
            "you need to enable javascript",
            // German
            "bitte aktivieren sie javascript",
            "javascript ist deaktiviert",
            // French
            "veuillez activer javascript",
            "vous devez activer javascript",
            // Spanish
            "es necesario activar javascript",
            "habilite javascript",
            "necesitas activar javascript",
        ],
    ),
];

/// How the headlines of challenges begin.
const CHALLENGES: &[&str] = &[
    "access denied",
    "are you a robot",
    "attention required! | cloudflare",
    "checking your browser",
    "einen moment",
    "human verification",
    "just a moment",
    "nur einen moment",
    "one more step",
    "pardon our interruption",
    "please wait...",
    "please wait…",
    "security check",
    "un instant",
    "un momento",
    "verify you are human",
];

/// What challenges are made with, as the source of a page names it.
const CHALLENGERS: &[&str] = &[
    "/_Incapsula_Resource",
    "__cf_chl",
    "captcha-delivery.com",
    "cf-browser-verification",
    "challenge-platform",
    "challenges.cloudflare.com",
    "ddos-guard",
    "px-captcha",
    "sucuri_cloudproxy",
];
