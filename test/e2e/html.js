// test/e2e/html.js — looks into pages of our own: what stands in which element. Not a parser of the web's pages; the
// validity of the pages is checked by the Nu Html Checker.

const NAMED = { lt: "<", gt: ">", quot: '"', amp: "&", nbsp: "\u00a0" };

export function decode(text) {
    return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, number, name) => {
        if (hex) return String.fromCodePoint(parseInt(hex, 16));
        return number ? String.fromCodePoint(Number(number)) : (NAMED[name] ?? whole);
    });
}

// Text of a piece of markup, blanks folded; line breaks and paragraphs become a blank.
export const textOf = (markup) =>
    decode(markup.replace(/<br>|<\/p>|<\/li>|<\/d[td]>/g, " ").replace(/<[^>]*>/g, ""))
        .replace(/\s+/g, " ")
        .trim();

// Inner markup of every element of that name, in order; elements of the same name must not stand in each other.
export function elements(markup, name) {
    return [...markup.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, "gs"))].map(
        (m) => m[1],
    );
}

export const texts = (markup, name) => elements(markup, name).map(textOf);

// What stands between one h2 of that text and the next.
export function section(markup, heading) {
    const parts = markup.split(/<h2(?:\s[^>]*)?>/).slice(1);
    const found = parts.find((part) => textOf(part.split("</h2>")[0]) === heading);
    return found === undefined ? "" : found.slice(found.indexOf("</h2>") + 5);
}

export function links(markup) {
    return [...markup.matchAll(/<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map((m) => ({
        href: decode(m[1]),
        text: textOf(m[2]),
    }));
}

export function rows(markup) {
    return elements(markup, "tr").map((row) =>
        elements(row, "td").map((cell) => ({ text: textOf(cell), links: links(cell) })),
    );
}
